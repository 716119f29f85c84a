package org.nernst.synapse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nernst.tensor.Autograd;
import org.nernst.tensor.DType;
import org.nernst.tensor.Functional;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Tensor;

class DenseLinearTest {
  private final Generator generator = new Generator(7);

  @ParameterizedTest
  @CsvSource({"true, 40", "false, 40", "true, 20"})
  void hasTheValuesAndGradientsOfLibtorch(boolean hasBias, int out) {
    Tensor x = random(20, 50, 60);
    Tensor weight = random(out, 60);
    Tensor bias = hasBias ? random(out) : null;
    Tensor dy = random(20, 50, out).detach();
    Tensor y = DenseLinear.apply(x, weight, bias);
    Tensor expected = Functional.linear(x, weight, bias);
    assertThat(y.allClose(expected, 1e-11, 1e-11)).isTrue();
    List<Tensor> operands = hasBias ? List.of(x, weight, bias) : List.of(x, weight);
    var own = Autograd.grad(List.of(y), operands, List.of(dy), false, false, false);
    var oracle = Autograd.grad(List.of(expected), operands, List.of(dy), false, false, false);
    for (int k = 0; k < operands.size(); k++) {
      assertThat(own.get(k).allClose(oracle.get(k), 1e-10, 1e-10)).as("operand %d", k).isTrue();
    }
  }

  @Test
  void inputsAndGradientsMayLieAnyhow() {
    Tensor x = random(60, 50, 20).transpose(0, 2);
    Tensor weight = random(60, 40).t();
    Tensor y = DenseLinear.apply(x, weight, null);
    Tensor expected = Functional.linear(x, weight, null);
    assertThat(y.allClose(expected, 1e-11, 1e-11)).isTrue();
    var own = Autograd.grad(List.of(y.sum()), List.of(x, weight), null, false, false, false);
    var oracle =
        Autograd.grad(List.of(expected.sum()), List.of(x, weight), null, false, false, false);
    assertThat(own.get(0).allClose(oracle.get(0), 1e-10, 1e-10)).isTrue();
    assertThat(own.get(1).allClose(oracle.get(1), 1e-10, 1e-10)).isTrue();
  }

  @Test
  void secondDerivativesAreLibtorchs() {
    Tensor weight = random(40, 60);
    Tensor x = random(1000, 60);
    Tensor bias = random(40);
    List<Tensor> own = second(DenseLinear.apply(x, weight, bias), x, weight);
    List<Tensor> oracle = second(Functional.linear(x, weight, bias), x, weight);
    assertThat(own.get(0).allClose(oracle.get(0), 1e-9, 1e-9)).isTrue();
    assertThat(own.get(1).allClose(oracle.get(1), 1e-9, 1e-9)).isTrue();
  }

  /// Derivatives of a penalty on gradients.
  private static List<Tensor> second(Tensor y, Tensor x, Tensor weight) {
    List<Tensor> both = List.of(x, weight);
    var first = Autograd.grad(List.of(y.square().sum()), both, null, true, true, false);
    Tensor penalty = first.get(0).square().sum().add(first.get(1).square().sum());
    return Autograd.grad(List.of(penalty), both, null, false, false, false);
  }

  private Tensor random(long... shape) {
    return Tensor.randn(generator, DType.FLOAT64, shape).requiresGrad(true);
  }
}
