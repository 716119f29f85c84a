package org.nernst.engine.eager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nernst.engine.Engine;
import org.nernst.engine.GradCheck;
import org.nernst.engine.NeuronCall;
import org.nernst.engine.NeuronResult;
import org.nernst.memory.Layout;
import org.nernst.neuron.NeuronModel;
import org.nernst.tensor.DType;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Tensor;
import org.nernst.tensor.Value;

final class EagerEngineTest {
  private static final NeuronModel ADEX = Neurons.adex();

  private static NeuronCall.Builder adex(Tensor current) {
    return NeuronCall.of(ADEX).dt(0.001).input("current", current);
  }

  private static Tensor noise(DType dtype, long... shape) {
    return Tensor.rand(new Generator(1), dtype, shape);
  }

  @Test
  void theAdexTraceIsNorses() {
    NeuronResult run = adex(Tensor.ones(12, 1)).record("v", "i", "a").run();
    assertThat(run.output("spikes").toFloatArray())
        .containsExactly(0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0);
    float[] v = {
      0.1067668f,
      0.2844676f,
      0.5118882f,
      0.7744231f,
      0,
      0.3723550f,
      0.7411785f,
      0,
      0.4334479f,
      0.8463200f,
      0,
      0.4632111f
    };
    float[] a = {
      0,
      0.000854134f,
      0.003128167f,
      0.007217017f,
      0.033397969f,
      0.033331174f,
      0.036243353f,
      0.062100295f,
      0.061976094f,
      0.065319724f,
      0.091959640f,
      0.091775723f
    };
    for (int k = 0; k < 12; k++) {
      assertThat((float) run.recorded("v").get(k, 0)).isCloseTo(v[k], within(1e-6f));
      assertThat((float) run.recorded("a").get(k, 0)).isCloseTo(a[k], within(1e-7f));
    }
    assertThat((float) run.state("i").item()).isCloseTo(3.7251225f, within(1e-6f));
  }

  @Test
  void adexGradientsAreThoseOfForwardDifferentiation() {
    Tensor x = Tensor.ones(DType.FLOAT64, 10, 1).requiresGrad(true);
    Map<String, Double> expected = new LinkedHashMap<>();
    expected.put("tau_mem_inv", 3.06926929e-4);
    expected.put("tau_syn_inv", -6.19558751e-5);
    expected.put("tau_ada_inv", -3.46765502e-5);
    expected.put("adaptation_current", -1.74465472e-5);
    expected.put("adaptation_spike", -0.00377345431);
    expected.put("delta_T", 0.00745183270);
    expected.put("v_th", -0.0368540281);
    expected.put("v_leak", 0.0121391067);
    expected.put("v_reset", 0.0105007974);
    NeuronCall.Builder call = adex(x);
    Map<String, Tensor> params = new LinkedHashMap<>();
    for (NeuronModel.Param param : ADEX.params()) {
      Tensor value = Tensor.scalar(param.defaultValue(), DType.FLOAT64);
      params.put(param.name(), value);
      call.param(param.name(), Value.param(value));
    }
    Tensor v0 = Tensor.zeros(DType.FLOAT64, 1).requiresGrad(true);
    call.state("v", v0).run().output("spikes").sum().backward();
    double[] byInput = {
      0.00653508662,
      0.00621274081,
      0.00563956368,
      0.00476626644,
      0.00357097534,
      0.00221435984,
      0.00180072308,
      0.00124065126,
      0.000676595580,
      0.000373257628
    };
    for (int k = 0; k < byInput.length; k++) {
      assertThat(x.grad().get(k, 0)).isCloseTo(byInput[k], within(1e-11));
    }
    assertThat(v0.grad().item()).isCloseTo(0.0142141239, within(1e-10));
    expected.forEach(
        (name, gradient) ->
            assertThat(params.get(name).grad().item())
                .as(name)
                .isCloseTo(gradient, within(1e-8 * Math.abs(gradient))));
  }

