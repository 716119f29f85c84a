package org.nernst.viz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FigureTest {
  @TempDir Path directory;

  private static Figure figure() {
    float[][] spikes = new float[8][6];
    spikes[3][2] = 1;
    return Figure.titled("A <digit> & its spikes")
        .row(Heatmap.image("Input", new float[][] {{0, 1}, {2, 3}}), SpikeRaster.of("r", spikes))
        .row(MembraneTraces.of("v", new float[][] {{0}, {1}, {0.5f}}, "n"));
  }

  @Test
  void savesAPngThatDecodesAndIsNotBlank() throws IOException {
    Path file = directory.resolve("f.png");
    figure().save(file);
    BufferedImage image = ImageIO.read(file.toFile());
    assertThat(image.getWidth()).isEqualTo(1720);
    assertThat(inks(image)).hasSizeGreaterThan(10);
  }

  @Test
  void theSpikeIsOnTheBitmapToo() {
    float[][] silent = new float[8][6];
    float[][] one = new float[8][6];
    one[3][2] = 1;
    BufferedImage without = Figure.titled("f").row(SpikeRaster.of("r", silent)).toImage();
    BufferedImage with = Figure.titled("f").row(SpikeRaster.of("r", one)).toImage();
    int changed = 0;
    for (int y = 0; y < with.getHeight(); y++) {
      for (int x = 0; x < with.getWidth(); x++) {
        changed += with.getRGB(x, y) != without.getRGB(x, y) ? 1 : 0;
      }
    }
    assertThat(changed).isBetween(10, 500);
  }

  @Test
  void savesAnSvgWithAllPanelsAndEscapedText() throws IOException {
    Path file = directory.resolve("f.svg");
    figure().save(file);
    Svg svg = Svg.parse(Files.readString(file));
    assertThat(svg.spikes()).isEqualTo(1);
    assertThat(svg.count("polyline")).isEqualTo(1);
    assertThat(svg.texts()).contains("A <digit> & its spikes");
  }

  @Test
  void aRowMakesThePageTallerAndLeavesTheOriginalAsItIs() {
    Figure one = figure();
    Figure two = one.row(Heatmap.image("i", new float[2][2]));
    assertThat(two.toImage().getHeight()).isEqualTo(one.toImage().getHeight() + 2 * 190);
  }

  @Test
  void refusesOtherFormatsEmptyRowsAndMissingDirectories() {
    Figure figure = figure();
    assertThatThrownBy(() -> figure.save(directory.resolve("f.gif")))
        .hasMessageContaining("expected a file ending in .svg or .png, got ");
    assertThatThrownBy(figure::row).hasMessage("expected at least one panel in a row, got none");
    assertThatThrownBy(() -> figure.save(directory.resolve("none").resolve("f.png")))
        .isInstanceOf(NoSuchFileException.class);
  }

  private static Set<Integer> inks(BufferedImage image) {
    Set<Integer> inks = new HashSet<>();
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        inks.add(image.getRGB(x, y));
      }
    }
    return inks;
  }
}
