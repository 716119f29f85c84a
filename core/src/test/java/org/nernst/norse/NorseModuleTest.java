package org.nernst.norse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nernst.engine.Engine;
import org.nernst.tensor.DType;
import org.nernst.tensor.Parameter;
import org.nernst.tensor.Tensor;
import org.nernst.tensor.Value;

class NorseModuleTest {
  @Test
  void numbersAreNoPartOfTheTree() {
    var cell = new LIFAdExCell();
    assertThat(cell.parameters()).isEmpty();
    assertThat(cell.buffers()).isEmpty();
    assertThat(cell.children()).isEmpty();
    assertThat(cell.stateDict()).isEmpty();
  }

  @Test
  void trainableValuesAreParametersAndTensorsAreBuffersThatArentSaved() {
    var cell = new LIFAdExCell(fresh());
    assertThat(cell.namedParameters()).containsOnlyKeys("p.v_th");
    assertThat(cell.namedBuffers()).containsOnlyKeys("p.v_reset");
    assertThat(cell.stateDict()).containsOnlyKeys("p.v_th");
    assertThat(cell.getParameter("p.v_th").requiresGrad()).isTrue();
  }

  @Test
  void nestedParametersLieSideBySide() {
    var p =
        new LIFAdExRefracParameters()
            .withLifAdEx(new LIFAdExParameters().withVTh(Value.param(Tensor.ones(2))))
            .withRhoReset(Value.param(Tensor.ones(2).mul(3).detach()));
    assertThat(new LIFAdExRefrac(p).stateDict()).containsOnlyKeys("p.v_th", "p.rho_reset");
  }

  @Test
  void theRecordFollowsACast() {
    var cell = new LIFAdExCell(fresh());
    cell.to(DType.FLOAT64);
    assertThat(tensor(cell.p().vTh()).dtype()).isEqualTo(DType.FLOAT64);
    assertThat(tensor(cell.p().vReset()).dtype()).isEqualTo(DType.FLOAT64);
    assertThat(cell.p().vTh()).isInstanceOf(Parameter.class);
    assertThat(cell.p().vLeak()).isEqualTo(Value.of(0));
    var step = cell.forward(Tensor.ones(DType.FLOAT64, 2, 3));
    assertThat(step.output().dtype()).isEqualTo(DType.FLOAT64);
  }

  @Test
  void theRecordFollowsALoad() {
    for (boolean assign : new boolean[] {false, true}) {
      var cell = new LIFAdExCell(fresh());
      Tensor loaded = Tensor.of(new float[] {4, 5, 6});
      cell.loadStateDict(Map.of("p.v_th", loaded), true, assign);
      assertThat(tensor(cell.p().vTh()).equal(loaded)).isTrue();
    }
  }

  @Test
  void aFrozenValueStaysFrozen() {
    var cell = new LIFAdExCell(fresh());
    cell.requiresGrad(false);
    var step = cell.forward(Tensor.ones(2, 3));
    assertThat(cell.getParameter("p.v_th").requiresGrad()).isFalse();
    assertThat(step.state().v().requiresGrad()).isFalse();
    cell.requiresGrad(true);
    assertThat(cell.forward(Tensor.ones(2, 3)).state().v().requiresGrad()).isTrue();
  }

  @Test
  void twoModulesMayShareATrainableValue() {
    var p = fresh();
    var a = new LIFAdExCell(p);
    var b = new LIFAdExCell(p);
    assertThat(a.getParameter("p.v_th").isSame(b.getParameter("p.v_th"))).isTrue();
    a.to(DType.FLOAT64);
    var step = b.forward(Tensor.ones(2, 3));
    assertThat(step.output().shape()).as("its buffers live on").isEqualTo(new long[] {2, 3});
  }

  @Test
  void gradientsReachTensorsThatWereComputed() {
    Tensor logarithm = Tensor.of(new float[] {-0.2f, 0.1f}).requiresGrad(true);
    var cell = new LIFAdExCell(new LIFAdExParameters().withVTh(logarithm.exp()));
    cell.forward(Tensor.ones(3, 2)).output().sum().backward();
    assertThat(logarithm.grad().toDoubleArray()).doesNotContain(0.0);
  }

  @Test
  void anEngineCanBeForced() {
    var cell = new LIFAdExCell();
    assertThat(cell.engine()).isEqualTo(Engine.AUTO);
    Tensor x = Tensor.ones(2);
    Tensor automatic = cell.forward(x).state().v();
    cell.engine(Engine.EAGER);
    assertThat(cell.engine()).isEqualTo(Engine.EAGER);
    assertThat(cell.forward(x).state().v().allClose(automatic, 1e-6, 1e-7)).isTrue();
  }

  static Stream<Arguments> refused() {
    var p = new LIFAdExParameters();
    return Stream.of(
        Arguments.of(p, 0.0, "dt: expected a finite number > 0, got 0.0"),
        Arguments.of(p, -0.001, "dt: expected a finite number > 0, got -0.001"),
        Arguments.of(p, Double.NaN, "dt: expected a finite number > 0, got NaN"),
        Arguments.of(
            p,
            0.01,
            "dt * tau_syn_inv: expected < 2, from where on forward Euler diverges, got 2.0 "
                + "(dt = 0.01, tau_syn_inv = 200.0)"),
        Arguments.of(
            p.withTauMemInv(Tensor.of(new double[] {100, 3000})),
            0.001,
            "dt * tau_mem_inv: expected < 2, from where on forward Euler diverges, got 3.0 "
                + "(dt = 0.001, tau_mem_inv = 3000.0)"),
        Arguments.of(
            p.withTauAdaInv(Value.param(Tensor.of(new double[] {2, -1}))),
            0.001,
            "tau_ada_inv: expected a finite number > 0, got -1.0"),
        Arguments.of(
            p.withDeltaT(Tensor.of(new double[] {0, 0.5})),
            0.001,
            "delta_T: expected a finite number > 0, got 0.0"),
        Arguments.of(
            p.withVTh(Tensor.of(new double[] {1, Double.NaN})),
            0.001,
            "v_th: expected a finite number, got NaN"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void refusesWhatCannotRun(LIFAdExParameters p, double dt, String message) {
    assertThatThrownBy(() -> new LIFAdExCell(p, dt))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
    assertThatThrownBy(() -> new LIFAdEx(p, dt))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
    assertThatThrownBy(() -> new LIFAdExRecurrent(2, 2, p, dt))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  private static LIFAdExParameters fresh() {
    return new LIFAdExParameters()
        .withVTh(Value.param(Tensor.of(new float[] {1, 2, 3})))
        .withVReset(Tensor.of(new float[] {-1, 0, 1}));
  }

  private static Tensor tensor(Value value) {
    return switch (value) {
      case Value.Num number -> throw new AssertionError("expected a tensor, got " + number);
      case Value.Data(Tensor tensor) -> tensor;
      case Parameter(Tensor tensor) -> tensor;
    };
  }
}