  @Test
  void chunksGiveTheBitsOfTheWhole() {
    Tensor x = noise(DType.FLOAT32, 20, 3, 7);
    NeuronResult whole = adex(x).run();
    NeuronResult first = adex(x.narrow(0, 0, 7)).run();
    NeuronResult second = adex(x.narrow(0, 7, 13)).states(first.states()).run();
    assertThat(second.output("spikes").equal(whole.output("spikes").narrow(0, 7, 13))).isTrue();
    whole.states().forEach((name, state) -> assertThat(second.state(name).equal(state)).isTrue());
    assertThat(whole.output("spikes").sum().item()).isGreaterThan(0);
  }

  @Test
  void cellsInALoopGiveTheBitsOfTheSequence() {
    Tensor x = noise(DType.FLOAT32, 12, 2, 5);
    NeuronResult whole = adex(x).record("v").run();
    Map<String, Tensor> states = Map.of();
    for (int t = 0; t < 12; t++) {
      NeuronResult one = adex(x.select(0, t)).layout(Layout.STEP).states(states).record("v").run();
      assertThat(one.output("spikes").equal(whole.output("spikes").select(0, t))).isTrue();
      assertThat(one.recorded("v").equal(whole.recorded("v").select(0, t))).isTrue();
      states = one.states();
    }
  }

  @Test
  void batchMajorIsTimeMajorTransposed() {
    Tensor x = noise(DType.FLOAT32, 9, 3, 2, 4);
    NeuronResult time = adex(x).record("a").run();
    NeuronResult batch = adex(x.transpose(0, 1)).layout(Layout.BATCH_MAJOR).record("a").run();
    assertThat(batch.output("spikes").transpose(0, 1).equal(time.output("spikes"))).isTrue();
    assertThat(batch.recorded("a").transpose(0, 1).equal(time.recorded("a"))).isTrue();
    assertThat(batch.state("v").equal(time.state("v"))).isTrue();
  }

  @Test
  void rowsDontDependOnTheirBatch() {
    Tensor x = noise(DType.FLOAT32, 15, 5, 33);
    Tensor all = adex(x).run().output("spikes");
    Tensor one = adex(x.narrow(1, 3, 1)).run().output("spikes");
    assertThat(one.equal(all.narrow(1, 3, 1))).isTrue();
    Tensor order = Tensor.of(new long[] {4, 2, 0, 1, 3});
    Tensor permuted = adex(x.indexSelect(1, order)).run().output("spikes");
    assertThat(permuted.equal(all.indexSelect(1, order))).isTrue();
  }

  @Test
  void anInputExpandedInTimeGivesTheSameNumbersAndGradients() {
    Tensor x = noise(DType.FLOAT32, 3, 4);
    Tensor copied = adex(x.unsqueeze(0).repeat(10, 1, 1)).run().output("spikes");
    assertThat(adex(x.unsqueeze(0).expand(10, 3, 4)).run().output("spikes").equal(copied)).isTrue();
    Tensor leaf = x.clone().requiresGrad(true);
    adex(leaf.unsqueeze(0).expand(10, 3, 4)).run().output("spikes").sum().backward();
    Tensor other = x.clone().requiresGrad(true);
    adex(other.unsqueeze(0).repeat(10, 1, 1)).run().output("spikes").sum().backward();
    assertThat(leaf.grad().allClose(other.grad(), 1e-6, 1e-9)).isTrue();
  }

  @Test
  void statesGrowToTheNeuronsShapeAndTheirGradientIsSummedBack() {
    Tensor v0 = Tensor.scalar(0.25, DType.FLOAT32).requiresGrad(true);
    Tensor row = Tensor.full(new long[] {4}, 0.25, DType.FLOAT32).requiresGrad(true);
    Tensor x = noise(DType.FLOAT32, 6, 3, 4);
    NeuronResult scalar = adex(x).state("v", v0).run();
    NeuronResult full = adex(x).state("v", row).run();
    assertThat(scalar.state("v").shape()).containsExactly(3, 4);
    assertThat(scalar.state("v").equal(full.state("v"))).isTrue();
    scalar.state("v").sum().backward();
    full.state("v").sum().backward();
    assertThat(v0.grad().item()).isCloseTo(row.grad().sum().item(), within(1e-6));
  }

