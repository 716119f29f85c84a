package org.nernst.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.nernst.tensor.Functions.leaf;
import static org.nernst.tensor.Functions.square;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nernst.tensor.Functions.Unary;

class FunctionContextTest {
  /// The identity, which tells whether it might have written over what arrived.
  private static final class Overwriter implements CustomFunction {
    private final List<Boolean> answers = new ArrayList<>();

    @Override
    public String name() {
      return "overwriter";
    }

    @Override
    public List<Tensor> forward(FunctionContext context, List<Tensor> inputs) {
      return List.of(inputs.get(0));
    }

    @Override
    public List<Tensor> backward(FunctionContext context, List<Tensor> gradOutputs) {
      answers.add(context.mayOverwrite(gradOutputs.get(0)));
      return gradOutputs;
    }

    Tensor of(Tensor x) {
      return Autograd.apply(this, List.of(x)).get(0);
    }
  }

  @Test
  void aGradientMadeByTheGraphMayBeWrittenOver() {
    Overwriter overwriter = new Overwriter();
    overwriter.of(leaf(1, 2)).mul(3).backward(Tensor.ones(2));
    overwriter.of(leaf(1, 2)).square().sum().backward();
    overwriter.of(leaf(1, 2, 3, 4)).view(2, 2).mul(3).backward(Tensor.ones(2, 2));
    assertThat(overwriter.answers).containsExactly(true, true, true);
  }

  @Test
  void aGradientThatSomebodyElseSeesMustNotBeWrittenOver() {
    Overwriter overwriter = new Overwriter();
    overwriter.of(leaf(1, 2)).backward(Tensor.ones(2));

    Tensor x = leaf(1, 2);
    overwriter.of(x).add(x.mul(2)).backward(Tensor.ones(2));
    overwriter.of(leaf(1, 2, 3, 4)).view(2, 2).backward(Tensor.ones(2, 2));
    assertThat(overwriter.answers).hasSize(3).containsOnly(false);
  }

  @Test
  void nothingIsWrittenOverWhereTheBackwardPassIsDifferentiable() {
    Overwriter overwriter = new Overwriter();
    Tensor x = leaf(1, 2);
    Autograd.grad(List.of(overwriter.of(x).mul(3).sum()), List.of(x), null, false, true, false);
    assertThat(overwriter.answers).containsExactly(false);
  }

  @Test
  void aDiscardedTensorIsFreedUnlessTheGraphIsRetained() {
    List<Boolean> readAgain = new ArrayList<>();
    Unary square =
        new Unary(
            "square",
            (context, x) -> {
              context.save(x);
              return x.square();
            },
            (context, g) -> {
              Tensor x = context.saved(0);
              Tensor gradient = g.mul(x).mul(2);
              context.discard(x);
              assertThat(x.isClosed()).isTrue();
              try {
                readAgain.add(context.saved(0).numel() == 2);
              } catch (IllegalStateException e) {
                assertThat(e).hasMessage("square: saved tensor 0 was discarded by this backward");
                readAgain.add(false);
              }
              return gradient;
            });
    Tensor x = leaf(1, 2);
    Tensor y = square.apply(x).sum();
    y.backward(null, true, false);
    y.backward();
    assertThat(readAgain).containsExactly(true, false);
    assertThat(x.grad().toFloatArray()).containsExactly(4, 8);
  }

  @Test
  void aSavedTensorChangedInPlaceIsRefused() {
    Tensor x = leaf(1, 2);
    Tensor middle = x.mul(1);
    Tensor y = square().apply(middle).sum();
    try (var _ = Autograd.noGrad()) {
      middle.addInPlace(1);
    }
    assertThatThrownBy(() -> y.backward())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("square: saved tensor 0 of shape (2) was changed in place");
  }

  @Test
  void aSavedOutputChangedInPlaceIsRefused() {
    Unary exp =
        new Unary(
            "exp",
            (context, in) -> {
              Tensor out = in.exp();
              context.save(out);
              return out;
            },
            (context, g) -> g.mul(context.saved(0)));
    Tensor x = leaf(0);
    Tensor y = exp.apply(x);
    y.backward(null, true, false);
    assertThat(x.grad().item()).isEqualTo(1);
    y.mulInPlace(2);
    assertThatThrownBy(() -> y.backward()).hasMessageContaining("exp: saved tensor 0");
  }

  @Test
  void objectsOfForwardReachBackward() {
    Tensor x = leaf(1);
    Unary scaled =
        new Unary(
            "scaled",
            (context, in) -> {
              context.put("factor", 4.0);
              return in.mul(4.0);
            },
            (context, g) -> {
              assertThatThrownBy(() -> context.get("factor", String.class))
                  .hasMessage(
                      "scaled: expected 'factor' of String, got Double; there are [factor]");
              return g.mul(context.get("factor", Double.class));
            });
    Tensor y = scaled.apply(x);
    y.backward();
    assertThat(x.grad().item()).isEqualTo(4);
    assertThatThrownBy(() -> y.backward()).hasMessageContaining("second time");
  }

  @Test
  void theContextIsForOneCall() {
    Tensor x = leaf(1);
    FunctionContext[] leaked = new FunctionContext[1];
    Tensor y =
        new Unary(
                "leaky",
                (context, in) -> {
                  leaked[0] = context;
                  assertThatThrownBy(() -> context.put("tensor", in)).hasMessageContaining("save");
                  assertThatThrownBy(() -> context.saved(0)).hasMessageContaining("forward");
                  assertThatThrownBy(() -> context.outputShape(0)).hasMessageContaining("forward");
                  assertThatThrownBy(() -> context.needsInputGrad(1))
                      .hasMessageContaining("expected one of 1 inputs, got 1");
                  context.save(in);
                  return in.mul(2);
                },
                (context, g) -> {
                  assertThatThrownBy(() -> context.saved(1))
                      .hasMessageContaining("one of 1 saved tensors, got 1");
                  assertThatThrownBy(() -> context.save(g)).hasMessageContaining("forward");
                  assertThatThrownBy(() -> context.outputShape(1)).hasMessageContaining("outputs");
                  return g;
                })
            .apply(x);
    assertThatThrownBy(() -> leaked[0].save(x)).isInstanceOf(IllegalStateException.class);
    y.backward();
    assertThat(x.grad().item()).isEqualTo(1);
  }
}
