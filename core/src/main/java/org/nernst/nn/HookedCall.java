package org.nernst.nn;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.nernst.nn.ModuleHooks.PostHook;
import org.nernst.nn.ModuleHooks.PreHook;

/// One forward call of a module that has hooks.
final class HookedCall {
  private final Module module;
  private final Function<ForwardInput, ForwardOutput> compute;
  private final List<PostHook> forwardHooks;
  private final Set<PostHook> called = Collections.newSetFromMap(new IdentityHashMap<>());
  private ForwardInput input;

  HookedCall(Module module, ForwardInput given, Function<ForwardInput, ForwardOutput> compute) {
    this.module = module;
    this.input = given;
    this.compute = compute;
    this.forwardHooks = module.forwardHooks.snapshot();
  }

  ForwardOutput run() {
    try {
      return runHooks();
    } catch (RuntimeException | Error failure) {
      callAlwaysHooks(failure);
      throw failure;
    }
  }

  private ForwardOutput runHooks() {
    for (PreHook hook : module.forwardPreHooks.snapshot()) {
      input = merge(hook, hook.hook().call(module, visible(hook.withKwargs())));
    }
    BackwardHooks backward = BackwardHooks.of(module);
    if (backward != null) {
      input = backward.wrapInput(input);
    }
    ForwardOutput output = compute.apply(input);
    for (PostHook hook : forwardHooks) {
      called.add(hook);
      output = merge(output, hook.hook().call(module, visible(hook.withKwargs()), output));
    }
    if (backward != null) {
      output = backward.wrapOutput(output);
    }
    LegacyBackwardHooks.attach(module, output);
    return output;
  }

  private void callAlwaysHooks(Throwable failure) {
    for (PostHook hook : forwardHooks) {
      if (hook.alwaysCall() && called.add(hook)) {
        try {
          hook.hook().call(module, visible(hook.withKwargs()), null);
        } catch (RuntimeException alsoFailed) {
          failure.addSuppressed(alsoFailed);
        }
      }
    }
  }

  private ForwardInput visible(boolean withKwargs) {
    return withKwargs ? input : ForwardInput.of(input.input());
  }

  private ForwardInput merge(PreHook hook, @Nullable ForwardInput returned) {
    if (returned == null) {
      return input;
    }
    if (returned.state() != null && !hook.withKwargs()) {
      throw new IllegalStateException(
          "a forward pre-hook of %s returned a state, but was registered without withKwargs"
              .formatted(module.kind()));
    }
    return new ForwardInput(returned.input(), state("pre-hook", input.state(), returned.state()));
  }

  private ForwardOutput merge(ForwardOutput output, @Nullable ForwardOutput returned) {
    if (returned == null) {
      return output;
    }
    return new ForwardOutput(returned.output(), state("hook", output.state(), returned.state()));
  }

  private @Nullable State<?> state(
      String hook, @Nullable State<?> current, @Nullable State<?> returned) {
    if (returned == null) {
      return current;
    }
    if (!(module instanceof Cell<?>)) {
      throw new IllegalStateException(
          "a forward %s of %s returned a state, but the module has none"
              .formatted(hook, module.kind()));
    }
    if (current != null && current.getClass() != returned.getClass()) {
      throw new IllegalStateException(
          "a forward %s of %s returned a state of type %s, expected %s"
              .formatted(
                  hook,
                  module.kind(),
                  returned.getClass().getSimpleName(),
                  current.getClass().getSimpleName()));
    }
    return returned;
  }
}
