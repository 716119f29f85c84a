package org.nernst.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nernst.nn.Nets.Scale;
import org.nernst.nn.Nets.Sum;
import org.nernst.nn.Nets.Summing;
import org.nernst.tensor.Autograd;
import org.nernst.tensor.RemovableHandle;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;

class ModuleHooksTest {
  private final List<String> calls = new ArrayList<>();

  private static Tensor x(float... values) {
    return Tensor.of(values).requiresGrad(true);
  }

  private static Tensor gradient(Tensor t) {
    Tensor grad = t.grad();
    assertThat(grad).isNotNull();
    return grad;
  }

  @Test
  void preHooksRunInOrderAndReplaceTheInput() {
    Scale module = new Scale(10);
    module.registerForwardPreHook((m, in) -> ForwardInput.of(in.input().add(1)));
    module.registerForwardPreHook((m, in) -> null);
    RemovableHandle first =
        module.registerForwardPreHook((m, in) -> ForwardInput.of(in.input().mul(2)), true, false);
    assertThat(module.forward(Tensor.scalar(3)).item()).isEqualTo(70);
    first.remove();
    first.remove();
    assertThat(module.forward(Tensor.scalar(3)).item()).isEqualTo(40);
  }

  @Test
  void forwardHooksSeeWhatTheModuleGotAndReplaceTheOutput() {
    Scale module = new Scale(10);
    module.registerForwardPreHook((m, in) -> ForwardInput.of(in.input().add(1)));
    module.registerForwardHook(
        (m, in, out) -> {
          assertThat(m).isSameAs(module);
          calls.add(in.input().item() + " -> " + out.output().item());
          return ForwardOutput.of(out.output().neg());
        });
    module.registerForwardHook(
        (m, in, out) -> {
          calls.add("prepended " + out.output().item());
          return null;
        },
        true,
        false,
        false);
    assertThat(module.forward(Tensor.scalar(3)).item()).isEqualTo(-40);
    assertThat(calls).containsExactly("prepended 40.0", "4.0 -> 40.0");
  }

  @Test
  void aHookThatIsRegisteredTwiceRunsTwiceAndEachHandleRemovesOne() {
    Scale module = new Scale(1);
    ForwardPreHook twice = (m, in) -> ForwardInput.of(in.input().mul(2));
    RemovableHandle a = module.registerForwardPreHook(twice);
    module.registerForwardPreHook(twice);
    assertThat(module.forward(Tensor.scalar(1)).item()).isEqualTo(4);
    a.remove();
    assertThat(module.forward(Tensor.scalar(1)).item()).isEqualTo(2);
  }

  @Test
  void onlyHooksWithKwargsSeeTheStateOfACell() {
    Summing cell = new Summing();
    cell.registerForwardPreHook(
        (m, in) -> {
          calls.add("plain " + in.state());
          return null;
        });
    cell.registerForwardPreHook(
        (m, in) -> {
          Sum given = (Sum) in.state();
          calls.add("kwargs " + (given == null ? null : given.total().item()));
          return new ForwardInput(in.input(), new Sum(Tensor.scalar(100)));
        },
        false,
        true);
    Step<Sum> step = cell.forward(Tensor.scalar(1), new Sum(Tensor.scalar(5)));
    assertThat(step.output().item()).isEqualTo(101);
    assertThat(calls).containsExactly("plain null", "kwargs 5.0");
    assertThat(cell.forward(Tensor.scalar(1)).output().item()).isEqualTo(101);
  }

  @Test
  void forwardHooksSeeAndReplaceTheNewStateOfACell() {
    Summing cell = new Summing();
    cell.registerForwardHook(
        (m, in, out) -> {
          assertThat(in.state()).isNull();
          return ForwardOutput.of(out.output().mul(2));
        });
    cell.registerForwardHook(
        (m, in, out) -> {
          assertThat(((Sum) in.state()).total().item()).isEqualTo(5);
          Sum next = (Sum) out.state();
          return new ForwardOutput(out.output(), next.map(t -> t.add(1000)));
        },
        false,
        true,
        false);
    Step<Sum> step = cell.forward(Tensor.scalar(1), new Sum(Tensor.scalar(5)));
    assertThat(step.output().item()).isEqualTo(12);
    assertThat(step.state().total().item()).isEqualTo(1006);
  }

