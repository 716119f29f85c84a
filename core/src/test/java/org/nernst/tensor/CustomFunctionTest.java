package org.nernst.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.nernst.tensor.Functions.leaf;
import static org.nernst.tensor.Functions.square;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nernst.tensor.Functions.ProductAndSum;
import org.nernst.tensor.Functions.Unary;

class CustomFunctionTest {
  @Test
  void severalInputsAndOutputsHaveExactGradients() {
    Tensor x = leaf(1, 2, 3);
    Tensor y = leaf(4, 5, 6);
    List<Tensor> out = Autograd.apply(new ProductAndSum(), List.of(x.mul(2), y.mul(3)));
    out.get(0).mul(10).add(out.get(1)).sum().backward();
    // d/dx 10*2x*3y + 2x + 3y
    assertThat(x.grad().toFloatArray()).containsExactly(242, 302, 362);
    assertThat(y.grad().toFloatArray()).containsExactly(63, 123, 183);
  }

  @Test
  void leavesViewsAndResultsMayBeInputs() {
    Tensor x = leaf(1, 2, 3, 4);
    Tensor view = x.reshape(2, 2).select(0, 1);
    List<Tensor> out = Autograd.apply(new ProductAndSum(), List.of(view, x.narrow(0, 0, 2)));
    out.get(0).sum().backward();
    assertThat(x.grad().toFloatArray()).containsExactly(3, 4, 1, 2);
  }

  @Test
  void theSameTensorGivenTwiceGetsBothGradients() {
    Tensor x = leaf(3, 4);
    Autograd.apply(new ProductAndSum(), List.of(x, x)).get(0).sum().backward();
    assertThat(x.grad().toFloatArray()).containsExactly(6, 8);
  }

  @Test
  void anOutputWithoutGradientGivesNull() {
    Tensor x = leaf(1, 2);
    Tensor y = leaf(3, 4);
    Autograd.apply(new ProductAndSum(), List.of(x, y)).get(1).sum().backward();
    assertThat(x.grad().toFloatArray()).containsExactly(1, 1);
  }

  @Test
  void inputsThatNeedNoGradientGetNone() {
    Tensor x = leaf(1, 2);
    Tensor constant = Tensor.of(new float[] {3, 4});
    boolean[] inForward = new boolean[2];
    boolean[] inBackward = new boolean[2];
    CustomFunction spy =
        new CustomFunction() {
          @Override
          public String name() {
            return "spy";
          }

          @Override
          public List<Tensor> forward(FunctionContext context, List<Tensor> in) {
            inForward[0] = context.needsInputGrad(0);
            inForward[1] = context.needsInputGrad(1);
            context.save(in.get(1));
            return List.of(in.get(0).mul(in.get(1)));
          }

          @Override
          public List<Tensor> backward(FunctionContext context, List<Tensor> grad) {
            inBackward[0] = context.needsInputGrad(0);
            inBackward[1] = context.needsInputGrad(1);
            // of a wrong shape on purpose: the entry must not be looked at
            return List.of(grad.getFirst().mul(context.saved(0)), Tensor.ones(7));
          }
        };
    Autograd.apply(spy, List.of(x, constant)).getFirst().sum().backward();
    assertThat(inForward).containsExactly(true, false);
    assertThat(inBackward).containsExactly(true, false);
    assertThat(x.grad().toFloatArray()).containsExactly(3, 4);
    assertThat(constant.grad()).isNull();
  }

  @Test
  void gradOfOneInputDoesNotWantTheOther() {
    Tensor x = leaf(1);
    Tensor y = leaf(2);
    List<Boolean> wanted = new ArrayList<>();
    CustomFunction spy =
        new CustomFunction() {
          @Override
          public String name() {
            return "spy";
          }

          @Override
          public List<Tensor> forward(FunctionContext context, List<Tensor> in) {
            return List.of(in.get(0).add(in.get(1)));
          }

          @Override
          public List<Tensor> backward(FunctionContext context, List<Tensor> grad) {
            wanted.add(context.needsInputGrad(0));
            wanted.add(context.needsInputGrad(1));
            return List.of(grad.getFirst(), grad.getFirst());
          }
        };
    Tensor out = Autograd.apply(spy, List.of(x, y)).getFirst();
    Autograd.grad(List.of(out), List.of(y), null, false, false, false);
    assertThat(wanted).containsExactly(false, true);
  }