  @Test
  void parametersBroadcastAndAreCastWithTheirGradients() {
    Tensor perNeuron = Tensor.of(new double[] {0.8, 1, 1.2, 1.4});
    Tensor perBatch = Tensor.of(new double[] {80, 100, 120}, 3, 1);
    Tensor trained = perNeuron.clone();
    NeuronResult run =
        adex(noise(DType.FLOAT32, 8, 3, 4))
            .param("v_th", Value.param(trained))
            .param("tau_mem_inv", Value.of(perBatch))
            .run();
    assertThat(run.output("spikes").dtype()).isEqualTo(DType.FLOAT32);
    run.state("v").sum().backward();
    assertThat(trained.grad().dtype()).isEqualTo(DType.FLOAT64);
    assertThat(trained.grad().shape()).containsExactly(4);
    assertThat(trained.grad().abs().sum().item()).isGreaterThan(0);
    for (int n = 0; n < 4; n++) {
      Tensor one =
          adex(noise(DType.FLOAT32, 8, 3, 4))
              .param("v_th", perNeuron.get(n))
              .param("tau_mem_inv", Value.of(perBatch))
              .run()
              .state("v");
      assertThat(one.select(1, n).equal(run.state("v").detach().select(1, n))).isTrue();
    }
  }

  @Test
  void everyFloatingDtypeRunsInItself() {
    for (DType dtype : new DType[] {DType.FLOAT64, DType.FLOAT16, DType.BFLOAT16}) {
      Tensor x = noise(DType.FLOAT32, 4, 9).to(dtype).requiresGrad(true);
      NeuronResult run = adex(x).record("v").run();
      assertThat(run.output("spikes").dtype()).isEqualTo(dtype);
      assertThat(run.state("v").dtype()).isEqualTo(dtype);
      double[] reference = adex(x.detach().toDouble()).run().state("v").toDoubleArray();
      double tolerance = dtype == DType.FLOAT64 ? 0 : dtype == DType.FLOAT16 ? 5e-3 : 5e-2;
      double[] got = run.state("v").toDoubleArray();
      for (int n = 0; n < got.length; n++) {
        assertThat(got[n]).isCloseTo(reference[n], within(tolerance));
      }
      run.state("v").sum().backward();
      assertThat(x.grad().dtype()).isEqualTo(dtype);
    }
    Tensor counts = Tensor.of(new long[] {0, 1, 2}, 1, 3);
    assertThat(adex(counts).run().output("spikes").dtype()).isEqualTo(DType.FLOAT32);
  }

  @Test
  void recurrenceRunsThroughTheMatrix() {
    Generator random = new Generator(3);
    Tensor x = Tensor.randn(random, DType.FLOAT64, 6, 2, 3).requiresGrad(true);
    Tensor in = Tensor.randn(random, DType.FLOAT64, 5, 3).requiresGrad(true);
    Tensor rec = Tensor.randn(random, DType.FLOAT64, 5, 5).requiresGrad(true);
    NeuronModel model = Neurons.recurrent();
    NeuronResult run =
        NeuronCall.of(model).input("x", x).weight("w_in", in).weight("w_rec", rec).run();
    assertThat(run.output("spikes").shape()).containsExactly(6, 2, 5);
    assertThat(run.state("z").shape()).containsExactly(2, 5);
    double[] v = new double[10];
    double[] z = new double[10];
    for (int t = 0; t < 6; t++) {
      double[] fired = new double[10];
      for (int k = 0; k < 10; k++) {
        double drive = 0;
        for (int j = 0; j < 3; j++) {
          drive += x.get(t, k / 5, j) * in.get(k % 5, j);
        }
        for (int j = 0; j < 5; j++) {
          drive += z[k / 5 * 5 + j] * rec.get(k % 5, j);
        }
        double charged = 0.9 * v[k] + drive;
        assertThat(run.output("voltage").get(t, k / 5, k % 5)).isCloseTo(charged, within(1e-12));
        fired[k] = charged > 1 ? 1 : 0;
        v[k] = charged - fired[k];
      }
      z = fired;
    }
    run.output("spikes").sum().backward();
    assertThat(rec.grad().abs().sum().item()).isGreaterThan(0);
  }

