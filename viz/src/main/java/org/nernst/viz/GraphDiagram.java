package org.nernst.viz;

import java.awt.Color;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/// A directed graph as boxes in rows, from top to bottom, with lines between them. Edges that lead
/// back run dashed at the side of their boxes.
public final class GraphDiagram extends Panel {
  private static final double BOX_HEIGHT = 40;
  private static final double ROW_HEIGHT = 68;
  private static final double MAX_BOX_WIDTH = 230;
  private static final double GAP = 26;
  private static final double TITLE = 34;
  private static final int LETTERS_PER_100 = 17;

  private final String title;
  private final List<Node> nodes;
  private final List<Edge> edges;

  /// A box.
  ///
  /// @param id by which edges name it
  /// @param label its first line
  /// @param detail its second line
  /// @param row from 0 at the top
  /// @param kind a number for its colour
  public record Node(String id, String label, String detail, int row, int kind) {}

  /// A line with an arrow at its end.
  ///
  /// @param from id of the box where it begins
  /// @param to id of the box where it ends
  /// @param back whether it leads back
  public record Edge(String from, String to, boolean back) {}

  private GraphDiagram(String title, List<Node> nodes, List<Edge> edges) {
    this.title = title;
    this.nodes = List.copyOf(nodes);
    this.edges = List.copyOf(edges);
  }

  /// A diagram.
  ///
  /// @param title the line above
  /// @param nodes the boxes, at least one; those of a row stand in the order given
  /// @param edges the lines
  /// @return the plot
  /// @throws IllegalArgumentException if there is no box, a row is negative, two boxes have one id,
  ///   or an edge names a box that isn't there
  public static GraphDiagram of(String title, List<Node> nodes, List<Edge> edges) {
    if (nodes.isEmpty()) {
      throw new IllegalArgumentException("expected at least one node, got none");
    }
    Map<String, Node> known = new HashMap<>();
    for (Node node : nodes) {
      if (node.row() < 0 || known.put(node.id(), node) != null) {
        throw new IllegalArgumentException(
            "expected rows >= 0 and ids that differ, got node " + node.id());
      }
    }
    for (Edge edge : edges) {
      if (!known.containsKey(edge.from()) || !known.containsKey(edge.to())) {
        throw new IllegalArgumentException("expected an edge between nodes, got " + edge);
      }
    }
    return new GraphDiagram(title, nodes, edges);
  }

  private SortedMap<Integer, List<Node>> rows() {
    SortedMap<Integer, List<Node>> rows = new TreeMap<>();
    nodes.forEach(node -> rows.computeIfAbsent(node.row(), _ -> new ArrayList<>()).add(node));
    return rows;
  }

  @Override
  int height() {
    return (int) (TITLE + rows().size() * ROW_HEIGHT);
  }

  @Override
  void draw(Canvas canvas, Rect outer) {
    canvas.text(
        outer.x() + 18, outer.y() + 18, title, Canvas.Anchor.START, 12.5, Palette.INK, true);
    Map<String, Rect> boxes = boxes(outer);
    for (Edge edge : edges) {
      Rect from = Objects.requireNonNull(boxes.get(edge.from()));
      Rect to = Objects.requireNonNull(boxes.get(edge.to()));
      if (edge.back()) {
        back(canvas, from, to);
      } else {
        forward(canvas, from, to);
      }
    }
    for (Node node : nodes) {
      box(canvas, node, Objects.requireNonNull(boxes.get(node.id())));
    }
  }

  private Map<String, Rect> boxes(Rect outer) {
    Map<String, Rect> boxes = new HashMap<>();
    double y = outer.y() + TITLE;
    for (List<Node> row : rows().values()) {
      double slot = (outer.width() - 2 * GAP) / row.size();
      double width = Math.min(MAX_BOX_WIDTH, slot - GAP);
      for (int i = 0; i < row.size(); i++) {
        double center = outer.x() + GAP + slot * (i + 0.5);
        boxes.put(row.get(i).id(), new Rect(center - width / 2, y, width, BOX_HEIGHT));
      }
      y += ROW_HEIGHT;
    }
    return boxes;
  }

  private static void box(Canvas canvas, Node node, Rect box) {
    Color edge = Palette.series(node.kind());
    canvas.fillRect(box.x(), box.y(), box.width(), box.height(), edge);
    canvas.fillRect(box.x() + 1.5, box.y() + 1.5, box.width() - 3, box.height() - 3, Palette.PAPER);
    double x = box.x() + box.width() / 2;
    canvas.text(
        x,
        box.y() + 17,
        shortened(node.label(), box),
        Canvas.Anchor.MIDDLE,
        11.5,
        Palette.INK,
        true);
    canvas.text(
        x,
        box.y() + 32,
        shortened(node.detail(), box),
        Canvas.Anchor.MIDDLE,
        10,
        Palette.MUTED,
        false);
  }

  private static String shortened(String text, Rect box) {
    int room = Math.max(2, (int) (box.width() * LETTERS_PER_100 / 100));
    return text.length() <= room ? text : text.substring(0, room - 1) + "…";
  }

  private static void forward(Canvas canvas, Rect from, Rect to) {
    double x1 = from.x() + from.width() / 2;
    double x2 = to.x() + to.width() / 2;
    canvas.line(x1, from.bottom(), x2, to.y(), Palette.MUTED, 1.2);
    arrow(canvas, x1, from.bottom(), x2, to.y());
  }

  private static void back(Canvas canvas, Rect from, Rect to) {
    double side = Math.max(from.right(), to.right()) + 16;
    double y1 = from.y() + from.height() * 0.5;
    double y2 = to.y() + to.height() * (from.y() == to.y() && from.x() == to.x() ? 0.85 : 0.5);
    canvas.dashedLine(from.right(), y1, side, y1, Palette.SPIKE, 1.2);
    canvas.dashedLine(side, y1, side, y2, Palette.SPIKE, 1.2);
    canvas.dashedLine(side, y2, to.right(), y2, Palette.SPIKE, 1.2);
    arrow(canvas, side, y2, to.right(), y2);
  }

  private static void arrow(Canvas canvas, double x1, double y1, double x2, double y2) {
    double length = Math.max(1e-9, Math.hypot(x2 - x1, y2 - y1));
    double dx = (x2 - x1) / length;
    double dy = (y2 - y1) / length;
    double[] xs = {x2 - 7 * dx - 3.5 * dy, x2, x2 - 7 * dx + 3.5 * dy};
    double[] ys = {y2 - 7 * dy + 3.5 * dx, y2, y2 - 7 * dy - 3.5 * dx};
    canvas.polyline(xs, ys, Palette.MUTED, 1.4);
  }
}
