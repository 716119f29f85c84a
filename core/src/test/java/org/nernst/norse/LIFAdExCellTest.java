package org.nernst.norse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nernst.nn.Step;
import org.nernst.tensor.Autograd;
import org.nernst.tensor.DType;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Tensor;
import org.nernst.tensor.Value;

class LIFAdExCellTest {
  /// Spike, v, i and a after each step of a constant input of 1, of an independent computation.
  private static final double[][] CONSTANT_INPUT = {
    {0, 0.1067668, 0.8000000, 0.000000000},
    {0, 0.2844676, 1.4399999, 0.000854134},
    {0, 0.5118882, 1.9520000, 0.003128167},
    {0, 0.7744231, 2.3616002, 0.007217017},
    {1, 0.0000000, 2.6892800, 0.033397969},
    {0, 0.3723550, 2.9514241, 0.033331174},
    {0, 0.7411785, 3.1611392, 0.036243353},
    {1, 0.0000000, 3.3289115, 0.062100295},
    {0, 0.4334479, 3.4631295, 0.061976094},
    {0, 0.8463200, 3.5705037, 0.065319724},
    {1, 0.0000000, 3.6564031, 0.091959640},
    {0, 0.4632111, 3.7251225, 0.091775723},
  };

  @Test
  void outputAndStateHaveTheShapeOfTheInput() {
    var step = new LIFAdExCell().forward(Tensor.randn(16, 20, 30));

    long[] shape = {16, 20, 30};
    assertThat(step.output().shape()).isEqualTo(shape);
    assertThat(step.state().v().shape()).isEqualTo(shape);
    assertThat(step.state().i().shape()).isEqualTo(shape);
    assertThat(step.state().a().shape()).isEqualTo(shape);
  }