  @Test
  void refusesStatesFromHooksThatMayNotGiveThem() {
    Scale layer = new Scale(1);
    Sum state = new Sum(Tensor.scalar(0));
    layer.registerForwardHook((m, in, out) -> new ForwardOutput(out.output(), state));
    assertThatIllegalStateException()
        .isThrownBy(() -> layer.forward(Tensor.scalar(1)))
        .withMessageContaining("the module has none");
    Summing cell = new Summing();
    RemovableHandle bad =
        cell.registerForwardPreHook((m, in) -> new ForwardInput(in.input(), state));
    assertThatIllegalStateException()
        .isThrownBy(() -> cell.forward(Tensor.scalar(1)))
        .withMessageContaining("without withKwargs");
    bad.remove();
    cell.registerForwardHook(
        (m, in, out) -> new ForwardOutput(out.output(), new SequentialState(List.of())));
    assertThatIllegalStateException()
        .isThrownBy(() -> cell.forward(Tensor.scalar(1)))
        .withMessageContaining("SequentialState, expected Sum");
  }

  @Test
  void hooksThatAreAlwaysCalledRunWhenTheComputationFails() {
    Layer failing =
        Module.of(
            x -> {
              throw new IllegalArgumentException("no");
            });
    failing.registerForwardHook(
        (m, in, out) -> {
          calls.add("plain");
          return null;
        });
    failing.registerForwardHook(
        (m, in, out) -> {
          calls.add("always " + in.input().item() + " " + out);
          throw new IllegalStateException("hook failed too");
        },
        false,
        false,
        true);
    assertThatThrownBy(() -> failing.forward(Tensor.scalar(2)))
        .hasMessage("no")
        .satisfies(e -> assertThat(e.getSuppressed()[0]).hasMessage("hook failed too"));
    assertThat(calls).containsExactly("always 2.0 null");
  }

  @Test
  void anAlwaysCalledHookRunsOnceWhenALaterHookFails() {
    Scale module = new Scale(1);
    module.registerForwardHook(
        (m, in, out) -> {
          calls.add("always");
          return null;
        },
        false,
        false,
        true);
    module.registerForwardHook(
        (m, in, out) -> {
          throw new IllegalStateException("later");
        });
    assertThatThrownBy(() -> module.forward(Tensor.scalar(2))).hasMessage("later");
    assertThat(calls).containsExactly("always");
  }

  @Test
  void fullBackwardHooksSeeAndReplaceGradients() {
    Scale module = new Scale(3);
    module.registerFullBackwardPreHook(
        (m, out) -> {
          calls.add("pre " + out.getFirst().item());
          return List.of(out.getFirst().mul(10));
        });
    module.registerFullBackwardHook(
        (m, in, out) -> {
          calls.add("hook " + in.getFirst().item() + " " + out.getFirst().item());
          return List.of(in.getFirst().add(1));
        });
    Tensor x = x(2);
    module.forward(x).mul(5).sum().backward();
    assertThat(calls).containsExactly("pre 5.0", "hook 150.0 50.0");
    assertThat(gradient(x).item()).isEqualTo(151);
    assertThat(gradient(module.getParameter("scale")).item()).isEqualTo(100);
  }

  @Test
  void backwardHooksRunInOrderAndCanBePrependedAndRemoved() {
    Scale module = new Scale(1);
    RemovableHandle last =
        module.registerFullBackwardHook((m, in, out) -> List.of(in.getFirst().add(1)));
    module.registerFullBackwardHook((m, in, out) -> List.of(in.getFirst().mul(3)), true);
    Tensor x = x(1);
    module.forward(x).sum().backward();
    assertThat(gradient(x).item()).isEqualTo(4);
    last.remove();
    Tensor y = x(1);
    module.forward(y).sum().backward();
    assertThat(gradient(y).item()).isEqualTo(3);
  }

  @Test
  void withoutAnInputThatNeedsAGradientTheHookGetsNull() {
    Scale module = new Scale(3);
    module.registerFullBackwardHook(
        (m, in, out) -> {
          calls.add(in + " " + out.getFirst().item());
          return null;
        });
    module.forward(Tensor.scalar(2)).mul(7).backward();
    assertThat(calls).containsExactly("[null] 7.0");
    assertThat(gradient(module.getParameter("scale")).item()).isEqualTo(14);
  }

  @Test
  void backwardHooksSeeTheStatesOfACell() {
    Summing cell = new Summing();
    cell.registerFullBackwardHook(
        (m, in, out) -> {
          calls.add(in.size() + " inputs, " + out.get(0).item() + " " + out.get(1).item());
          return null;
        });
    Tensor x = x(2);
    Sum state = new Sum(x(1));
    Step<Sum> step = cell.forward(x, state);
    step.output().mul(2).add(step.state().total().mul(5)).sum().backward();
    assertThat(calls).containsExactly("2 inputs, 2.0 5.0");
    assertThat(gradient(x).item()).isEqualTo(7);
    assertThat(gradient(state.total()).item()).isEqualTo(7);
  }

