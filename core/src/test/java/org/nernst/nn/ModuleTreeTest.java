package org.nernst.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.nernst.nn.Nets.Bare;
import org.nernst.nn.Nets.Scale;
import org.nernst.tensor.DType;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;

class ModuleTreeTest {
  private final Bare module = new Bare();

  @Test
  void registeredParametersRequireGradientsUnlessFrozen() {
    module.registerParameter("w", Tensor.zeros(2));
    module.registerParameter("frozen", Tensor.zeros(2), false);
    assertThat(module.getParameter("w").requiresGrad()).isTrue();
    assertThat(module.getParameter("frozen").requiresGrad()).isFalse();
    assertThat(module.namedParameters()).containsOnlyKeys("w", "frozen");
  }

  @Test
  void refusesEmptyDottedAndTakenNames() {
    module.registerParameter("w", Tensor.zeros(1));
    module.registerBuffer("b", Tensor.zeros(1));
    module.registerModule("m", new Bare());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> module.registerParameter("", Tensor.zeros(1)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> module.registerBuffer("a.b", Tensor.zeros(1)))
        .withMessageContaining("without dots, got 'a.b'");
    assertThatIllegalArgumentException().isThrownBy(() -> module.registerModule("", new Bare()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> module.registerParameter("b", Tensor.zeros(1)))
        .withMessageContaining("something else named 'b'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> module.registerBuffer("m", Tensor.zeros(1)));
    assertThatIllegalArgumentException().isThrownBy(() -> module.addModule("w", new Bare()));
  }

  @Test
  void refusesParametersThatAreNoFloatingLeaves() {
    Tensor history = Tensor.ones(2).requiresGrad(true).mul(2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> module.registerParameter("w", history))
        .withMessageContaining("detach()");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> module.registerParameter("w", Tensor.zeros(DType.INT64, 2)))
        .withMessageContaining("floating");
    module.registerParameter("count", Tensor.zeros(DType.INT64, 2), false);
    assertThat(module.getParameter("count").dtype()).isEqualTo(DType.INT64);
  }

  @Test
  void registeringANameAgainReplacesItAndClosesAnOldBuffer() {
    Tensor first = Tensor.zeros(1);
    Tensor second = Tensor.zeros(2);
    module.registerBuffer("b", first);
    module.registerBuffer("b", second, false);
    assertThat(first.isClosed()).isTrue();
    assertThat(module.getBuffer("b")).isSameAs(second);
    assertThat(module.stateDict()).isEmpty();
    module.registerBuffer("b", second, true);
    assertThat(second.isClosed()).isFalse();
    assertThat(module.stateDict()).containsOnlyKeys("b");
  }

  @Test
  void registeredTensorsOutliveTheScopeInWhichTheyWereMade() {
    try (Scope scope = Scope.open()) {
      module.registerParameter("w", Tensor.ones(2));
      module.registerBuffer("b", Tensor.ones(3));
      assertThat(scope).isNotNull();
    }
    assertThat(module.getParameter("w").sum().item()).isEqualTo(2);
    assertThat(module.getBuffer("b").sum().item()).isEqualTo(3);
  }

  @Test
  void nullsReserveNamesAndAreNotListed() {
    module.registerParameter("bias", null);
    module.registerBuffer("state", null);
    module.registerModule("child", null);
    assertThat(module.parameters()).isEmpty();
    assertThat(module.buffers()).isEmpty();
    assertThat(module.children()).isEmpty();
    assertThat(module.stateDict()).isEmpty();
    assertThat(module.parameterOrNull("bias")).isNull();
    assertThatIllegalArgumentException().isThrownBy(() -> module.getParameter("bias"));
    assertThatIllegalArgumentException().isThrownBy(() -> module.getSubmodule("child"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> module.registerBuffer("bias", Tensor.zeros(1)));
  }

  @Test
  void listsSharedParametersOnceUnderTheirFirstName() {
    Linear shared = new Linear(2, 2);
    module.registerModule("a", shared);
    module.registerModule("b", shared);
    module.registerParameter("tied", shared.weight());
    assertThat(module.namedParameters().keySet()).containsExactly("tied", "a.bias");
    assertThat(module.namedParameters("", true, false).keySet())
        .containsExactly("tied", "a.weight", "a.bias", "b.weight", "b.bias");
    assertThat(module.parameters()).hasSize(2);
  }

  @Test
  void seesTwoHandlesOfOneTensorAsOne() {
    Tensor w = Tensor.zeros(2).requiresGrad(true);
    w.grad(Tensor.ones(2));
    Tensor one = w.grad();
    Tensor other = w.grad();
    assertThat(one).isNotSameAs(other);
    module.registerBuffer("a", one);
    module.registerBuffer("b", other);
    assertThat(module.namedBuffers()).containsOnlyKeys("a");
  }

  @Test
  void prefixAndRecurseChooseWhatIsListed() {
    module.registerParameter("w", Tensor.zeros(1));
    module.registerBuffer("b", Tensor.zeros(1));
    module.registerModule("child", new BatchNorm1d(3));
    assertThat(module.namedParameters("net", true, true).keySet())
        .containsExactly("net.w", "net.child.weight", "net.child.bias");
    assertThat(module.namedParameters("", false, true)).containsOnlyKeys("w");
    assertThat(module.parameters(false)).hasSize(1);
    assertThat(module.namedBuffers("net", false, true)).containsOnlyKeys("net.b");
    assertThat(module.buffers()).hasSize(4);
    assertThat(module.buffers(false)).hasSize(1);
  }

  @Test
  void namedModulesWalksInPreOrderWithMemoAndDuplicates() {
    Identity leaf = new Identity();
    Sequential inner = new Sequential(leaf);
    module.registerModule("x", inner);
    module.registerModule("y", inner);
    assertThat(module.namedModules().keySet()).containsExactly("", "x", "x.0");
    assertThat(module.modules()).containsExactly(module, inner, leaf);
    assertThat(module.namedModules(new HashSet<>(), "net", false).keySet())
        .containsExactly("net", "net.x", "net.x.0", "net.y", "net.y.0");
    Set<Module> memo = new HashSet<>(List.of(inner));
    assertThat(module.namedModules(memo, "", true).keySet()).containsExactly("");
    assertThat(memo).containsExactlyInAnyOrder(inner, module);
    assertThat(module.namedChildren().keySet()).containsExactly("x");
    assertThat(module.children()).containsExactly(inner);
  }

  @Test
  void applyVisitsChildrenFirst() {
    Scale a = new Scale(1);
    Sequential b = new Sequential(new Scale(2));
    module.registerModule("a", a);
    module.registerModule("b", b);
    List<Module> visited = new ArrayList<>();
    assertThat(module.apply(visited::add)).isSameAs(module);
    assertThat(visited).containsExactly(a, b.get(0), b, module);
  }

  @Test
  void findsByPathAndSaysWhatThereIsWhenItFails() {
    Linear linear = new Linear(2, 3);
    module.registerModule("net", new Sequential(linear, new BatchNorm1d(3)));
    assertThat(module.getSubmodule("")).isSameAs(module);
    assertThat(module.getSubmodule("net.0")).isSameAs(linear);
    assertThat(module.getParameter("net.0.weight")).isSameAs(linear.weight());
    assertThat(module.getBuffer("net.1.running_mean").shape()).containsExactly(3);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> module.getSubmodule("net.7"))
        .withMessage("Sequential has no module '7'; it has [0, 1]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> module.getParameter("net.0.wieght"))
        .withMessage("Linear has no parameter 'wieght'; it has [weight, bias]");
    assertThatIllegalArgumentException().isThrownBy(() -> module.getBuffer("net.0.weight"));
  }

  @Test
  void refusesATreeThatContainsItself() {
    Bare child = new Bare();
    module.registerModule("child", child);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> child.registerModule("parent", module))
        .withMessageContaining("contains it");
  }
}
