package org.nernst.viz;

/// A rectangle in pixels from the upper left corner.
record Rect(double x, double y, double width, double height) {
  double right() {
    return x + width;
  }

  double bottom() {
    return y + height;
  }
}