  @Test
  void smoothNeuronsPassTheGradientCheck() {
    Generator random = new Generator(4);
    NeuronCall call =
        NeuronCall.of(ADEX.smooth(5))
            .dt(0.001)
            .input("current", Tensor.rand(random, DType.FLOAT64, 5, 2, 2))
            .state("v", Tensor.rand(random, DType.FLOAT64, 2))
            .param("v_th", Value.of(Tensor.of(new double[] {0.9, 1.1})))
            .build();
    GradCheck.of(call).orThrow();
    NeuronCall recurrent =
        NeuronCall.of(Neurons.recurrent().smooth(3))
            .input("x", Tensor.randn(random, DType.FLOAT64, 4, 2))
            .weight("w_in", Tensor.randn(random, DType.FLOAT64, 3, 2))
            .weight("w_rec", Tensor.randn(random, DType.FLOAT64, 3, 3))
            .build();
    GradCheck.of(recurrent, Engine.EAGER).orThrow();
  }

  @Test
  void resultsAreHandlesOfTheirOwn() {
    Tensor x = Tensor.ones(2, 3);
    NeuronModel echo =
        NeuronModel.define(
            "echo",
            n -> {
              var last = n.state("last");
              n.next(last, n.input("x"));
              n.output("a", n.input("x"));
              n.output("b", last);
            });
    NeuronResult run = NeuronCall.of(echo).layout(Layout.STEP).input("x", x).run();
    run.output("a").close();
    assertThat(run.state("last").equal(x)).isTrue();
    run.state("last").close();
    assertThat(x.sum().item()).isEqualTo(6);
    assertThat(run.output("b").shape()).containsExactly(2, 3);
  }

  private static void refused(String message, NeuronCall.Builder call) {
    assertThatThrownBy(call::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void wrongTensorsAreRefusedByName() {
    refused("at least one time step in input current, got shape (0, 3)", adex(Tensor.zeros(0, 3)));
    refused("expected input current (time, ...), got ()", adex(Tensor.scalar(1)));
    refused(
        "expected input current (batch, time, ...), got (3)",
        adex(Tensor.zeros(3)).layout(Layout.BATCH_MAJOR));
    refused(
        "expected state v in float32, the dtype of the computation, got float64",
        adex(Tensor.zeros(2, 3)).state("v", Tensor.zeros(DType.FLOAT64, 3)));
    refused(
        "expected state i of a shape that broadcasts with (2, 5), got (3, 4)",
        adex(Tensor.zeros(7, 2, 5)).state("i", Tensor.zeros(3, 4)));
    refused(
        "expected parameter v_th of a shape that broadcasts with (5), got (4)",
        adex(Tensor.zeros(7, 5)).param("v_th", Value.of(Tensor.ones(4))));
    refused(
        "expected weight w_in (out, 3)",
        NeuronCall.of(Neurons.recurrent())
            .input("x", Tensor.zeros(4, 2, 3))
            .weight("w_in", Tensor.zeros(5, 4))
            .weight("w_rec", Tensor.zeros(5, 5)));
    refused(
        "expected weight w_rec (out, in), got (5)",
        NeuronCall.of(Neurons.recurrent())
            .input("x", Tensor.zeros(4, 2, 3))
            .weight("w_in", Tensor.zeros(5, 3))
            .weight("w_rec", Tensor.zeros(5)));
    NeuronModel two = Neurons.function(org.nernst.neuron.Expr::plus);
    refused(
        "expected input b with 2 time steps as input a, got 3 in (3, 1)",
        NeuronCall.of(two).input("a", Tensor.zeros(2, 1)).input("b", Tensor.zeros(3, 1)));
    refused(
        "expected input b in float32 as the inputs before it, got float64",
        NeuronCall.of(two)
            .input("a", Tensor.zeros(2, 1))
            .input("b", Tensor.zeros(DType.FLOAT64, 2, 1)));
  }
}
