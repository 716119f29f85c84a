package org.nernst.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.nernst.tensor.Autograd;
import org.nernst.tensor.DType;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Tensor;

class Conv1dTest {
  private static Conv1d withWeight(Conv1d layer, float... weight) {
    layer.weight().detach().copyFrom(Tensor.of(weight, 1, 1, weight.length));
    layer.bias().detach().fillInPlace(10);
    return layer;
  }

  @Test
  void computesTheSumOverEachWindow() {
    Conv1d layer = withWeight(new Conv1d(1, 1, 2), 1, 2);
    Tensor x = Tensor.of(new float[] {1, 2, 3, 4}, 1, 1, 4);
    assertThat(layer.forward(x).toFloatArray()).containsExactly(15, 18, 21);
  }

  @Test
  void paddingSameStrideAndDilation() {
    Tensor x = Tensor.of(new float[] {1, 2, 3, 4}, 1, 4);
    Conv1d same = withWeight(Conv1d.builder(1, 1, 2).padding("same").build(), 1, 2);
    assertThat(same.forward(x).toFloatArray()).containsExactly(15, 18, 21, 14);
    Conv1d strided = withWeight(Conv1d.builder(1, 1, 2).stride(2).padding(1).build(), 1, 2);
    assertThat(strided.forward(x).toFloatArray()).containsExactly(12, 18, 14);
    Conv1d dilated = withWeight(Conv1d.builder(1, 1, 2).dilation(3).build(), 1, 2);
    assertThat(dilated.forward(x).toFloatArray()).containsExactly(19);
  }

  @Test
  void leadingAxesAreOneBatch() {
    Conv1d layer = Conv1d.builder(4, 6, 3).groups(2).build();
    Tensor x = Tensor.randn(5, 2, 4, 9);
    Tensor y = layer.forward(x);
    assertThat(y.shape()).containsExactly(5, 2, 6, 7);
    assertThat(y.select(0, 4).allClose(layer.forward(x.select(0, 4)), 1e-5, 1e-6)).isTrue();
  }

  @Test
  void silentStepsAreLeftOutWithTheSameOutputAndGradients() {
    Conv1d layer = Conv1d.builder(4, 6, 3).padding("same").dtype(DType.FLOAT64).build();
    Tensor x = Tensor.zeros(DType.FLOAT64, 20, 2, 4, 9);
    x.select(0, 3).addInPlace(Tensor.randn(new Generator(1), DType.FLOAT64, 2, 4, 9));
    x.select(0, 17).select(0, 1).select(0, 2).narrow(0, 8, 1).fillInPlace(-1);
    Tensor y = layer.forward(x);
    assertThat(y.numel()).isEqualTo(20 * 2 * 6 * 9);
    Tensor all = layer.forward(x.clone().requiresGrad(true));
    assertThat(y.allClose(all, 1e-12, 1e-12)).isTrue();
    Tensor dy = Tensor.randn(new Generator(2), DType.FLOAT64, y.shape());
    List<Tensor> parameters = List.of(layer.weight(), layer.bias());
    List<Tensor> got = Autograd.grad(List.of(y), parameters, List.of(dy), false, false, false);
    List<Tensor> wanted = Autograd.grad(List.of(all), parameters, List.of(dy), false, false, false);
    assertThat(got.get(0).allClose(wanted.get(0), 1e-10, 1e-10)).isTrue();
    assertThat(got.get(1).allClose(wanted.get(1), 1e-10, 1e-10)).isTrue();
    assertThat(y.isContiguous()).isTrue();
  }

  @Test
  void printsAsPyTorchAndHasItsKeys() {
    Conv1d layer = Conv1d.builder(16, 33, 3).stride(2).build();
    assertThat(layer).hasToString("Conv1d(16, 33, kernel_size=(3,), stride=(2,))");
    assertThat(layer.stateDict().keySet()).containsExactly("weight", "bias");
    assertThat(layer.weight().shape()).containsExactly(33, 16, 3);
  }

  @Test
  void refusesOtherChannels() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Conv1d(3, 1, 2).forward(Tensor.ones(1, 2, 5)))
        .withMessageContaining("3 channels, got (1, 2, 5)");
  }
}
