package org.nernst.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nernst.nn.Nets.Scale;
import org.nernst.tensor.RemovableHandle;
import org.nernst.tensor.Tensor;

class HookListTest {
  private final HookList<String> hooks = new HookList<>();

  @Test
  void keepsTheOrderAndPrepends() {
    hooks.add("a", false);
    hooks.add("b", false);
    hooks.add("c", true);
    assertThat(hooks.snapshot()).containsExactly("c", "a", "b");
  }

  @Test
  void aHandleRemovesItsOwnEntryOnce() {
    RemovableHandle first = hooks.add("a", false);
    hooks.add("a", false);
    first.remove();
    first.remove();
    assertThat(hooks.snapshot()).containsExactly("a");
    assertThat(hooks.isEmpty()).isFalse();
  }

  @Test
  void aHookMayRemoveItselfAndOthersWhileItRuns() {
    Scale module = new Scale(1);
    List<RemovableHandle> handles = new ArrayList<>();
    List<String> calls = new ArrayList<>();
    for (String name : List.of("first", "second")) {
      handles.add(
          module.registerForwardPreHook(
              (m, in) -> {
                calls.add(name);
                handles.forEach(RemovableHandle::remove);
                return null;
              }));
    }
    module.forward(Tensor.scalar(1));
    module.forward(Tensor.scalar(1));
    assertThat(calls).containsExactly("first", "second");
    assertThat(module.isHooked()).isFalse();
  }
}
