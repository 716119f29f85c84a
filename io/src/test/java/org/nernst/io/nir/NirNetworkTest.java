package org.nernst.io.nir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nernst.engine.Engine;
import org.nernst.nn.Linear;
import org.nernst.nn.Step;
import org.nernst.nn.TimeAxis;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;

final class NirNetworkTest {
  private static final NirOptions OPTIONS = new NirOptions().withDt(1);
  private Scope scope;

  @BeforeEach
  void open() {
    scope = Scope.open();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private static Tensor drive(long... shape) {
    return Graphs.random(11, shape).add(0.8);
  }

  private static NirGraph recurrent(NirNode map) {
    return Graphs.begin()
        .node("input", Graphs.input(4))
        .node("lif", Graphs.lif(4))
        .node("rec", map)
        .node("output", Graphs.output(4))
        .chain("input", "lif", "rec", "lif", "output")
        .edge("lif", "output")
        .build();
  }

  @Test
  void aRecurrentNeuronGivesTheSameAtOnceAndStepByStep() {
    for (NirNode map : List.of(Graphs.linear(4, 4, 5), Graphs.affine(4, 4, 5))) {
      NirGraph graph =
          Graphs.begin()
              .node("input", Graphs.input(4))
              .node("lif", Graphs.lif(4))
              .node("rec", map)
              .node("output", Graphs.output(4))
              .chain("input", "lif", "output")
              .chain("lif", "rec", "lif")
              .build();
      for (TimeAxis axis : List.of(TimeAxis.FIRST, TimeAxis.SECOND)) {
        NirNetwork network = new NirNetwork(graph, OPTIONS.withTimeAxis(axis));
        Tensor x = drive(6, 5, 4);
        NirTrace atOnce = network.run(Map.of("input", x), NirState.rest(), List.of());
        // A recorded map has to be computed in every step.
        NirTrace stepwise = network.run(Map.of("input", x), NirState.rest(), List.of("rec"));
        Tensor expected = output(stepwise);
        assertThat(expected.sum().item()).isGreaterThan(5);
        assertThat(output(atOnce).sub(expected).abs().max().item()).isLessThan(1e-6);
        assertThat(atOnce.state().values().get("lif").keySet())
            .isEqualTo(stepwise.state().values().get("lif").keySet());
        Tensor more = output(network.run(Map.of("input", x), stepwise.state(), List.of()));
        Tensor same = output(network.run(Map.of("input", x), atOnce.state(), List.of("rec")));
        assertThat(more.sub(same).abs().max().item()).isLessThan(1e-6);
      }
    }
  }

  private static Tensor output(NirTrace trace) {
    return Objects.requireNonNull(trace.outputs().get("output"));
  }

  @Test
  void gradientsReachTheWeightsThroughTheCycle() {
    NirGraph graph =
        Graphs.begin()
            .node("input", Graphs.input(4))
            .node("fc", Graphs.affine(4, 4, 2))
            .node("lif", Graphs.lif(4))
            .node("rec", Graphs.linear(4, 4, 5))
            .node("li", Graphs.li(4))
            .node("output", Graphs.output(4))
            .chain("input", "fc", "lif", "li", "output")
            .chain("lif", "rec", "lif")
            .build();
    List<List<double[]>> gradients = new ArrayList<>();
    for (Engine engine : List.of(Engine.AUTO, Engine.EAGER)) {
      NirNetwork network = new NirNetwork(graph, OPTIONS.withEngine(engine));
      network.forward(drive(12, 3, 4)).output().pow(2).sum().backward();
      List<double[]> each = new ArrayList<>();
      network
          .namedParameters()
          .forEach(
              (name, weight) ->
                  each.add(Objects.requireNonNull(weight.grad(), name).toDoubleArray()));
      gradients.add(each);
    }
    assertThat(gradients.get(0)).hasSize(3);
    for (int i = 0; i < 3; i++) {
      double[] fused = gradients.get(0).get(i);
      double[] eager = gradients.get(1).get(i);
      assertThat(Arrays.stream(eager).map(Math::abs).max().orElse(0)).isGreaterThan(1e-3);
      for (int k = 0; k < fused.length; k++) {
        assertThat(fused[k]).isCloseTo(eager[k], offset(1e-3 * (1 + Math.abs(eager[k]))));
      }
    }
  }

  @Test
  void anOutputThatComesStraightBackArrivesAStepLater() {
    NirGraph graph =
        Graphs.begin()
            .node("input", Graphs.input(1))
            .node("i", new NirNode.I(Tensor.ones(1), NirValue.Group.empty()))
            .node("output", Graphs.output(1))
            .chain("input", "i", "output")
            .edge("i", "i")
            .build();
    Tensor x = Tensor.of(new float[] {1, 0, 0, 0}, 4, 1);
    // v(t) = v(t-1) + x(t) + v(t-1): it doubles.
    assertThat(new NirNetwork(graph, OPTIONS).forward(x).output().toFloatArray())
        .containsExactly(1, 2, 4, 8);
  }

  @Test
  void aCycleOfSeveralNeuronsHasOneDelay() {
    NirNode scale = new NirNode.Scale(Tensor.of(new float[] {0.5f}, 1), NirValue.Group.empty());
    NirGraph graph =
        Graphs.begin()
            .node("input", Graphs.input(1))
            .node("b", scale)
            .node("c", Graphs.delay(0))
            .node("a", Graphs.delay(0))
            .node("output", Graphs.output(1))
            .chain("input", "a", "b", "c", "a")
            .edge("c", "output")
            .build();
    Tensor x = Tensor.of(new float[] {8, 0, 0, 0}, 4, 1);
    // y(t) = (x(t) + y(t-1)) / 2.
    assertThat(new NirNetwork(graph, OPTIONS).forward(x).output().toFloatArray())
        .containsExactly(4, 2, 1, 0.5f);
  }

  @Test
  void theDelayedEdgeDoesntDependOnTheOrderOfNodes() {
    NirGraph one = recurrent(Graphs.affine(4, 4, 3));
    var reversed = new LinkedHashMap<String, NirNode>();
    one.nodes().reversed().forEach(reversed::put);
    NirGraph other = new NirGraph(reversed, one.edges().reversed(), one.metadata());
    Tensor x = drive(10, 2, 4);
    assertThat(new NirNetwork(other, OPTIONS).forward(x).output().toFloatArray())
        .isEqualTo(new NirNetwork(one, OPTIONS).forward(x).output().toFloatArray());
    assertThat(NirSummary.of(other).links().stream().filter(NirSummary.Link::late))
        .containsExactlyElementsOf(
            NirSummary.of(one).links().stream().filter(NirSummary.Link::late).toList());
  }

  @Test
  void delaysDifferByElementAndLastOverCalls() {
    NirGraph graph =
        Graphs.begin()
            .node("input", Graphs.input(3))
            .node("delay", Graphs.delay(0, 2, 5))
            .node("output", Graphs.output(3))
            .chain("input", "delay", "output")
            .build();
    for (TimeAxis axis : List.of(TimeAxis.FIRST, TimeAxis.SECOND)) {
      NirNetwork network = new NirNetwork(graph, OPTIONS.withTimeAxis(axis));
      int time = axis == TimeAxis.FIRST ? 0 : 1;
      Tensor x =
          Graphs.random(4, axis == TimeAxis.FIRST ? new long[] {9, 2, 3} : new long[] {2, 9, 3});
      Step<NirState> first = network.forward(x.narrow(time, 0, 4));
      Tensor rest = network.forward(x.narrow(time, 4, 5), first.state()).output();
      Tensor all = Tensor.cat(List.of(first.output(), rest), time);
      int[] delays = {0, 2, 5};
      for (int t = 0; t < 9; t++) {
        for (int n = 0; n < 3; n++) {
          int from = t - delays[n];
          double expected = from < 0 ? 0 : at(x, time, from, n);
          assertThat(at(all, time, t, n)).isEqualTo(expected);
        }
      }
    }
  }

  private static double at(Tensor x, int time, int t, int n) {
    return time == 0 ? x.get(t, 1, n) : x.get(1, t, n);
  }

  @Test
  void severalEntriesAndExitsAreRunByName() {
    NirGraph graph =
        Graphs.begin()
            .node("left", Graphs.input(2))
            .node("right", Graphs.input(2))
            .node("sum", new NirNode.Scale(Tensor.ones(2), NirValue.Group.empty()))
            .node("out", Graphs.output(2))
            .node("same", Graphs.output(2))
            .chain("left", "sum", "out")
            .edge("right", "sum")
            .edge("right", "sum")
            .edge("left", "same")
            .build();
    NirNetwork network = new NirNetwork(graph, OPTIONS);
    Tensor left = Tensor.ones(3, 1, 2);
    Tensor right = Tensor.full(new long[] {3, 1, 2}, 4);
    NirTrace trace =
        network.run(Map.of("left", left, "right", right), NirState.rest(), List.of("sum"));
    assertThat(Objects.requireNonNull(trace.outputs().get("out")).toFloatArray()).containsOnly(5);
    assertThat(Objects.requireNonNull(trace.outputs().get("same")).toFloatArray()).containsOnly(1);
    assertThat(trace.recorded()).containsOnlyKeys("sum");
    assertThatThrownBy(() -> network.forward(left)).hasMessageContaining("with one Input");
    assertThatThrownBy(
            () ->
                network.run(
                    Map.of("left", left, "right", Tensor.ones(2, 1, 2)),
                    NirState.rest(),
                    List.of()))
        .hasMessageContaining("same time and batch");
    assertThatThrownBy(() -> network.run(Map.of("left", left), NirState.rest(), List.of()))
        .hasMessageContaining("expected inputs for [left, right]");
  }

  @Test
  void modulesHaveThePathsOfTheirNodes() {
    NirGraph graph =
        Graphs.begin()
            .node("input", Graphs.input(3))
            .node("lif1.fc", Graphs.affine(2, 3, 1))
            .node("lif1_fc", Graphs.lif(2))
            .node("output", Graphs.output(2))
            .chain("input", "lif1.fc", "lif1_fc", "output")
            .build();
    NirNetwork network = new NirNetwork(graph, OPTIONS);
    assertThat(network.stateDict().keySet())
        .contains("lif1_fc.weight", "lif1_fc.bias", "lif1_fc_.tau", "lif1_fc_.v_threshold");
    assertThat(network.moduleOf("lif1.fc")).isInstanceOf(Linear.class);
    assertThat(network.emitsSpikes()).isTrue();
  }

  @Test
  void whatCannotRunIsRefusedWhenItIsMade() {
    NirGraph graph = recurrent(Graphs.linear(4, 4, 3));
    assertThatThrownBy(() -> new NirNetwork(graph, new NirOptions()))
        .hasMessageContaining("node 'lif' needs the length of a step");
    assertThatThrownBy(() -> new NirNetwork(graph, OPTIONS.withDt(7)))
        .hasMessageContaining("node 'lif': forward Euler with steps of 7.0 is unstable");
    assertThat(new NirNetwork(graph, OPTIONS.withDt(7).withIntegration(Integration.EXACT)).paths())
        .hasSize(4);
    assertThatThrownBy(() -> new NirNetwork(graph, OPTIONS).forward(Tensor.ones(3, 2, 5)))
        .hasMessageContaining("input 'input': expected (time, batch, 4) with at least one step");
  }

  @Test
  void timesInMillisecondsAreAnOption() {
    NirGraph graph = recurrent(Graphs.linear(4, 4, 3));
    Tensor x = drive(10, 2, 4);
    Tensor seconds = new NirNetwork(graph, OPTIONS).forward(x).output();
    Tensor millis =
        new NirNetwork(graph, new NirOptions().withDt(1e-3).withTimeUnit(1e-3)).forward(x).output();
    assertThat(millis.toFloatArray()).isEqualTo(seconds.toFloatArray());
  }

  @Test
  void synapticOperationsOfAConvolutionAreItsWeightsAtWork() {
    NirWindow window =
        new NirWindow(new long[] {2, 1}, new long[] {1, 0}, false, new long[] {1, 1});
    NirGraph graph =
        Graphs.begin()
            .node("input", Graphs.input(2, 5, 5))
            .node(
                "conv",
                new NirNode.Conv2d(
                    null,
                    Graphs.random(1, 6, 1, 3, 2),
                    window,
                    2,
                    Tensor.zeros(6),
                    NirValue.Group.empty()))
            .node("output", Graphs.output(6, 3, 4))
            .chain("input", "conv", "output")
            .build();
    NirNetwork network = new NirNetwork(graph, OPTIONS);
    Tensor x = Graphs.random(9, 3, 2, 2, 5, 5).gt(0.6).toFloat();
    NirTrace trace = network.run(Map.of("input", x), NirState.rest(), network.paths());
    long expected = 0;
    for (int sample = 0; sample < 6; sample++) {
      for (int channel = 0; channel < 2; channel++) {
        for (int row = 0; row < 3; row++) {
          for (int column = 0; column < 4; column++) {
            for (int a = 0; a < 3; a++) {
              for (int b = 0; b < 2; b++) {
                int y = 2 * row + a - 1;
                if (y >= 0 && y < 5 && x.get(sample / 2, sample % 2, channel, y, column + b) != 0) {
                  expected += 3;
                }
              }
            }
          }
        }
      }
    }
    assertThat(NirActivity.of(network, trace).operations())
        .containsExactly(Map.entry("conv", expected));
  }
}