  @Test
  void aModuleThatIsCalledTwiceInOneGraphRunsItsHooksPerCall() {
    Scale module = new Scale(3);
    module.registerFullBackwardHook(
        (m, in, out) -> {
          calls.add(out.getFirst().item() + " -> " + in.getFirst().item());
          return null;
        });
    Tensor x = x(1);
    module.forward(module.forward(x)).sum().backward();
    assertThat(calls).containsExactly("1.0 -> 3.0", "3.0 -> 9.0");
  }

  @Test
  void aRetainedGraphRunsItsHooksInEveryBackwardPass() {
    Scale module = new Scale(3);
    module.registerFullBackwardHook(
        (m, in, out) -> {
          calls.add(out.getFirst().item() + " -> " + in.getFirst().item());
          return null;
        });
    Tensor x = x(1);
    Tensor y = module.forward(x).sum();
    y.backward(null, true, false);
    y.backward(Tensor.scalar(2), false, false);
    assertThat(calls).containsExactly("1.0 -> 3.0", "2.0 -> 6.0");
    assertThat(gradient(x).item()).isEqualTo(9);
  }

  @Test
  void aGradientThatIsPromotedOutlivesTheHook() {
    Scale module = new Scale(3);
    List<Tensor> kept = new ArrayList<>();
    module.registerFullBackwardHook(
        (m, in, out) -> {
          Scope.promote(in.getFirst());
          kept.add(in.getFirst());
          return null;
        });
    module.forward(x(1)).sum().backward();
    assertThat(kept.getFirst().item()).isEqualTo(3);
  }

  @Test
  void gradientsOfHooksMustFit() {
    Scale module = new Scale(3);
    RemovableHandle wrong =
        module.registerFullBackwardHook((m, in, out) -> List.of(Tensor.zeros(7)));
    assertThatThrownBy(() -> module.forward(x(1)).sum().backward())
        .hasStackTraceContaining("expected shape (1) for entry 0 of gradInput, got (7)");
    wrong.remove();
    module.registerFullBackwardPreHook((m, out) -> List.of());
    assertThatThrownBy(() -> module.forward(x(1)).sum().backward())
        .hasStackTraceContaining("expected 1 entries of gradOutput, got 0");
  }

  @Test
  void backwardHooksCostNothingWithoutGradients() {
    Scale module = new Scale(3);
    module.registerFullBackwardHook(
        (m, in, out) -> {
          throw new AssertionError("no backward pass");
        });
    try (var off = Autograd.noGrad()) {
      assertThat(off).isNotNull();
      assertThat(module.forward(x(2)).requiresGrad()).isFalse();
    }
  }

  @Test
  void gradientsSurviveTheScopesBetweenTheHooks() {
    Sequential module = new Sequential(new Scale(3), new Scale(2));
    List<Double> seen = new ArrayList<>();
    module.registerFullBackwardHook(
        (m, in, out) -> {
          seen.add(out.getFirst().item());
          return null;
        });
    try (Scope scope = Scope.open()) {
      Tensor x = scope.keep(x(1));
      module.forward(x).output().sum().backward();
      System.gc();
      assertThat(gradient(x).item()).isEqualTo(6);
    }
    assertThat(seen).containsExactly(1.0);
  }

  @Test
  void legacyHooksSeeTheLastOperationOnly() {
    Layer module = Module.of(x -> x.mul(3).mul(2));
    RemovableHandle handle =
        module.registerBackwardHook(
            (m, in, out) -> {
              calls.add(in.getFirst().item() + " " + out.getFirst().item());
              List<Tensor> replaced = new ArrayList<>(in);
              replaced.set(0, in.getFirst().mul(10));
              return replaced;
            });
    Tensor x = x(1);
    module.forward(x).sum().backward();
    assertThat(calls).containsExactly("2.0 1.0");
    assertThat(gradient(x).item()).isEqualTo(60);
    handle.remove();
    Tensor y = x(1);
    module.forward(y).sum().backward();
    assertThat(gradient(y).item()).isEqualTo(6);
  }

  @Test
  void aModuleHasEitherLegacyOrFullBackwardHooks() {
    Scale module = new Scale(1);
    RemovableHandle legacy = module.registerBackwardHook((m, in, out) -> null);
    assertThatIllegalStateException()
        .isThrownBy(() -> module.registerFullBackwardHook((m, in, out) -> null));
    legacy.remove();
    module.registerFullBackwardHook((m, in, out) -> null);
    assertThatIllegalStateException()
        .isThrownBy(() -> module.registerBackwardHook((m, in, out) -> null))
        .withMessageContaining("either full or legacy");
  }

  @Test
  void hooksOfChildrenRunInsideASequential() {
    Sequential net = new Sequential(new Scale(2), new Scale(3));
    net.get(1)
        .registerForwardHook(
            (m, in, out) -> {
              calls.add(in.input().item() + " " + out.output().item());
              return null;
            });
    net.forward(Tensor.scalar(1));
    assertThat(calls).containsExactly("2.0 6.0");
  }
}
