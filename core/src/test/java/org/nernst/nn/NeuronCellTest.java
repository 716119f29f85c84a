package org.nernst.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.nernst.neuron.Expr.blend;
import static org.nernst.neuron.Expr.constant;
import static org.nernst.neuron.Expr.step;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nernst.engine.Engine;
import org.nernst.neuron.Expr;
import org.nernst.neuron.NeuronModel;
import org.nernst.neuron.Surrogates;
import org.nernst.tensor.DType;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Tensor;
import org.nernst.tensor.Value;

class NeuronCellTest {
  static final NeuronModel LEAKY =
      NeuronModel.define(
          "leaky",
          n -> {
            Expr v = n.state("v").initially(n.param("v0", 0.25, "", "at the start"));
            Expr charged = v.times(n.param("decay", 0.9, "", "in a step")).plus(n.input("x"));
            Expr th = n.param("v_th", 1, "", "threshold");
            Expr z = n.spike(step(charged.minus(th)), Surrogates.superSpike(10).at(charged, th));
            n.next(v, blend(z.detach(), constant(0), charged));
            n.output("spikes", z);
            n.output("charged", charged);
          });

  private static final NeuronModel RECURRENT =
      NeuronModel.define(
          "recurrent",
          n -> {
            Expr z = n.state("z");
            Expr v = n.state("v");
            Expr charged =
                v.times(n.param("decay"))
                    .plus(n.linear("w_in", n.input("x")))
                    .plus(n.linear("w_rec", z));
            Expr spikes =
                n.spike(step(charged.minus(1)), Surrogates.superSpike(10).at(charged, constant(1)));
            n.next(v, charged.minus(spikes));
            n.next(z, spikes);
            n.output("spikes", spikes);
          });

  private static final NeuronModel TWO_INPUTS =
      NeuronModel.define(
          "two_inputs",
          n -> {
            Expr v = n.state("v");
            n.next(v, v.plus(n.input("exc")).minus(n.input("inh")));
            n.output("v", v.plus(n.input("exc")).minus(n.input("inh")));
          });

  @ParameterizedTest
  @EnumSource(Engine.class)
  void aSequenceIsALoopOverItsEquations(Engine engine) {
    float[] x = {0.5f, 0.5f, 0.5f, 0.2f, 0.9f, 0.9f};
    NeuronCell cell = NeuronCell.builder(LEAKY).param("decay", 0.5).engine(engine).build();
    Step<NeuronState> step = cell.forward(Tensor.of(x, x.length, 1));
    double v = 0.25;
    float[] expected = new float[x.length];
    for (int t = 0; t < x.length; t++) {
      v = 0.5 * v + x[t];
      expected[t] = v > 1 ? 1 : 0;
      v = v > 1 ? 0 : v;
    }
    assertThat(step.output().toFloatArray()).containsExactly(expected);
    assertThat(step.output().sum().item()).isPositive();
    assertThat(step.state().get("v").item()).isCloseTo(v, within(1e-6));
  }

  @ParameterizedTest
  @EnumSource(
      value = TimeAxis.class,
      names = {"FIRST", "SECOND"})
  void partsWithTheStateHandedOnAreTheWhole(TimeAxis axis) {
    int time = axis == TimeAxis.FIRST ? 0 : 1;
    Tensor x =
        Tensor.rand(
            new Generator(1), DType.FLOAT32, axis == TimeAxis.FIRST ? shape(9, 3) : shape(3, 9));
    NeuronCell cell = NeuronCell.builder(LEAKY).time(axis).build();
    Tensor whole = cell.forward(x).output();
    Step<NeuronState> first = cell.forward(x.narrow(time, 0, 4));
    Step<NeuronState> second = cell.forward(x.narrow(time, 4, 5), first.state());
    assertThat(Tensor.cat(List.of(first.output(), second.output()), time).equal(whole)).isTrue();
    assertThat(whole.sum().item()).isPositive();
  }