  @Test
  void withoutRecordingForwardJustRuns() {
    Tensor x = leaf(1, 2);
    int before = GraphLife.tenants();
    Tensor plain = square().apply(Tensor.of(new float[] {3}));
    assertThat(plain.requiresGrad()).isFalse();
    try (var _ = Autograd.noGrad()) {
      assertThat(square().apply(x).requiresGrad()).isFalse();
    }
    assertThat(GraphLife.tenants()).isEqualTo(before);
  }

  @Test
  void aNullGradientIsNone() {
    Tensor x = leaf(1);
    Tensor y = new Unary("blocked", (c, in) -> in.mul(2), (c, g) -> null).apply(x);
    y.sum().backward();
    assertThat(x.grad()).isNull();
  }

  @Test
  void backwardMayUseOperationsAndOtherCustomFunctions() {
    Tensor x = leaf(2, 3);
    Unary cube =
        new Unary(
            "cube",
            (context, in) -> {
              context.save(in);
              // forward nested in forward
              return square().apply(in).mul(in);
            },
            (context, g) -> {
              assertThat(Autograd.isEnabled()).isFalse();
              return square().apply(context.saved(0)).mul(3).mul(g);
            });
    cube.apply(x).sum().backward();
    assertThat(x.grad().toFloatArray()).containsExactly(12, 27);
  }

  @Test
  void backwardMayRunABackwardOfItsOwn() {
    Tensor x = leaf(2, 3);
    Unary cube =
        new Unary(
            "cube",
            (context, in) -> {
              context.save(in);
              return in.pow(3);
            },
            (context, g) -> {
              try (var _ = Autograd.enableGrad()) {
                Tensor inner = context.saved(0).clone().requiresGrad(true);
                Tensor value = square().apply(inner).mul(inner);
                return Autograd.grad(
                        List.of(value), List.of(inner), List.of(g), false, false, false)
                    .getFirst();
              }
            });
    cube.apply(x).sum().backward();
    assertThat(x.grad().toFloatArray()).containsExactly(12, 27);
  }

  @Test
  void retainGraphAllowsASecondBackwardAndOnlyThen() {
    Tensor x = leaf(3);
    Tensor y = square().apply(x);
    y.backward(null, true, false);
    y.backward(null, false, false);
    assertThat(x.grad().item()).isEqualTo(12);
    assertThatThrownBy(() -> y.backward())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("square: backward through the graph a second time")
        .hasMessageContaining("retainGraph");
  }

  @Test
  void aFunctionThatSavedNothingMayRunTwice() {
    Tensor x = leaf(3);
    Tensor y = new Unary("twice", (c, in) -> in.mul(2), (c, g) -> g.mul(2)).apply(x);
    y.backward();
    y.backward();
    assertThat(x.grad().item()).isEqualTo(4);
  }

  @Test
  void theOriginalExceptionComesOut() {
    IllegalStateException own = new IllegalStateException("kernel failed: \u00e4 100 %");
    Tensor y =
        new Unary(
                "failing",
                (c, in) -> in.mul(2),
                (c, g) -> {
                  throw own;
                })
            .apply(leaf(1));
    assertThatThrownBy(() -> y.backward()).isSameAs(own);
    AssertionError error = new AssertionError("an error");
    Tensor x = leaf(1);
    Tensor z =
        new Unary(
                "failing",
                (c, in) -> in.mul(2),
                (c, g) -> {
                  throw error;
                })
            .apply(x);
    assertThatThrownBy(() -> Autograd.grad(List.of(z), List.of(x), null, false, false, false))
        .isSameAs(error);
  }

