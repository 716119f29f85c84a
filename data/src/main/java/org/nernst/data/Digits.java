package org.nernst.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;

/// The UCI optical digits: 1797 handwritten digits of 8x8 pixels, shipped with Nernst.
///
/// E. Alpaydin and C. Kaynak (1998), Optical Recognition of Handwritten Digits, UCI Machine
/// Learning Repository, https://doi.org/10.24432/C50P49, CC BY 4.0. These are the examples of its
/// test part, written by 13 people.
public final class Digits {
  /// Pixels per image, row by row.
  public static final int PIXELS = 64;

  /// Pixels per row and per column.
  public static final int SIDE = 8;

  /// The number of classes.
  public static final int CLASSES = 10;

  private static final int SIZE = 1797;
  private static final int MAX_PIXEL = 16;
  private static final String RESOURCE = "digits.csv.gz";

  private Digits() {}

  /// Reads the digits, in the order of the file.
  ///
  /// @return 1797 examples (64) with pixels from 0 (paper) to 1 (ink) and classes 0 to 9
  public static TensorDataset load() {
    float[] values = new float[SIZE * PIXELS];
    int[] labels = new int[SIZE];
    try (BufferedReader lines = open()) {
      for (int i = 0; i < SIZE; i++) {
        String line = lines.readLine();
        String[] fields = line == null ? new String[0] : line.split(",", -1);
        if (fields.length != PIXELS + 1) {
          throw new IllegalStateException(
              "the resource %s is damaged in line %d".formatted(RESOURCE, i + 1));
        }
        for (int p = 0; p < PIXELS; p++) {
          values[i * PIXELS + p] = Integer.parseInt(fields[p]) / (float) MAX_PIXEL;
        }
        labels[i] = Integer.parseInt(fields[PIXELS]);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the resource " + RESOURCE, e);
    }
    return new TensorDataset(values, labels, PIXELS);
  }

  private static BufferedReader open() throws IOException {
    InputStream resource = Digits.class.getResourceAsStream(RESOURCE);
    if (resource == null) {
      throw new IllegalStateException("the resource " + RESOURCE + " is missing");
    }
    return new BufferedReader(
        new InputStreamReader(new GZIPInputStream(resource), StandardCharsets.US_ASCII));
  }
}
