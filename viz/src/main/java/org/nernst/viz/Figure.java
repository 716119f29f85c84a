package org.nernst.viz;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;

/// A page of plots, in rows from top to bottom, saved as SVG or PNG.
///
/// ```java
/// Figure.titled("Digit 7")
///     .row(SpikeRaster.of("Hidden layer", spikes))
///     .row(MembraneTraces.of("Readout", potentials, names))
///     .save(Path.of("digit.svg"));
/// ```
public final class Figure {
  private static final int WIDTH = 860;
  private static final int HEADER = 40;
  private static final int FOOTER = 8;

  private final String title;
  private final List<List<Panel>> rows;

  private Figure(String title, List<List<Panel>> rows) {
    this.title = title;
    this.rows = rows;
  }

  /// An empty page.
  ///
  /// @param title its heading
  /// @return the page
  public static Figure titled(String title) {
    return new Figure(title, List.of());
  }

  /// This page with one more row of plots side by side.
  ///
  /// @param panels the plots from left to right, at least one
  /// @return a new page
  /// @throws IllegalArgumentException if there is no plot
  public Figure row(Panel... panels) {
    if (panels.length == 0) {
      throw new IllegalArgumentException("expected at least one panel in a row, got none");
    }
    List<List<Panel>> more = new ArrayList<>(rows);
    more.add(List.of(panels));
    return new Figure(title, List.copyOf(more));
  }

  /// The page as the text of an SVG document.
  ///
  /// @return the document
  public String toSvg() {
    SvgCanvas canvas = new SvgCanvas(WIDTH, height());
    draw(canvas);
    return canvas.document();
  }

  /// The page as a bitmap with two pixels per unit of length.
  ///
  /// @return the bitmap
  public BufferedImage toImage() {
    ImageCanvas canvas = new ImageCanvas(WIDTH, height());
    draw(canvas);
    return canvas.image();
  }

  /// Writes the page; the ending of the file's name, `.svg` or `.png`, tells the format.
  ///
  /// @param file where to; its directory is there already
  /// @throws IOException if writing fails
  /// @throws IllegalArgumentException if the name ends otherwise
  public void save(Path file) throws IOException {
    String name = file.toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".svg")) {
      Files.writeString(file, toSvg());
    } else if (name.endsWith(".png")) {
      BufferedImage image = toImage();
      // A stream, since ImageIO reports a directory that is not there as a null pointer.
      try (OutputStream out = Files.newOutputStream(file)) {
        ImageIO.write(image, "png", out);
      }
    } else {
      throw new IllegalArgumentException("expected a file ending in .svg or .png, got " + file);
    }
  }

  private int height() {
    return HEADER + rows.stream().mapToInt(Figure::height).sum() + FOOTER;
  }

  private static int height(List<Panel> row) {
    return row.stream().mapToInt(Panel::height).max().orElseThrow();
  }

  private void draw(Canvas canvas) {
    canvas.fillRect(0, 0, WIDTH, height(), Palette.PAPER);
    canvas.text(18, 26, title, Canvas.Anchor.START, 15, Palette.INK, true);
    double y = HEADER;
    for (List<Panel> row : rows) {
      double shares = row.stream().mapToDouble(Panel::widthShare).sum();
      double x = 0;
      for (Panel panel : row) {
        double width = WIDTH * panel.widthShare() / shares;
        panel.draw(canvas, new Rect(x, y, width, height(row)));
        x += width;
      }
      y += height(row);
    }
  }
}
