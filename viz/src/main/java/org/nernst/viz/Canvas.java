package org.nernst.viz;

import java.awt.Color;

/// What a panel draws on: the few shapes that plots need, in pixels from the upper left corner.
///
/// Two implementations, [SvgCanvas] and [ImageCanvas], get the same calls, so that both files of a
/// figure show the same picture.
sealed interface Canvas permits SvgCanvas, ImageCanvas {
  /// Where a text stands relative to its point.
  enum Anchor {
    START,
    MIDDLE,
    END
  }

  /// A filled rectangle without border.
  void fillRect(double x, double y, double width, double height, Color color);

  /// A straight line.
  void line(double x1, double y1, double x2, double y2, Color color, double width);

  /// Straight lines through the points, from the first to the last.
  void polyline(double[] xs, double[] ys, Color color, double width);

  /// A dashed straight line, for levels such as a threshold.
  void dashedLine(double x1, double y1, double x2, double y2, Color color, double width);

  /// A short vertical tick of the given height around (x, y): one spike.
  void spike(double x, double y, double height, Color color, double width);

  /// A filled circle.
  void dot(double x, double y, double radius, Color color);

  /// A line of text whose base line passes through (x, y).
  void text(double x, double y, String text, Anchor anchor, double size, Color color, boolean bold);

  /// A line of text that reads upwards.
  void textUpwards(double x, double y, String text, double size, Color color);

  /// Restricts what follows to the rectangle, until [#unclip()].
  void clip(Rect rect);

  /// Ends [#clip(Rect)].
  void unclip();
}