  @Test
  void axesOfTimeAgree() {
    Tensor x = Tensor.rand(new Generator(2), DType.FLOAT32, 9, 3, 5);
    Tensor timeFirst = NeuronCell.of(LEAKY).forward(x).output();
    Tensor batchFirst =
        NeuronCell.builder(LEAKY).time(TimeAxis.SECOND).build().forward(x.transpose(0, 1)).output();
    NeuronCell single = NeuronCell.builder(LEAKY).time(TimeAxis.NONE).build();
    NeuronState state = single.initialState(x.select(0, 0));
    for (int t = 0; t < 9; t++) {
      Step<NeuronState> step = single.forward(x.select(0, t), state);
      assertThat(step.output().equal(timeFirst.select(0, t))).as("step %d", t).isTrue();
      state = step.state();
    }
    assertThat(batchFirst.transpose(0, 1).equal(timeFirst)).isTrue();
  }

  @Test
  void trainedParametersAreParametersOfTheModuleAndNumbersAreNot() {
    NeuronCell cell =
        NeuronCell.builder(LEAKY)
            .param("decay", 0.8)
            .train("decay")
            .train("v_th", 3)
            .param("v0", Tensor.of(new float[] {0, 0.1f, 0.2f}, 3))
            .build();
    assertThat(cell.stateDict().keySet()).containsExactlyInAnyOrder("decay", "v_th");
    assertThat(cell.getBuffer("v0").shape()).containsExactly(3);
    cell.forward(Tensor.rand(new Generator(3), DType.FLOAT32, 7, 2, 3)).output().sum().backward();
    assertThat(cell.getParameter("decay").grad().item()).isNotZero();
    assertThat(cell.getParameter("v_th").grad().shape()).containsExactly(3);
    assertThat(cell.param("decay")).isInstanceOf(org.nernst.tensor.Parameter.class);
    assertThat(cell)
        .hasToString(
            "NeuronCell(leaky, v0=tensor(3), decay=parameter(), " + "v_th=parameter(3), dt=1.0)");
  }

  @Test
  void aCastReachesItsParameters() {
    NeuronCell cell = NeuronCell.builder(LEAKY).train("decay").build();
    cell.toDouble();
    Step<NeuronState> step = cell.forward(Tensor.rand(new Generator(4), DType.FLOAT64, 5, 2));
    assertThat(step.output().dtype()).isEqualTo(DType.FLOAT64);
    assertThat(cell.param("decay").tensor(DType.FLOAT64).dtype()).isEqualTo(DType.FLOAT64);
  }

  @Test
  void startsAndRestsAtTheModelsInitialValues() {
    NeuronCell cell =
        NeuronCell.builder(LEAKY)
            .param("v0", Value.param(Tensor.of(new float[] {0.1f, 0.2f}, 2)))
            .build();
    Tensor x = Tensor.zeros(6, 3, 2);
    NeuronState rest = cell.initialState(x);
    assertThat(rest.get("v").shape()).containsExactly(3, 2);
    assertThat(rest.get("v").select(0, 1).toFloatArray()).containsExactly(0.1f, 0.2f);
    assertThat(rest.get("v").requiresGrad()).isFalse();
    assertThat(cell.forward(x, rest).output().equal(cell.forward(x).output())).isTrue();
  }

  @Test
  void linearMapsAreTrainedWeights() {
    NeuronCell cell =
        NeuronCell.builder(RECURRENT)
            .param("decay", 0.9)
            .weight("w_in", 4, 3)
            .weight("w_rec", Tensor.full(new long[] {4, 4}, 0.3))
            .build();
    Tensor x = Tensor.rand(new Generator(5), DType.FLOAT32, 12, 2, 3).mul(3);
    assertThat(cell.initialState(x).get("v").shape()).containsExactly(2, 4);
    Tensor spikes = cell.forward(x).output();
    assertThat(spikes.shape()).containsExactly(12, 2, 4);
    spikes.sum().backward();
    assertThat(cell.getParameter("w_in").grad().abs().sum().item()).isPositive();
    assertThat(cell.getParameter("w_rec").grad().abs().sum().item()).isPositive();
    assertThat(cell.stateDict().keySet()).containsExactlyInAnyOrder("w_in", "w_rec");
  }

