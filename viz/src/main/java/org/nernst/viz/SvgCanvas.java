package org.nernst.viz;

import java.awt.Color;
import java.util.Locale;

/// Writes the calls as the elements of an SVG document.
final class SvgCanvas implements Canvas {
  private final StringBuilder body = new StringBuilder();
  private final int width;
  private final int height;
  private int clips;

  SvgCanvas(int width, int height) {
    this.width = width;
    this.height = height;
  }

  /// The whole document.
  String document() {
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" font-family=\"%s\">\n%s</svg>\n"
        .formatted(width, height, width, height, "DejaVu Sans, Helvetica, Arial, sans-serif", body);
  }

  @Override
  public void fillRect(double x, double y, double width, double height, Color color) {
    body.append("<rect x=\"").append(number(x)).append("\" y=\"").append(number(y));
    body.append("\" width=\"").append(number(width)).append("\" height=\"").append(number(height));
    body.append("\" fill=\"").append(hex(color)).append('"').append(opacity(color, "fill"));
    body.append("/>\n");
  }

  @Override
  public void line(double x1, double y1, double x2, double y2, Color color, double width) {
    segment(x1, y1, x2, y2, color, width, "");
  }

  @Override
  public void dashedLine(double x1, double y1, double x2, double y2, Color color, double width) {
    segment(x1, y1, x2, y2, color, width, " stroke-dasharray=\"5 4\"");
  }

  @Override
  public void spike(double x, double y, double height, Color color, double width) {
    segment(x, y - height / 2, x, y + height / 2, color, width, " class=\"spike\"");
  }

  private void segment(
      double x1, double y1, double x2, double y2, Color color, double width, String more) {
    body.append("<line x1=\"").append(number(x1)).append("\" y1=\"").append(number(y1));
    body.append("\" x2=\"").append(number(x2)).append("\" y2=\"").append(number(y2)).append('"');
    stroke(color, width);
    body.append(more).append("/>\n");
  }

  @Override
  public void polyline(double[] xs, double[] ys, Color color, double width) {
    body.append("<polyline fill=\"none\" points=\"");
    for (int i = 0; i < xs.length; i++) {
      body.append(i == 0 ? "" : " ").append(number(xs[i])).append(',').append(number(ys[i]));
    }
    body.append('"');
    stroke(color, width);
    body.append(" stroke-linejoin=\"round\"/>\n");
  }

  @Override
  public void dot(double x, double y, double radius, Color color) {
    body.append("<circle cx=\"").append(number(x)).append("\" cy=\"").append(number(y));
    body.append("\" r=\"").append(number(radius)).append("\" fill=\"").append(hex(color));
    body.append('"').append(opacity(color, "fill")).append("/>\n");
  }

  @Override
  public void text(
      double x, double y, String text, Anchor anchor, double size, Color color, boolean bold) {
    body.append("<text x=\"").append(number(x)).append("\" y=\"").append(number(y)).append('"');
    body.append(" text-anchor=\"").append(anchor.name().toLowerCase(Locale.ROOT)).append('"');
    body.append(" font-size=\"").append(number(size)).append('"');
    body.append(bold ? " font-weight=\"bold\"" : "");
    body.append(" fill=\"").append(hex(color)).append("\">").append(escape(text));
    body.append("</text>\n");
  }

  @Override
  public void textUpwards(double x, double y, String text, double size, Color color) {
    body.append("<text transform=\"translate(").append(number(x)).append(' ').append(number(y));
    body.append(") rotate(-90)\" text-anchor=\"middle\" font-size=\"").append(number(size));
    body.append("\" fill=\"").append(hex(color)).append("\">").append(escape(text));
    body.append("</text>\n");
  }

  @Override
  public void clip(Rect rect) {
    String id = "clip" + clips++;
    body.append("<clipPath id=\"").append(id).append("\"><rect x=\"").append(number(rect.x()));
    body.append("\" y=\"").append(number(rect.y())).append("\" width=\"");
    body.append(number(rect.width())).append("\" height=\"").append(number(rect.height()));
    body.append("\"/></clipPath>\n<g clip-path=\"url(#").append(id).append(")\">\n");
  }

  @Override
  public void unclip() {
    body.append("</g>\n");
  }

  private void stroke(Color color, double width) {
    body.append(" stroke=\"").append(hex(color)).append('"').append(opacity(color, "stroke"));
    body.append(" stroke-width=\"").append(number(width)).append('"');
  }

  private static String hex(Color color) {
    return "#%02x%02x%02x".formatted(color.getRed(), color.getGreen(), color.getBlue());
  }

  private static String opacity(Color color, String what) {
    if (color.getAlpha() == 255) {
      return "";
    }
    return " " + what + "-opacity=\"" + number(color.getAlpha() / 255.0) + "\"";
  }

  private static String number(double value) {
    String text = String.format(Locale.ROOT, "%.2f", value);
    return text.endsWith(".00") ? text.substring(0, text.length() - 3) : text;
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
