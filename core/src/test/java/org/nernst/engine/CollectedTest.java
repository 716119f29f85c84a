package org.nernst.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nernst.memory.Layout;
import org.nernst.neuron.Expr;
import org.nernst.neuron.NeuronModel;
import org.nernst.neuron.Reading;
import org.nernst.neuron.Surrogates;
import org.nernst.tensor.DType;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Tensor;

/// Sums and last values against what the whole sequence says.
class CollectedTest {
  private static final int BATCH = 2;
  private static final int STEPS = 70;
  private static final int NEURONS = 19;

  private static final NeuronModel LEAKY =
      NeuronModel.define(
          "leaky",
          n -> {
            var v = n.state("v");
            Expr one = Expr.constant(1);
            Expr charged = v.times(0.9).plus(n.input("x"));
            Expr z =
                Expr.spike(
                    Expr.step(charged.minus(one)), Surrogates.superSpike(5).at(charged, one));
            n.next(v, Expr.blend(z, Expr.constant(0), charged));
            n.output("z", z);
            n.output("v", charged);
          });

  /// The same with spikes that come back through weights.
  private static final NeuronModel RECURRENT =
      NeuronModel.define(
          "recurrent",
          n -> {
            var v = n.state("v");
            var last = n.state("last");
            Expr one = Expr.constant(1);
            Expr charged = v.times(0.9).plus(n.input("x")).plus(n.linear("w", last));
            Expr z =
                Expr.spike(
                    Expr.step(charged.minus(one)), Surrogates.superSpike(5).at(charged, one));
            n.next(v, Expr.blend(z, Expr.constant(0), charged));
            n.next(last, z);
            n.output("z", z);
            n.output("v", charged);
          });

  private static Tensor input(Layout layout) {
    Tensor x = Tensor.randn(new Generator(3), DType.FLOAT64, STEPS, BATCH, NEURONS).mul(0.6);
    return (layout == Layout.TIME_MAJOR ? x : x.transpose(0, 1)).contiguous().requiresGrad(true);
  }

  private static NeuronCall.Builder call(NeuronModel model, Tensor x, Layout layout) {
    NeuronCall.Builder call = NeuronCall.of(model).input("x", x).layout(layout);
    return model == RECURRENT
        ? call.weight("w", Tensor.randn(new Generator(4), DType.FLOAT64, NEURONS, NEURONS).mul(0.1))
        : call;
  }

  @ParameterizedTest
  @CsvSource({
    "FUSED, TIME_MAJOR, false",
    "FUSED, BATCH_MAJOR, false",
    "EAGER, TIME_MAJOR, false",
    "FUSED, TIME_MAJOR, true",
    "FUSED, BATCH_MAJOR, true",
    "EAGER, BATCH_MAJOR, true"
  })
  void sumsAndLastValuesAndTheirGradientsAreThoseOfTheSequence(
      Engine engine, Layout layout, boolean recurrent) {
    NeuronModel model = recurrent ? RECURRENT : LEAKY;
    int time = layout.timeDim();
    Tensor x = input(layout);
    NeuronResult whole = call(model, x, layout).run(Engine.EAGER);
    Tensor weight = Tensor.randn(new Generator(5), DType.FLOAT64, BATCH, NEURONS);
    Tensor sum = whole.output("z").sum(time);
    Tensor last = whole.output("v").select(time, -1);
    assertThat(sum.sum().item()).isPositive();
    sum.mul(weight).sum().add(last.mul(weight).sum()).backward();
    Tensor own = input(layout);
    NeuronResult read =
        call(model, own, layout).reading("z", Reading.SUM).reading("v", Reading.LAST).run(engine);
    assertThat(read.outputs()).containsOnlyKeys("z", "v");
    assertThat(read.output("z").equal(sum)).isTrue();
    assertThat(read.output("v").allClose(last, 1e-12, 1e-12)).isTrue();
    assertThat(read.states()).containsOnlyKeys(whole.states().keySet());
    assertThat(read.state("v").allClose(whole.state("v"), 1e-12, 1e-12)).isTrue();
    read.output("z").mul(weight).sum().add(read.output("v").mul(weight).sum()).backward();
    assertThat(own.grad().allClose(x.grad(), 1e-10, 1e-12)).isTrue();
  }

  @Test
  void anOutputThatIsReadInEveryStepStays() {
    Tensor x = input(Layout.TIME_MAJOR);
    NeuronCall.Builder call = call(LEAKY, x, Layout.TIME_MAJOR).reading("v", Reading.LAST);
    NeuronResult result = call.run(Engine.FUSED);
    assertThat(result.output("z").shape()).containsExactly(STEPS, BATCH, NEURONS);
    assertThat(result.output("v").shape()).containsExactly(BATCH, NEURONS);
    assertThat(call.reading("v", Reading.EVERY_STEP).run(Engine.FUSED).output("v").shape())
        .containsExactly(STEPS, BATCH, NEURONS);
  }

  @Test
  void onlyWantedOutputsAreRead() {
    NeuronCall.Builder call =
        call(LEAKY, input(Layout.TIME_MAJOR), Layout.TIME_MAJOR)
            .outputs("v")
            .reading("z", Reading.SUM);
    assertThatThrownBy(call::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("output to read [v], got z");
  }

  @Test
  void aModelCollectsOnlyItsOutputs() {
    assertThatThrownBy(() -> LEAKY.collecting("spikes", Reading.SUM))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[z, v], got SUM of spikes");
    assertThatThrownBy(() -> LEAKY.collecting("z", Reading.EVERY_STEP))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(LEAKY.collecting("z", Reading.SUM).next().keySet())
        .isEqualTo(new java.util.LinkedHashSet<>(List.of("v", "z.sum")));
    assertThat(Map.copyOf(LEAKY.outputs())).containsOnlyKeys("z", "v");
  }
}
