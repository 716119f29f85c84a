package org.nernst.viz;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;

/// Draws the calls into a bitmap, two pixels per unit so that it stays sharp on dense screens.
final class ImageCanvas implements Canvas {
  private static final int SCALE = 2;

  private final BufferedImage image;
  private final Graphics2D graphics;

  ImageCanvas(int width, int height) {
    image = new BufferedImage(width * SCALE, height * SCALE, BufferedImage.TYPE_INT_RGB);
    graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    graphics.scale(SCALE, SCALE);
  }

  BufferedImage image() {
    return image;
  }

  @Override
  public void fillRect(double x, double y, double width, double height, Color color) {
    graphics.setColor(color);
    graphics.fill(new Rectangle2D.Double(x, y, width, height));
  }

  @Override
  public void line(double x1, double y1, double x2, double y2, Color color, double width) {
    stroke(color, new BasicStroke((float) width));
    graphics.draw(new Line2D.Double(x1, y1, x2, y2));
  }

  @Override
  public void dashedLine(double x1, double y1, double x2, double y2, Color color, double width) {
    float[] dash = {5, 4};
    stroke(
        color,
        new BasicStroke(
            (float) width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10f, dash, 0f));
    graphics.draw(new Line2D.Double(x1, y1, x2, y2));
  }

  @Override
  public void spike(double x, double y, double height, Color color, double width) {
    stroke(color, new BasicStroke((float) width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER));
    graphics.draw(new Line2D.Double(x, y - height / 2, x, y + height / 2));
  }

  @Override
  public void polyline(double[] xs, double[] ys, Color color, double width) {
    if (xs.length == 0) {
      return;
    }
    stroke(color, new BasicStroke((float) width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND));
    Path2D path = new Path2D.Double();
    path.moveTo(xs[0], ys[0]);
    for (int i = 1; i < xs.length; i++) {
      path.lineTo(xs[i], ys[i]);
    }
    graphics.draw(path);
  }

  @Override
  public void dot(double x, double y, double radius, Color color) {
    graphics.setColor(color);
    graphics.fill(new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius));
  }

  @Override
  public void text(
      double x, double y, String text, Anchor anchor, double size, Color color, boolean bold) {
    write(x, y, text, anchor, font(size, bold), color);
  }

  @Override
  public void textUpwards(double x, double y, String text, double size, Color color) {
    var before = graphics.getTransform();
    graphics.translate(x, y);
    graphics.rotate(-Math.PI / 2);
    write(0, 0, text, Anchor.MIDDLE, font(size, false), color);
    graphics.setTransform(before);
  }

  @Override
  public void clip(Rect rect) {
    graphics.setClip(new Rectangle2D.Double(rect.x(), rect.y(), rect.width(), rect.height()));
  }

  @Override
  public void unclip() {
    graphics.setClip(null);
  }

  private void write(double x, double y, String text, Anchor anchor, Font font, Color color) {
    graphics.setFont(font);
    graphics.setColor(color);
    double width = font.getStringBounds(text, graphics.getFontRenderContext()).getWidth();
    double left =
        switch (anchor) {
          case START -> x;
          case MIDDLE -> x - width / 2;
          case END -> x - width;
        };
    graphics.drawString(text, (float) left, (float) y);
  }

  private void stroke(Color color, BasicStroke stroke) {
    graphics.setColor(color);
    graphics.setStroke(stroke);
  }

  private static Font font(double size, boolean bold) {
    return new Font(Font.SANS_SERIF, bold ? Font.BOLD : Font.PLAIN, 1).deriveFont((float) size);
  }
}
