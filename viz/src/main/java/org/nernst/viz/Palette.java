package org.nernst.viz;

import java.awt.Color;

/// Colours that readers with colour blindness can tell apart (Okabe and Ito, 2008).
final class Palette {
  static final Color INK = new Color(0x22, 0x22, 0x22);
  static final Color MUTED = new Color(0x66, 0x66, 0x66);
  static final Color GRID = new Color(0xe4, 0xe4, 0xe4);
  static final Color PAPER = Color.WHITE;
  static final Color SPIKE = new Color(0xd5, 0x5e, 0x00);

  private static final Color[] SERIES = {
    new Color(0x00, 0x72, 0xb2),
    new Color(0xd5, 0x5e, 0x00),
    new Color(0x00, 0x9e, 0x73),
    new Color(0xcc, 0x79, 0xa7),
    new Color(0xe6, 0x9f, 0x00),
    new Color(0x56, 0xb4, 0xe9),
    new Color(0x8c, 0x56, 0x4b),
    new Color(0x7f, 0x7f, 0x7f),
    new Color(0x17, 0x4a, 0x5b),
    new Color(0xb8, 0xa8, 0x00),
  };

  private Palette() {}

  /// The colour of the series with this number; colours repeat after ten.
  static Color series(int number) {
    return SERIES[Math.floorMod(number, SERIES.length)];
  }
}
