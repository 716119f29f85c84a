package org.nernst.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class ScopeTest {

  @Test
  void closesWhatWasMadeInside() {
    Tensor before = Tensor.ones(2);
    Tensor inside;
    try (var _ = Scope.open()) {
      inside = before.add(1);
    }
    assertThat(inside.isClosed()).isTrue();
    assertThat(before.isClosed()).isFalse();
    assertThatThrownBy(() -> inside.add(before))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("tensor was closed with its scope");
    assertThatThrownBy(() -> before.add(inside)).isInstanceOf(IllegalStateException.class);
    assertThat(inside).hasToString("tensor(closed)");
  }

  @Test
  void aTensorClosedByHandSaysSo() {
    Tensor t = Tensor.ones(1);
    t.close();
    t.close();
    assertThatThrownBy(t::shape)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("tensor was closed");
  }

  @Test
  void keepMovesToTheEnclosingScopeOnly() {
    Tensor kept;
    try (var outer = Scope.open()) {
      try (var inner = Scope.open()) {
        kept = inner.keep(Tensor.ones(3));
      }
      assertThat(kept.sum().item()).isEqualTo(3);
      assertThat(kept.owner()).isSameAs(outer);
    }
    assertThat(kept.isClosed()).isTrue();
  }

  @Test
  void keepInTheOuterMovesATensorOfTheInnerOut() {
    Tensor kept;
    try (var outer = Scope.open()) {
      try (var _ = Scope.open()) {
        kept = outer.keep(Tensor.ones(3));
      }
    }
    assertThat(kept.isClosed()).isFalse();
    assertThat(kept.owner()).isNull();
  }

  @Test
  void keepLeavesWhatLivesLongerWhereItIs() {
    Tensor free = Tensor.ones(1);
    try (var outer = Scope.open()) {
      Tensor ofOuter = Tensor.ones(1);
      try (var inner = Scope.open()) {
        inner.keep(ofOuter);
        inner.keep(free);
      }
      assertThat(ofOuter.owner()).isSameAs(outer);
      assertThat(free.owner()).isNull();
    }
  }

  private record Pair(Tensor a, Tensor b) implements TensorGroup {
    @Override
    public List<Tensor> tensors() {
      return List.of(a, b);
    }
  }

  @Test
  void keepsGroupsAndLists() {
    Pair pair;
    List<Tensor> list;
    try (var scope = Scope.open()) {
      pair = scope.keep(new Pair(Tensor.ones(1), Tensor.zeros(1)));
      list = scope.keep(Tensor.ones(2, 2).unbind(0));
    }
    assertThat(pair.a().item() + pair.b().item()).isEqualTo(1);
    assertThat(list).allMatch(t -> !t.isClosed());
  }

  @Test
  void promotedTensorsBelongToTheirHolder() {
    Tensor promoted;
    try (var _ = Scope.open()) {
      try (var _ = Scope.open()) {
        promoted = Tensor.ones(4);
        Scope.promote(promoted);
        Scope.promote(promoted);
      }
    }
    assertThat(promoted.sum().item()).isEqualTo(4);
    promoted.close();
    assertThat(promoted.isClosed()).isTrue();
  }

  @Test
  void viewsKeepTheirStorage() {
    Tensor view;
    try (var scope = Scope.open()) {
      view = scope.keep(Tensor.arange(6).reshape(2, 3).select(0, 1));
    }
    assertThat(view.toLongArray()).containsExactly(3, 4, 5);
  }

  @Test
  void aGraphOutlivesTheTensorsThatItCameFrom() {
    Tensor w = Tensor.of(new float[] {3}).requiresGrad(true);
    Tensor loss;
    try (var scope = Scope.open()) {
      loss = scope.keep(w.square().mul(2.0).sum());
    }
    loss.backward();
    assertThat(w.grad().item()).isEqualTo(12);
  }

  @Test
  void manyTensorsAreKeptOneByOneInLinearTime() {
    int n = 20_000;
    try (var outer = Scope.open()) {
      try (var inner = Scope.open()) {
        Tensor base = Tensor.ones(1);
        List<Tensor> views = java.util.stream.Stream.generate(base::detach).limit(n).toList();
        inner.keep(views);
        assertThat(views).allMatch(v -> v.owner() == outer);
        // Closed one by one, they leave the scope's books: the slots are used again.
        views.forEach(Tensor::close);
        for (int i = 0; i < n; i++) {
          base.detach().close();
        }
      }
    }
  }

  @Test
  void closingTheOuterClosesWhatWasLeftOpenInside() {
    Scope outer = Scope.open();
    Scope inner = Scope.open();
    Tensor t = Tensor.ones(1);
    outer.close();
    assertThat(t.isClosed()).isTrue();
    assertThat(Scope.innermost()).isNull();
    inner.close();
    assertThatThrownBy(() -> inner.keep(Tensor.ones(1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the scope is closed");
  }

  @Test
  void anotherThreadHasScopesOfItsOwn() throws InterruptedException, ExecutionException {
    try (var executor = Executors.newSingleThreadExecutor();
        var scope = Scope.open()) {
      Tensor made = executor.submit(() -> Tensor.ones(2)).get();
      assertThat(made.owner()).isNull();
      Tensor mine = Tensor.ones(1);
      assertThatThrownBy(() -> executor.submit(() -> scope.keep(mine)).get())
          .hasRootCauseInstanceOf(IllegalStateException.class)
          .hasStackTraceContaining("expected the thread that opened the scope");
      assertThatThrownBy(() -> executor.submit(() -> Scope.promote(mine)).get())
          .hasRootCauseInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> executor.submit(scope::close).get())
          .hasRootCauseInstanceOf(IllegalStateException.class);
      // Closing a tensor from another thread is allowed; the scope's close passes over it.
      executor.submit(mine::close).get();
      assertThat(mine.isClosed()).isTrue();
    }
  }

  @Test
  void aPointerScopeOfTheCallersLeavesOurTensorsAlone() {
    Tensor t;
    try (var _ = new org.bytedeco.javacpp.PointerScope()) {
      t = Tensor.ones(3).add(0.123456);
    }
    assertThat(t.mul(0.123456).sum().item()).isGreaterThan(0);
  }
}