  static List<long[]> shapes() {
    return List.of(
        new long[] {},
        new long[] {1},
        new long[] {7},
        new long[] {3, 5},
        new long[] {2, 3, 4, 5, 6},
        new long[] {0, 4});
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void takesAnyShape(long[] shape) {
    var cell = new LIFAdExCell();
    var first = cell.forward(Tensor.ones(shape));
    var second = cell.forward(Tensor.ones(shape), first.state());
    assertThat(second.output().shape()).isEqualTo(shape);
    second.state().tensors().forEach(field -> assertThat(field.shape()).isEqualTo(shape));
  }

  @Test
  void followsTheReferenceTrace() {
    var cell = new LIFAdExCell();
    LIFAdExFeedForwardState state = null;
    for (double[] expected : CONSTANT_INPUT) {
      var step = cell.forward(Tensor.ones(1), state);
      state = step.state();
      assertThat(step.output().item()).isEqualTo(expected[0]);
      assertThat(state.v().item()).isCloseTo(expected[1], within(2e-7));
      assertThat(state.i().item()).isCloseTo(expected[2], within(3e-7));
      assertThat(state.a().item()).isCloseTo(expected[3], within(2e-8));
    }
    for (int k = CONSTANT_INPUT.length; k < 100; k++) {
      state = cell.forward(Tensor.ones(1), state).state();
    }
    assertThat(state.v().item()).isCloseTo(0.8019397, within(2e-6));
    assertThat(state.i().item()).isCloseTo(3.9999993, within(1e-6));
    assertThat(state.a().item()).isCloseTo(0.8940813, within(1e-6));
  }

  @Test
  void theStepIsTheWrittenOneToTheLastBit() {
    Generator random = new Generator(3);
    float x = (float) random.nextGaussian();
    float v = (float) random.nextDouble();
    float i = (float) random.nextDouble();
    float a = (float) random.nextDouble();
    float dt = 0.001f;
    float iJump = i + x;
    float exponential = 0.5f * (float) Math.exp((v - 1f) / 0.5f);
    float vDecayed = v + (dt * 100f) * ((((0f - v) + exponential) + iJump) - a);
    float aDecayed = a + (dt * 2f) * (4f * (v - 0f) - a);
    var state =
        new LIFAdExFeedForwardState(
            Tensor.of(new float[] {v}), Tensor.of(new float[] {i}), Tensor.of(new float[] {a}));

    var step = new LIFAdExCell().forward(Tensor.of(new float[] {x}), state);

    assertThat(vDecayed).as("the example doesn't spike").isLessThan(1f);
    assertThat((float) step.state().i().item()).isEqualTo(iJump + (-dt * 200f) * iJump);
    assertThat((float) step.state().a().item()).isEqualTo(aDecayed);
    assertThat((float) step.state().v().item()).isCloseTo(vDecayed, within(Math.ulp(vDecayed)));
  }

  @Test
  void aPotentialAtTheThresholdIsNoSpike() {
    var p =
        new LIFAdExParameters().withAdaptationCurrent(0).withDeltaT(1e-3).withVTh(1).withVLeak(0);
    var resting = new LIFAdExFeedForwardState(Tensor.zeros(1), Tensor.zeros(1), Tensor.zeros(1));
    var cell = new LIFAdExCell(p.withTauMemInv(1000));

    assertThat(cell.forward(Tensor.ones(1), resting).output().item()).isEqualTo(0);
    assertThat(cell.forward(Tensor.ones(1).mul(1.0001), resting).output().item()).isEqualTo(1);
  }

  @Test
  void weakInputIsSilencedByAdaptation() {
    var cell = new LIFAdExCell();
    LIFAdExFeedForwardState state = null;
    StringBuilder spikes = new StringBuilder();
    for (int k = 1; k <= 1000; k++) {
      var step = cell.forward(Tensor.full(new long[] {1}, 0.2), state);
      state = step.state();
      if (step.output().item() == 1) {
        spikes.append(k).append(' ');
      }
    }
    assertThat(spikes).hasToString("20 39 63 ");
    assertThat(state.v().item()).isCloseTo(0.2210604, within(1e-6));
    assertThat(state.a().item()).isCloseTo(0.8842306, within(1e-6));
  }

  @Test
  void biologicalParametersWithTimeInMilliseconds() {
    var cell = new LIFAdExCell(LIFAdExParameters.bioDefault(), 1.0);
    LIFAdExFeedForwardState state = null;
    StringBuilder spikes = new StringBuilder();
    for (int k = 1; k <= 100; k++) {
      var step = cell.forward(Tensor.full(new long[] {1}, 10), state);
      state = step.state();
      if (k == 1) {
        assertThat(state.v().item()).isCloseTo(-68.9998932, within(1e-5));
      }
      if (step.output().item() == 1) {
        spikes.append(k).append(' ');
      }
    }
    assertThat(spikes).hasToString("14 27 40 53 66 79 92 ");
  }

  @Test
  void startsAtRestWithThePotentialInTheShapeOfVLeak() {
    var cell = new LIFAdExCell(new LIFAdExParameters().withVLeak(0.25));
    var state = cell.initialState(Tensor.zeros(2, 3));
    assertThat(state.v().shape()).isEmpty();
    assertThat(state.v().item()).isEqualTo(0.25);
    assertThat(state.i().equal(Tensor.zeros(2, 3))).isTrue();
    assertThat(state.a().equal(Tensor.zeros(2, 3))).isTrue();
    state.tensors().forEach(field -> assertThat(field.requiresGrad()).isFalse());

    Tensor x = Tensor.randn(new Generator(1), DType.FLOAT32, 2, 3);
    assertSame(cell.forward(x), cell.forward(x, state));
  }

  @Test
  void startsAtAVLeakPerNeuron() {
    Tensor leaks = Tensor.of(new float[] {-0.5f, 0, 0.5f});
    var cell = new LIFAdExCell(new LIFAdExParameters().withVLeak(leaks));
    Tensor x = Tensor.zeros(2, 3);
    var state = cell.initialState(x);
    assertThat(state.v().equal(leaks)).isTrue();
    assertSame(cell.forward(x), cell.forward(x, state));
    state.v().fillInPlace(9);
    assertThat(leaks.max().item()).as("the state has its own memory").isEqualTo(0.5);
  }

  @Test
  void inferenceBuildsNoGraph() {
    var step = new LIFAdExCell().forward(Tensor.randn(4));
    assertThat(step.output().requiresGrad()).isFalse();
    assertThat(step.state().v().requiresGrad()).isFalse();
  }

  @Test
  void gradientsReachAGivenInitialState() {
    var cell = new LIFAdExCell();
    Tensor x = Tensor.full(new long[] {2, 3}, 0.9);
    var state = cell.initialState(x).map(field -> field.requiresGrad(true));
    var step = cell.forward(x, state);
    step.state().v().sum().add(step.state().a().sum()).backward();
    assertThat(state.v().grad().shape()).as("summed over the neurons").isEmpty();
    assertThat(state.v().grad().item()).isNotZero();
    assertThat(state.i().grad().shape()).isEqualTo(new long[] {2, 3});
    assertThat(state.a().grad().shape()).isEqualTo(new long[] {2, 3});
  }

  @Test
  void wholeNumbersAndBooleansCountAsFloat32() {
    var cell = new LIFAdExCell();
    for (DType dtype : List.of(DType.INT64, DType.INT32, DType.UINT8, DType.BOOL)) {
      Tensor x = Tensor.ones(2, 3).to(dtype);
      var step = cell.forward(x);
      assertThat(step.output().dtype()).isEqualTo(DType.FLOAT32);
      assertSame(step, cell.forward(Tensor.ones(2, 3)));
      assertThat(cell.initialState(x).i().dtype()).isEqualTo(DType.FLOAT32);
    }
  }

  @ParameterizedTest
  @MethodSource("floating")
  void computesInTheDtypeOfTheInput(DType dtype) {
    var step = new LIFAdExCell().forward(Tensor.ones(dtype, 3));
    assertThat(step.output().dtype()).isEqualTo(dtype);
    step.state().tensors().forEach(field -> assertThat(field.dtype()).isEqualTo(dtype));
    assertThat(step.state().v().toDoubleArray()[0]).isCloseTo(0.1067668, within(1e-3));
  }

  static List<DType> floating() {
    return List.of(DType.FLOAT32, DType.FLOAT64, DType.BFLOAT16, DType.FLOAT16);
  }

  @Test
  void aRowOfABatchIsTheSameAsAlone() {
    Tensor x = Tensor.randn(new Generator(5), DType.FLOAT32, 4, 9).mul(3);
    var cell = new LIFAdExCell();
    var all = cell.forward(x, cell.forward(x).state());
    Tensor row = x.narrow(0, 2, 1);
    var alone = cell.forward(row, cell.forward(row).state());
    assertThat(alone.output().equal(all.output().narrow(0, 2, 1))).isTrue();
    assertThat(alone.state().v().equal(all.state().v().narrow(0, 2, 1))).isTrue();
    assertThat(alone.state().a().equal(all.state().a().narrow(0, 2, 1))).isTrue();
  }

  @Test
  void parametersOfAnyShapeThatBroadcasts() {
    Tensor x = Tensor.randn(new Generator(6), DType.FLOAT32, 2, 3, 4, 5).add(1);
    for (long[] shape :
        List.of(new long[] {}, new long[] {5}, new long[] {3, 1, 1}, new long[] {2, 1, 4, 1})) {
      Tensor threshold = Tensor.rand(new Generator(7), DType.FLOAT32, shape);
      var broadcast = new LIFAdExCell(new LIFAdExParameters().withVTh(threshold));
      var expanded =
          new LIFAdExCell(new LIFAdExParameters().withVTh(threshold.expand(2, 3, 4, 5).clone()));
      assertSame(broadcast.forward(x), expanded.forward(x));
    }
  }

  @Test
  void trainableParametersGetGradientsOfTheirOwnShape() {
    Tensor threshold = Tensor.of(new float[] {0.8f, 0.9f, 1.0f});
    Tensor tau = Tensor.scalar(100);
    var cell =
        new LIFAdExCell(
            new LIFAdExParameters()
                .withVTh(Value.param(threshold))
                .withTauMemInv(Value.param(tau)));
    var step = cell.forward(Tensor.ones(4, 3));
    cell.forward(Tensor.ones(4, 3), step.state()).output().sum().backward();
    assertThat(threshold.grad().shape()).isEqualTo(new long[] {3});
    assertThat(tau.grad().shape()).isEmpty();
    assertThat(threshold.grad().max().item()).isNegative();
    assertThat(tau.grad().item()).isPositive();
  }

  @Test
  void anOverflowingExponentialNeitherBreaksTheStateNorTheGradient() {
    var cell = new LIFAdExCell(new LIFAdExParameters().withDeltaT(0.01));
    Tensor v = Tensor.of(new float[] {50f, 0.5f}).requiresGrad(true);
    var state = new LIFAdExFeedForwardState(v, Tensor.zeros(2), Tensor.zeros(2));
    var step = cell.forward(Tensor.ones(2), state);
    assertThat(step.output().toDoubleArray()).containsExactly(1, 0);
    assertThat(step.state().v().toDoubleArray()[0]).isZero();
    step.state().v().sum().add(step.state().a().sum()).backward();
    assertThat(v.grad().isfinite().all().itemBoolean()).isTrue();
  }

  @Test
  void refusesShapesThatDontFit() {
    var cell = new LIFAdExCell();
    var state = cell.forward(Tensor.ones(2, 3)).state();
    assertThatThrownBy(() -> cell.forward(Tensor.ones(2, 4), state))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("(2, 3)")
        .hasMessageContaining("(2, 4)");
    var perNeuron = new LIFAdExCell(new LIFAdExParameters().withVTh(Tensor.ones(5)));
    assertThatThrownBy(() -> perNeuron.forward(Tensor.ones(2, 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("v_th");
  }

  @Test
  void refusesAStateOfAnotherDtype() {
    var cell = new LIFAdExCell();
    var state = cell.forward(Tensor.ones(3)).state().to(DType.FLOAT64);
    assertThatThrownBy(() -> cell.forward(Tensor.ones(3), state))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("float64");
  }

  @Test
  void printsItsParameters() {
    assertThat(new LIFAdExCell().toString())
        .startsWith("LIFAdExCell(p=LIFAdExParameters(adaptation_current=4.0")
        .contains("method=super")
        .endsWith("dt=0.001)");
  }

  @Test
  void printsItsEquations() {
    assertThat(new LIFAdExCell().model().equations().strip())
        .isEqualTo(
            """
            v(0) = detach(v_leak)
            i(0) = 0
            a(0) = 0
            i_jump = i + current
            v_decayed = v + (dt * tau_mem_inv) * ((((v_leak - v) + delta_T * exp(clamp((v - v_th) / delta_T, -Infinity, 40))) + i_jump) - a)
            t1 = v_decayed - v_th
            t2 = |t1| * alpha + 1
            spikes = spike([t1 > 0], t1, 1 / (t2 * t2))
            v' = blend(spikes, v_reset, v_decayed)
            i' = i_jump + ((-dt) * tau_syn_inv) * i_jump
            a' = (a + (dt * tau_ada_inv) * (adaptation_current * (v - v_leak) - a)) + spikes * adaptation_spike
            """
                .strip());
  }

  @Test
  void equalOptionsShareTheirEquations() {
    var slow = new LIFAdExParameters().withTauMemInv(50).withAlpha(10);
    assertThat(new LIFAdExCell().model()).isSameAs(new LIFAdExCell(slow).model());
    assertThat(new LIFAdExCell().model())
        .isNotSameAs(new LIFAdExCell(slow.withMethod("triangle")).model());
  }

  private static <S extends NorseState<S>> void assertSame(Step<S> actual, Step<S> expected) {
    assertThat(actual.output().equal(expected.output())).isTrue();
    Map<String, Tensor> fields = actual.state().fields();
    try (var _ = Autograd.noGrad()) {
      expected
          .state()
          .fields()
          .forEach((name, field) -> assertThat(fields.get(name).equal(field)).as(name).isTrue());
    }
  }
}