  @Test
  void severalInputsAreCutFromOne() {
    NeuronCell cell =
        NeuronCell.builder(TWO_INPUTS)
            .inputs(x -> Map.of("exc", x.narrow(-1, 0, 2), "inh", x.narrow(-1, 2, 2)))
            .build();
    Tensor x = Tensor.of(new float[] {1, 2, 0.5f, 3, 1, 1, 1, 1}, 2, 4);
    assertThat(cell.forward(x).output().toFloatArray()).containsExactly(0.5f, -1, 0.5f, -1);
    assertThatThrownBy(() -> NeuronCell.of(TWO_INPUTS).forward(x))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("input inh is missing");
  }

  @Test
  void handsOnTheOutputThatIsWanted() {
    NeuronCell spikes = NeuronCell.of(LEAKY);
    NeuronCell charged = NeuronCell.builder(LEAKY).output("charged").build();
    Tensor x = Tensor.full(new long[] {1, 1}, 0.5);
    assertThat(charged.forward(x).output().item()).isCloseTo(0.725, within(1e-6));
    assertThat(spikes.emitsSpikes()).isTrue();
    assertThat(charged.emitsSpikes()).isFalse();
  }

  @Test
  void describesItsStep() {
    NeuronStep step =
        NeuronCell.builder(RECURRENT)
            .param("decay", 0.9)
            .weight("w_in", 4, 3)
            .weight("w_rec", 4, 4)
            .dt(0.5)
            .build()
            .neuronStep();
    assertThat(step.model()).isSameAs(RECURRENT);
    assertThat(step.params()).containsEntry("decay", Value.of(0.9));
    assertThat(step.maps().get("w_in").weight().shape()).containsExactly(4, 3);
    assertThat(step.dt()).isEqualTo(0.5);
    NeuronCell other = NeuronCell.builder(LEAKY).output("charged").build();
    assertThatThrownBy(other::neuronStep)
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("got inputs [x] and output charged");
  }

  @Test
  void recordsItsStatesWhenAsked() {
    NeuronCell cell = NeuronCell.builder(LEAKY).recordStates(true).build();
    Step<NeuronState> step = cell.forward(Tensor.rand(new Generator(6), DType.FLOAT32, 8, 3));
    Tensor recorded = cell.recordings().get("v");
    assertThat(recorded.shape()).containsExactly(8, 3);
    assertThat(recorded.select(0, 7).equal(step.state().get("v"))).isTrue();
    assertThat(NeuronCell.of(LEAKY).recordings()).isEmpty();
  }

  @Test
  void refusesNamesThatTheModelDoesNotHave() {
    var builder = NeuronCell.builder(LEAKY);
    assertThatThrownBy(() -> builder.param("tau", 1))
        .hasMessage("neuron leaky: expected as parameter one of [v0, decay, v_th], got tau");
    assertThatThrownBy(() -> builder.train("tau"))
        .hasMessage("neuron leaky: expected as parameter one of [v0, decay, v_th], got tau");
    assertThatThrownBy(() -> builder.weight("w", 3, 3))
        .hasMessage("neuron leaky: expected as weight none, got w");
    assertThatThrownBy(() -> builder.output("v"))
        .hasMessage("neuron leaky: expected as output one of [spikes, charged], got v");
    assertThatThrownBy(() -> builder.dt(0))
        .hasMessage("neuron leaky: expected a finite dt > 0, got 0.0");
    assertThatThrownBy(() -> NeuronCell.of(LEAKY).param("tau"))
        .hasMessage("expected as parameter one of [v0, decay, v_th], got tau");
  }

  @Test
  void saysWhatIsMissing() {
    assertThatThrownBy(() -> NeuronCell.of(RECURRENT))
        .hasMessage(
            "neuron recurrent: parameter decay has no default; give it with param(\"decay\", ...)");
    assertThatThrownBy(() -> NeuronCell.builder(RECURRENT).train("decay"))
        .hasMessageContaining("expected a number from which parameter decay is trained, got none");
    assertThatThrownBy(() -> NeuronCell.builder(RECURRENT).param("decay", 0.9).build())
        .hasMessage(
            "neuron recurrent: the linear map w_in has no matrix; give it with weight(\"w_in\","
                + " ...)");
  }

  private static long[] shape(long... shape) {
    return shape;
  }
}
