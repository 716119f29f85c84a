package org.nernst.viz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.nernst.viz.GraphDiagram.Edge;
import org.nernst.viz.GraphDiagram.Node;

class GraphDiagramTest {
  private static final List<Node> NODES =
      List.of(
          new Node("in", "in", "(4)", 0, 0),
          new Node("left", "left", "a", 1, 1),
          new Node("right", "right", "a name that is far too long for the width of its box", 1, 1));

  @Test
  void boxesOfARowStandSideBySideAndEdgesThatLeadBackAreDashed() {
    String svg =
        Figure.titled("graph")
            .row(
                GraphDiagram.of(
                    "nodes",
                    NODES,
                    List.of(
                        new Edge("in", "left", false),
                        new Edge("in", "right", false),
                        new Edge("right", "right", true))))
            .toSvg();
    assertThat(svg).contains(">left<", ">right<", "stroke-dasharray", "…<");
    assertThat(svg).doesNotContain("the width of its box");
  }

  @Test
  void edgesOfNothingAndTwiceTheSameIdAreRefused() {
    assertThatThrownBy(() -> GraphDiagram.of("t", NODES, List.of(new Edge("in", "out", false))))
        .hasMessageContaining("expected an edge between nodes");
    assertThatThrownBy(() -> GraphDiagram.of("t", List.of(NODES.get(0), NODES.get(0)), List.of()))
        .hasMessageContaining("ids that differ");
    assertThatThrownBy(() -> GraphDiagram.of("t", List.of(), List.of()))
        .hasMessageContaining("at least one node");
  }
}
