package org.nernst.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nernst.synapse.EventBatch;
import org.nernst.tensor.DType;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Nernst;
import org.nernst.tensor.Tensor;

class LinearTest {
  private static Linear linear(long in, long out, boolean bias) {
    return new Linear(in, out, bias, DType.FLOAT64, new Generator(3));
  }

  @Test
  void multipliesAnyLeadingAxes() {
    Linear layer = linear(5, 3, true);
    Tensor x = Tensor.randn(new Generator(1), DType.FLOAT64, 4, 2, 5);
    Tensor expected = x.matmul(layer.weight().t()).add(layer.bias());
    assertThat(layer.forward(x).allClose(expected, 1e-12, 1e-12)).isTrue();
    assertThat(layer.forward(Tensor.ones(DType.FLOAT64, 5)).shape()).containsExactly(3);
    assertThat(layer.inFeatures()).isEqualTo(5);
    assertThat(layer.outFeatures()).isEqualTo(3);
  }

  @Test
  void initialValuesFillTheBoundsOfPyTorch() {
    Linear layer = linear(100, 400, true);
    double bound = 0.1;
    assertThat(layer.weight().max().item()).isCloseTo(bound, within(1e-4));
    assertThat(layer.weight().min().item()).isCloseTo(-bound, within(1e-4));
    assertThat(layer.weight().mean().item()).isCloseTo(0, within(1e-3));
    // The variance of U(-b, b) is b^2 / 3.
    assertThat(layer.weight().square().mean().item()).isCloseTo(bound * bound / 3, within(5e-5));
    assertThat(layer.bias().abs().max().item()).isBetween(0.09, bound);
  }

  @Test
  void theSeedDecidesAndLayersDiffer() {
    Nernst.seed(11);
    Linear a = new Linear(4, 4);
    Linear b = new Linear(4, 4);
    Nernst.seed(11);
    Linear again = new Linear(4, 4);
    assertThat(again.weight().equal(a.weight())).isTrue();
    assertThat(b.weight().equal(a.weight())).isFalse();
  }

  @Test
  void withoutBiasThereIsNoKeyForIt() {
    Linear layer = linear(2, 3, false);
    assertThat(layer.bias()).isNull();
    assertThat(layer.stateDict().keySet()).containsExactly("weight");
    assertThat(layer.extraRepr()).isEqualTo("in_features=2, out_features=3, bias=False");
  }

  @Test
  void anInputExpandedInTimeOrAfterTheBatchIsMultipliedOnce() {
    Linear layer = linear(5, 3, true);
    Tensor current = Tensor.randn(new Generator(1), DType.FLOAT64, 4, 5).requiresGrad(true);
    for (int time : new int[] {0, 1}) {
      long[] shape = time == 0 ? new long[] {7, 4, 5} : new long[] {4, 7, 5};
      Tensor x = current.unsqueeze(time).expand(shape);
      Tensor y = layer.forward(x);
      assertThat(y.strides()[time]).isZero();
      Tensor plain = layer.forward(x.contiguous());
      assertThat(y.allClose(plain, 1e-12, 1e-12)).isTrue();

      layer.zeroGrad();
      current.grad(null);
      y.square().sum().backward();
      Tensor dw = layer.weight().grad().clone();
      Tensor dx = current.grad().clone();
      layer.zeroGrad();
      current.grad(null);
      plain.square().sum().backward();
      assertThat(dw.allClose(layer.weight().grad(), 1e-10, 1e-10)).isTrue();
      assertThat(dx.allClose(current.grad(), 1e-10, 1e-10)).isTrue();
    }
  }

  @Test
  void refusesOtherFeaturesAndBadSizes() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Linear(700, 3).forward(Tensor.ones(256, 140)))
        .withMessage("Linear: expected input (..., 700), got (256, 140)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Linear(700, 3).forward(Tensor.scalar(1)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Linear(0, 3))
        .withMessage("expected in >= 1, got 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Linear(2, 3, true, DType.INT64))
        .withMessageContaining("floating");
  }

  @Test
  void eventsGiveWhatTheirRasterGives() {
    Linear layer = linear(9, 5, true);
    for (boolean batchFirst : new boolean[] {false, true}) {
      EventBatch.Builder builder = EventBatch.builder(6, 9);
      if (batchFirst) {
        builder.batchFirst();
      }
      EventBatch events =
          builder
              .add(new int[] {0, 0, 3}, new int[] {8, 2, 2})
              .add(new int[] {5, 5}, new int[] {4, 4}, new double[] {1, 2})
              .build();
      Tensor raster = events.toRaster(DType.FLOAT64);
      layer.zeroGrad();
      Tensor y = layer.forward(events);
      y.square().sum().backward();
      Tensor dw = layer.weight().grad().clone();
      Tensor db = layer.bias().grad().clone();
      layer.zeroGrad();
      Tensor expected = layer.forward(raster);
      expected.square().sum().backward();
      assertThat(y.shape()).containsExactly(batchFirst ? 2 : 6, batchFirst ? 6 : 2, 5);
      assertThat(y.allClose(expected, 1e-12, 1e-12)).isTrue();
      assertThat(dw.allClose(layer.weight().grad(), 1e-12, 1e-12)).isTrue();
      assertThat(db.allClose(layer.bias().grad(), 1e-12, 1e-12)).isTrue();
    }
  }

  @Test
  void hooksSeeTheRasterOfEvents() {
    Linear layer = linear(3, 2, false);
    EventBatch events = EventBatch.builder(2, 3).add(new int[] {1}, new int[] {2}).build();
    Tensor plain = layer.forward(events);
    List<Tensor> seen = new ArrayList<>();
    layer.registerForwardPreHook(
        (module, input) -> {
          seen.add(input.input());
          return null;
        });
    assertThat(layer.forward(events).allClose(plain, 1e-12, 1e-12)).isTrue();
    assertThat(seen.getFirst().equal(events.toRaster(DType.FLOAT64))).isTrue();
    EventBatch wide = EventBatch.builder(2, 4).add(new int[0], new int[0]).build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> layer.forward(wide))
        .withMessage("Linear: expected events of 3 neurons, got 4");
  }

  @Test
  void compilingChangesNoNumber() {
    Linear layer = linear(40, 30, true);
    Tensor x = Tensor.rand(new Generator(4), DType.FLOAT64, 3000, 40).lt(0.1).to(DType.FLOAT64);
    Tensor before = layer.forward(x);
    layer.compile();
    assertThat(layer.forward(x).equal(before)).isTrue();
    Linear half = new Linear(4, 3, true, DType.FLOAT16);
    half.compile();
    assertThat(half.forward(Tensor.ones(2, 4).to(DType.FLOAT16)).dtype()).isEqualTo(DType.FLOAT16);
  }
}
