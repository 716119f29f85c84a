package org.nernst.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.nernst.tensor.Functions.leaf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class GradientHooksTest {
  @Test
  void aHookSeesAndReplacesTheGradientOfAResult() throws InterruptedException {
    Tensor x = leaf(1, 2);
    Tensor y = x.mul(3);
    List<float[]> seen = new ArrayList<>();
    y.registerHook(
        g -> {
          seen.add(g.toFloatArray());
          return g.mul(10);
        });
    System.gc();
    Thread.sleep(20);
    y.mul(y).sum().backward();
    assertThat(seen).hasSize(1);
    assertThat(seen.getFirst()).containsExactly(6, 12);
    assertThat(x.grad().toFloatArray()).containsExactly(180, 360);
  }

  @Test
  void nullLeavesTheGradientAsItIs() {
    Tensor x = leaf(1, 2);
    x.registerHook(g -> null);
    x.mul(3).sum().backward();
    assertThat(x.grad().toFloatArray()).containsExactly(3, 3);
  }

  @Test
  void aHookOnALeafLivesAsLongAsTheLeaf() throws InterruptedException {
    Tensor x = leaf(1, 2);
    RemovableHandle first = x.registerHook(g -> g.mul(2));
    x.registerHook(g -> g.add(1));
    for (int i = 0; i < 2; i++) {
      System.gc();
      Thread.sleep(20);
      x.zeroGrad();
      x.mul(3).sum().backward();
      assertThat(x.grad().toFloatArray()).containsExactly(7, 7);
    }
    first.remove();
    x.zeroGrad();
    x.mul(3).sum().backward();
    assertThat(x.grad().toFloatArray()).containsExactly(4, 4);
  }

  @Test
  void gradAppliesTheHooksOfLeavesAndOfResults() {
    Tensor x = leaf(1, 2);
    x.registerHook(g -> g.mul(100));
    Tensor y = x.mul(3);
    y.registerHook(g -> g.mul(10));
    Tensor gradient =
        Autograd.grad(List.of(y.sum()), List.of(x), null, false, false, false).getFirst();
    assertThat(gradient.toFloatArray()).containsExactly(3000, 3000);
  }

  @Test
  void theHookOfOneResultOfSeveralSeesItsOwnGradient() {
    Tensor x = leaf(1, 2, 3);
    List<Tensor> rows = x.mul(1).unbind(0);
    rows.get(1).registerHook(g -> g.mul(5));
    rows.get(0).add(rows.get(1)).add(rows.get(2)).backward();
    assertThat(x.grad().toFloatArray()).containsExactly(1, 5, 1);
  }

  @Test
  void theOriginalExceptionOfAHookComesOut() {
    IllegalStateException own = new IllegalStateException("from the hook");
    Tensor y = leaf(1).mul(2);
    y.registerHook(
        g -> {
          throw own;
        });
    assertThatThrownBy(() -> y.backward()).isSameAs(own);
  }

  @Test
  void aReplacementOfAnotherShapeIsRefused() {
    Tensor y = leaf(1, 2).mul(2);
    y.registerHook(g -> Tensor.ones(3));
    assertThatThrownBy(() -> y.sum().backward())
        .hasMessageContaining("expected a float32 gradient of shape (2), got float32 (3)");
  }

  @Test
  void onlyTensorsWithGradientsHaveHooks() {
    assertThatThrownBy(() -> Tensor.ones(2).registerHook(g -> g))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("requires grad");
    assertThatThrownBy(() -> Autograd.registerNodeHook(leaf(1), (in, out) -> null))
        .hasMessageContaining("got a leaf");
  }

  @Test
  void aNodeHookSeesBothSidesAndReplaces() {
    Tensor x = leaf(2);
    Tensor y = leaf(5);
    Tensor product = x.mul(y);
    List<Integer> sizes = new ArrayList<>();
    RemovableHandle handle =
        Autograd.registerNodeHook(
            product,
            (in, out) -> {
              sizes.add(in.size());
              sizes.add(out.size());
              return Arrays.asList(in.get(0).add(out.get(0).mul(100)), null);
            });
    product.backward(null, true, false);
    assertThat(sizes).containsExactly(2, 1);
    assertThat(x.grad().item()).isEqualTo(105);
    assertThat(y.grad()).isNull();
    handle.remove();
    product.backward();
    assertThat(x.grad().item()).isEqualTo(110);
    assertThat(y.grad().item()).isEqualTo(2);
  }

  @Test
  void aNodeHookMustGiveAsManyGradients() {
    Tensor product = leaf(2).mul(leaf(3));
    Autograd.registerNodeHook(product, (in, out) -> List.of(in.get(0)));
    assertThatThrownBy(() -> product.backward())
        .hasMessageContaining("node hook: expected 2 gradients, got 1");
  }

  @Test
  void hooksGoWithTheirGraphs() throws InterruptedException {
    Tensor x = leaf(1);
    for (int i = 0; i < 100 && GraphLife.tenants() > 0; i++) {
      System.gc();
      Thread.sleep(20);
    }
    assertThat(GraphLife.tenants()).isZero();
    try (var _ = Scope.open()) {
      x.mul(2).registerHook(g -> g);
      Autograd.registerNodeHook(x.mul(3), (in, out) -> null);
      assertThat(GraphLife.tenants()).isEqualTo(2);
    }
    assertThat(GraphLife.tenants()).isZero();
    try (var _ = Scope.open()) {
      leaf(1).registerHook(g -> g);
      assertThat(GraphLife.tenants()).isEqualTo(1);
    }
    assertThat(GraphLife.tenants()).isZero();
  }
}