  @Test
  void theOriginalExceptionComesOutOfNestedBackwards() {
    RuntimeException own = new RuntimeException("deep");
    Unary inner =
        new Unary(
            "inner",
            (c, in) -> in.mul(2),
            (c, g) -> {
              throw own;
            });
    Unary outer =
        new Unary(
            "outer",
            (c, in) -> in.mul(2),
            (c, g) -> {
              try (var _ = Autograd.enableGrad()) {
                inner.apply(leaf(1)).backward();
              }
              return g;
            });
    Tensor y = outer.apply(leaf(1));
    assertThatThrownBy(() -> y.backward()).isSameAs(own);
    // the engine is as good as new
    Tensor x = leaf(3);
    square().apply(x).backward();
    assertThat(x.grad().item()).isEqualTo(6);
  }

  @Test
  void forwardMustNotChangeItsInputs() {
    Unary careless = new Unary("careless", (c, in) -> in.addInPlace(1), (c, g) -> g);
    Tensor middle = leaf(1).mul(1);
    assertThatThrownBy(() -> careless.apply(middle))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("careless: forward changed input 0 in place");
  }

  @Test
  void gradientsOfAnotherShapeOrTypeAreRefused() {
    Tensor x = leaf(1, 2, 3);
    Tensor broadcast =
        new Unary("lazy", (c, in) -> in.mul(2), (c, g) -> Tensor.ones(1)).apply(x).sum();
    assertThatThrownBy(() -> broadcast.backward())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "lazy: expected as gradient of input 0 a float32 tensor of shape (3) on cpu, got a"
                + " float32 tensor of shape (1) on cpu");
    Tensor wide =
        new Unary("wide", (c, in) -> in.mul(2), (c, g) -> g.to(DType.FLOAT64)).apply(x).sum();
    assertThatThrownBy(() -> wide.backward()).hasMessageContaining("got a float64 tensor");
  }

  @Test
  void theNumberOfGradientsIsChecked() {
    CustomFunction short1 =
        new CustomFunction() {
          @Override
          public String name() {
            return "short";
          }

          @Override
          public List<Tensor> forward(FunctionContext context, List<Tensor> in) {
            return List.of(in.get(0).add(in.get(1)));
          }

          @Override
          public List<Tensor> backward(FunctionContext context, List<Tensor> grad) {
            return List.of(grad.getFirst());
          }
        };
    Tensor y = Autograd.apply(short1, List.of(leaf(1), leaf(2))).getFirst();
    assertThatThrownBy(() -> y.backward())
        .hasMessageContaining("short: expected 2 gradients from backward, one per input, got 1");
  }

  @Test
  void integerAndMarkedOutputsNeedNoGradient() {
    List<Integer> arrived = new ArrayList<>();
    CustomFunction three =
        new CustomFunction() {
          @Override
          public String name() {
            return "three";
          }

          @Override
          public List<Tensor> forward(FunctionContext context, List<Tensor> in) {
            context.markNonDifferentiable(1);
            Tensor x = in.getFirst();
            return List.of(x.gt(0), x.sign(), x.mul(5));
          }

          @Override
          public List<Tensor> backward(FunctionContext context, List<Tensor> grad) {
            for (int i = 0; i < grad.size(); i++) {
              if (grad.get(i) != null) {
                arrived.add(i);
              }
            }
            return List.of(grad.get(2).mul(5));
          }
        };
    Tensor x = leaf(-1, 2);
    List<Tensor> out = Autograd.apply(three, List.of(x));
    assertThat(out.stream().map(Tensor::requiresGrad)).containsExactly(false, false, true);
    out.get(2).sum().backward();
    assertThat(arrived).containsExactly(2);
    assertThat(x.grad().toFloatArray()).containsExactly(5, 5);
  }

  @Test
  void anOutputMayBeAnAliasOfAnInput() {
    Tensor x = leaf(1, 2);
    Tensor y = new Unary("identity", (c, in) -> in, (c, g) -> g.mul(7)).apply(x);
    assertThat(y.sameStorage(x)).isTrue();
    assertThat(x.isLeaf()).isTrue();
    y.sum().backward();
    assertThat(x.grad().toFloatArray()).containsExactly(7, 7);
    Tensor z = new Unary("view", (c, in) -> in.reshape(2, 1), (c, g) -> g.reshape(2)).apply(x);
    z.mul(2).sum().backward();
    assertThat(x.grad().toFloatArray()).containsExactly(9, 9);
  }

  @Test
  void oneTensorMayBeTwoOutputs() {
    CustomFunction both =
        new CustomFunction() {
          @Override
          public String name() {
            return "both";
          }

          @Override
          public List<Tensor> forward(FunctionContext context, List<Tensor> in) {
            Tensor y = in.getFirst().mul(2);
            return List.of(y, y);
          }

          @Override
          public List<Tensor> backward(FunctionContext context, List<Tensor> grad) {
            return List.of(grad.get(0).mul(2).add(grad.get(1).mul(200)));
          }
        };
    Tensor x = leaf(1);
    List<Tensor> out = Autograd.apply(both, List.of(x));
    out.get(0).add(out.get(1)).backward();
    assertThat(x.grad().item()).isEqualTo(202);
  }

  @Test
  void aSecondDerivativeIsRefusedByName() {
    Tensor x = leaf(3);
    Tensor first =
        Autograd.grad(List.of(square().apply(x)), List.of(x), null, true, true, false).getFirst();
    assertThat(first.item()).isEqualTo(6);
    assertThat(first.requiresGrad()).isTrue();
    assertThatThrownBy(() -> first.backward())
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("square")
        .hasMessageContaining("second time");
  }

  @Test
  void forwardWithoutOutputsOrWithAWrongMarkIsRefused() {
    CustomFunction none =
        new CustomFunction() {
          @Override
          public String name() {
            return "none";
          }

          @Override
          public List<Tensor> forward(FunctionContext context, List<Tensor> in) {
            return List.of();
          }

          @Override
          public List<Tensor> backward(FunctionContext context, List<Tensor> grad) {
            return Arrays.asList((Tensor) null);
          }
        };
    assertThatThrownBy(() -> Autograd.apply(none, List.of(leaf(1))))
        .hasMessageContaining("none: expected at least 1 outputs");
    Unary marked =
        new Unary(
            "marked",
            (context, in) -> {
              context.markNonDifferentiable(3);
              return in.mul(2);
            },
            (c, g) -> g);
    assertThatThrownBy(() -> marked.apply(leaf(1))).hasMessageContaining("at least 4 outputs");
  }

  @Test
  void theGradientOfAParameterIsNotCopied() {
    Tensor weight = leaf(1, 2);
    long[] made = new long[1];
    new Unary(
            "own",
            (c, in) -> in.mul(2),
            (c, g) -> {
              Tensor gradient = Tensor.ones(2);
              made[0] = gradient.segment().address();
              return gradient;
            })
        .apply(weight)
        .sum()
        .backward();
    assertThat(weight.grad().segment().address()).isEqualTo(made[0]);
  }

  @Test
  void doublePrecisionGradientsMatchFiniteDifferences() {
    Tensor x = Tensor.of(new double[] {0.3, -1.2, 2.5}).requiresGrad(true);
    Tensor y = square().apply(x.sin()).sum();
    y.backward();
    double[] analytic = x.grad().toDoubleArray();
    double[] point = x.detach().toDoubleArray();
    for (int i = 0; i < point.length; i++) {
      double exact = 2 * Math.sin(point[i]) * Math.cos(point[i]);
      assertThat(analytic[i]).isEqualTo(exact, org.assertj.core.api.Assertions.within(1e-12));
    }
  }
}
