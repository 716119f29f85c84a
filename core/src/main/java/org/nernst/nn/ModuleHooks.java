package org.nernst.nn;

import java.util.function.Function;
import org.nernst.tensor.RemovableHandle;

/// The hooks around the computation of a [Module] and around its gradients.
abstract sealed class ModuleHooks extends ModuleStateDict permits ModuleConversions {
  record PreHook(ForwardPreHook hook, boolean withKwargs) {}

  record PostHook(ForwardHook hook, boolean withKwargs, boolean alwaysCall) {}

  final HookList<PreHook> forwardPreHooks = new HookList<>();
  final HookList<PostHook> forwardHooks = new HookList<>();
  final HookList<BackwardPreHook> backwardPreHooks = new HookList<>();
  final HookList<BackwardHook> backwardHooks = new HookList<>();
  final HookList<BackwardHook> legacyBackwardHooks = new HookList<>();

  /// Adds a hook before the computation, after those that are there, without the state.
  ///
  /// @return a handle that removes it
  public RemovableHandle registerForwardPreHook(ForwardPreHook hook) {
    return registerForwardPreHook(hook, false, false);
  }

  /// Adds a hook that runs before the computation and may replace what the module is given.
  ///
  /// @param prepend whether it runs before the hooks that are there already
  /// @param withKwargs whether it sees, and may replace, the state of a [Cell] too
  /// @return a handle that removes it
  public RemovableHandle registerForwardPreHook(
      ForwardPreHook hook, boolean prepend, boolean withKwargs) {
    return forwardPreHooks.add(new PreHook(hook, withKwargs), prepend);
  }

  /// Adds a hook after the computation, after those that are there.
  ///
  /// @return a handle that removes it
  public RemovableHandle registerForwardHook(ForwardHook hook) {
    return registerForwardHook(hook, false, false, false);
  }

  /// Adds a hook that runs after the computation and may replace what the module gives back.
  ///
  /// @param prepend whether it runs before the hooks that are there already
  /// @param withKwargs whether it sees the state that a [Cell] was given (the state that it gives
  ///   back is always seen)
  /// @param alwaysCall whether it runs, with a null output, also when the computation or an earlier
  ///   hook fails; what it throws then is added to that failure as suppressed
  /// @return a handle that removes it
  public RemovableHandle registerForwardHook(
      ForwardHook hook, boolean prepend, boolean withKwargs, boolean alwaysCall) {
    return forwardHooks.add(new PostHook(hook, withKwargs, alwaysCall), prepend);
  }

  /// Adds a hook on the last operation of the computation (legacy: prefer
  /// [#registerFullBackwardHook]).
  ///
  /// It sees the gradients of the inputs of the operation that made the output, which are those of
  /// the module's inputs only if the module is that one operation; and it may replace them.
  ///
  /// @return a handle that removes it
  /// @throws IllegalStateException if the module has full backward hooks
  public RemovableHandle registerBackwardHook(BackwardHook hook) {
    if (!backwardHooks.isEmpty()) {
      throw new IllegalStateException(
          "%s has full backward hooks: a module has either full or legacy ones".formatted(kind()));
    }
    return legacyBackwardHooks.add(hook, false);
  }

  /// Adds a hook before the module's backward pass, after those that are there.
  ///
  /// @return a handle that removes it
  public RemovableHandle registerFullBackwardPreHook(BackwardPreHook hook) {
    return registerFullBackwardPreHook(hook, false);
  }

  /// Adds a hook that runs when the gradients of the outputs are known, and may replace them.
  ///
  /// @param prepend whether it runs before the hooks that are there already
  /// @return a handle that removes it
  public RemovableHandle registerFullBackwardPreHook(BackwardPreHook hook, boolean prepend) {
    return backwardPreHooks.add(hook, prepend);
  }

  /// Adds a hook after the module's backward pass, after those that are there.
  ///
  /// @return a handle that removes it
  public RemovableHandle registerFullBackwardHook(BackwardHook hook) {
    return registerFullBackwardHook(hook, false);
  }

  /// Adds a hook that runs when the gradients of the inputs are known, and may replace them.
  ///
  /// If no input needs a gradient it runs when those of the outputs are known, with null for the
  /// inputs.
  ///
  /// @param prepend whether it runs before the hooks that are there already
  /// @return a handle that removes it
  /// @throws IllegalStateException if the module has legacy backward hooks
  public RemovableHandle registerFullBackwardHook(BackwardHook hook, boolean prepend) {
    if (!legacyBackwardHooks.isEmpty()) {
      throw new IllegalStateException(
          "%s has legacy backward hooks: a module has either full or legacy ones"
              .formatted(kind()));
    }
    return backwardHooks.add(hook, prepend);
  }

  /// Whether calls have to go through [#call].
  public final boolean isHooked() {
    return !(forwardPreHooks.isEmpty()
        && forwardHooks.isEmpty()
        && backwardPreHooks.isEmpty()
        && backwardHooks.isEmpty()
        && legacyBackwardHooks.isEmpty());
  }

  /// Runs the computation with the hooks around it.
  final ForwardOutput call(ForwardInput given, Function<ForwardInput, ForwardOutput> compute) {
    return new HookedCall(self(), given, compute).run();
  }
}
