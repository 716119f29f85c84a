package org.nernst.io.nir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.nernst.tensor.Tensor;

final class NirTypesTest {
  private static final NirValue.Group NONE = NirValue.Group.empty();

  @Test
  void aMismatchNamesTheNodeByItsPath() {
    NirGraph inner =
        Graphs.begin()
            .node("in", Graphs.input(3))
            .node("lif", Graphs.lif(4))
            .node("out", Graphs.output(4))
            .chain("in", "lif", "out")
            .build();
    NirGraph graph =
        Graphs.begin()
            .node("input", Graphs.input(3))
            .node("rec", inner)
            .node("output", Graphs.output(4))
            .chain("input", "rec", "output")
            .build();
    assertThatThrownBy(() -> NirTypes.strict(graph))
        .hasMessage("node 'rec/lif': expected input of shape (4), got (3) from 'rec/in'");
  }

  @Test
  void lenientNetworksBroadcastWhatOldWritersGotWrong() {
    NirGraph graph =
        Graphs.begin()
            .node("input", Graphs.input(1))
            .node("fc", Graphs.linear(1, 1, 1))
            .node("lif", Graphs.lif(1))
            .node("output", Graphs.output(1, 1, 1))
            .chain("input", "fc", "lif", "output")
            .build();
    NirOptions options = new NirOptions().withDt(1);
    assertThatThrownBy(() -> new NirNetwork(graph, options))
        .hasMessageContaining("node 'output': expected input of shape (1, 1, 1), got (1)");
    NirNetwork network = new NirNetwork(graph, options.withStrict(false));
    assertThat(network.forward(Tensor.ones(5, 2, 1)).output().shape()).containsExactly(5, 2, 1);
  }

  @Test
  void parametersOfANeuronHaveOneShape() {
    NirGraph graph =
        Graphs.begin()
            .node("input", Graphs.input(2))
            .node("li", new NirNode.LI(Tensor.ones(2), Tensor.ones(1), Tensor.zeros(2), NONE))
            .node("output", Graphs.output(2))
            .chain("input", "li", "output")
            .build();
    assertThatThrownBy(() -> NirTypes.strict(graph))
        .hasMessage("node 'li': expected r of shape (2) like tau, got (1)");
  }

  @Test
  void entriesAndExitsAreAddedWhereThereAreNone() {
    NirGraph graph =
        Graphs.begin()
            .node("fc", Graphs.linear(2, 3, 1))
            .node("lif", Graphs.lif(2))
            .chain("fc", "lif")
            .build();
    NirTypes types = NirTypes.strict(graph);
    assertThat(types.graph().inputs()).containsExactly("input_fc");
    assertThat(types.graph().outputs()).containsExactly("output_lif");
    assertThat(types.in().get("input_fc")).containsExactly(3);
    assertThat(new NirNetwork(graph, new NirOptions().withDt(1)).paths())
        .containsExactly("fc", "lif", "input_fc", "output_lif");
  }

  @Test
  void aCycleWithoutEntryIsRefused() {
    NirGraph graph =
        Graphs.begin()
            .node("fc", Graphs.linear(2, 2, 1))
            .node("lif", Graphs.lif(2))
            .chain("fc", "lif", "fc")
            .build();
    assertThatThrownBy(() -> NirTypes.strict(graph)).hasMessageContaining("has no");
  }

  @Test
  void shapesAreInferredThroughConvolutionsAndPools() {
    NirWindow window =
        new NirWindow(new long[] {2, 1}, new long[] {1, 0}, false, new long[] {1, 2});
    NirGraph graph =
        Graphs.begin()
            .node("input", Graphs.input(4, 9, 8))
            .node(
                "conv",
                new NirNode.Conv2d(
                    null, Tensor.zeros(6, 2, 3, 2), window, 2, Tensor.zeros(6), NONE))
            .node(
                "pool",
                new NirNode.SumPool2d(
                    new long[] {2, 3}, new long[] {1, 2}, new long[] {0, 1}, NONE))
            .node("flatten", new NirNode.Flatten(1, -1, null, NONE))
            .node("output", Graphs.output(6, 12))
            .chain("input", "conv", "pool", "flatten", "output")
            .build();
    NirTypes types = NirTypes.strict(graph);
    assertThat(types.out().get("conv")).containsExactly(6, 5, 6);
    assertThat(types.out().get("pool")).containsExactly(6, 4, 3);
    assertThat(types.out().get("flatten")).containsExactly(6, 12);
    NirNetwork network = new NirNetwork(graph, new NirOptions());
    assertThat(network.forward(Tensor.ones(3, 2, 4, 9, 8)).output().shape())
        .containsExactly(3, 2, 6, 12);
  }

  @Test
  void aWindowLargerThanItsInputIsRefused() {
    NirGraph graph =
        Graphs.begin()
            .node("input", Graphs.input(1, 2, 2))
            .node(
                "pool",
                new NirNode.AvgPool2d(
                    new long[] {3, 3}, new long[] {1, 1}, new long[] {0, 0}, NONE))
            .node("output", Graphs.output(1, 1, 1))
            .chain("input", "pool", "output")
            .build();
    assertThatThrownBy(() -> NirTypes.strict(graph))
        .hasMessageContaining("node 'pool': its window is larger than its input (1, 2, 2)");
  }
}
