package org.nernst.nn;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.nernst.tensor.RemovableHandle;
import org.nernst.tensor.Tensor;

/// The state dict of a [Module]: what of it is written to a file, under PyTorch's keys.
abstract sealed class ModuleStateDict extends ModuleTree permits ModuleHooks {
  static final String EXTRA_STATE = "_extra_state";

  final HookList<StateDictPreHook> stateDictPreHooks = new HookList<>();
  final HookList<StateDictPostHook> stateDictPostHooks = new HookList<>();
  final HookList<LoadStateDictPreHook> loadPreHooks = new HookList<>();
  final HookList<LoadStateDictPostHook> loadPostHooks = new HookList<>();

  /// The parameters and persistent buffers of the tree by key ("0.weight"), as detached aliases:
  /// they share memory with the module.
  public SequencedMap<String, Tensor> stateDict() {
    return stateDict(new LinkedHashMap<>(), "", false);
  }

  /// The parameters and persistent buffers of the tree by key.
  ///
  /// @param prefix put before every key as it is ("net." with its dot)
  /// @param keepVars whether to give the tensors themselves, not detached aliases
  public SequencedMap<String, Tensor> stateDict(String prefix, boolean keepVars) {
    return stateDict(new LinkedHashMap<>(), prefix, keepVars);
  }

  /// Adds the parameters and persistent buffers of the tree to a map.
  ///
  /// A tensor that is shared appears under each of its keys. Each module writes its parameters,
  /// buffers and extra state, then its children.
  ///
  /// @param destination the map to fill
  /// @param prefix put before every key as it is ("net." with its dot)
  /// @param keepVars whether to give the tensors themselves, not detached aliases
  /// @return `destination`
  public SequencedMap<String, Tensor> stateDict(
      SequencedMap<String, Tensor> destination, String prefix, boolean keepVars) {
    stateDictPreHooks.snapshot().forEach(hook -> hook.call(self(), prefix, keepVars));
    ownParameters.forEach((name, t) -> put(destination, prefix + name, t, keepVars));
    ownBuffers.forEach(
        (name, t) -> {
          if (!nonPersistent.contains(name)) {
            put(destination, prefix + name, t, keepVars);
          }
        });
    Tensor extra = getExtraState();
    if (extra != null) {
      destination.put(prefix + EXTRA_STATE, extra);
    }
    ownModules.forEach(
        (name, child) -> {
          if (child != null) {
            child.stateDict(destination, prefix + name + ".", keepVars);
          }
        });
    stateDictPostHooks.snapshot().forEach(hook -> hook.call(self(), destination, prefix));
    return destination;
  }

  private static void put(
      Map<String, Tensor> destination, String key, @Nullable Tensor tensor, boolean keepVars) {
    if (tensor != null) {
      destination.put(key, keepVars ? tensor : tensor.detach());
    }
  }

  /// Copies a state dict into this module; every key must match.
  ///
  /// @see #loadStateDict(Map, boolean, boolean)
  public LoadResult loadStateDict(Map<String, Tensor> stateDict) {
    return loadStateDict(stateDict, true, false);
  }

  /// Copies a state dict into this module.
  ///
  /// @see #loadStateDict(Map, boolean, boolean)
  public LoadResult loadStateDict(Map<String, Tensor> stateDict, boolean strict) {
    return loadStateDict(stateDict, strict, false);
  }

  /// Reads a state dict into this module and its children.
  ///
  /// What matches is read even if the call fails in the end, as in PyTorch. A tensor of one element
  /// fits a scalar. Extra state is read by modules whose [#getExtraState] isn't null.
  ///
  /// @param stateDict tensors by key ("0.weight"); not changed
  /// @param strict whether missing and unexpected keys are an error
  /// @param assign false: values are copied into the module's tensors, which keep dtype and device;
  ///   true: the module takes the given tensors (their memory is shared), only `requiresGrad` stays
  ///   that of the module
  /// @return the keys that found no counterpart
  /// @throws IllegalArgumentException with a list of all missing and unexpected keys (if `strict`)
  ///   and of all tensors whose shape doesn't fit (always)
  public LoadResult loadStateDict(Map<String, Tensor> stateDict, boolean strict, boolean assign) {
    return StateDictLoad.run(self(), stateDict, strict, assign);
  }

  /// What the module wants to keep in the state dict beside parameters and buffers, under the key
  /// `_extra_state`; null for nothing. A module that overrides this overrides [#setExtraState] too.
  ///
  /// @return any value written as a tensor (text as UINT8, say)
  public @Nullable Tensor getExtraState() {
    return null;
  }

  /// Takes back what [#getExtraState] gave.
  ///
  /// @throws IllegalStateException if the module keeps no extra state
  public void setExtraState(Tensor state) {
    throw new IllegalStateException(
        "%s keeps no extra state: it must override getExtraState and setExtraState to take %s"
            .formatted(kind(), Tensor.shapeText(state.shape())));
  }

  /// What this module itself, without its children, remembers from call to call beside its state
  /// dict: its buffers that are not persistent, and whatever a subclass adds. A checkpoint keeps
  /// it, so that a run goes on exactly where it was; see [Modules#transientState].
  ///
  /// @return detached tensors by names without dots; what has no value is left out
  protected SequencedMap<String, Tensor> transientState() {
    SequencedMap<String, Tensor> state = new LinkedHashMap<>();
    ownBuffers.forEach(
        (name, t) -> {
          if (nonPersistent.contains(name)) {
            put(state, name, t, false);
          }
        });
    return state;
  }

  /// Takes back what [#transientState] gave; a subclass that overrides one overrides both.
  ///
  /// @param state tensors by name, copied; a buffer whose name is missing had no value
  /// @throws IllegalArgumentException if this module has no buffer of a name
  protected void loadTransientState(Map<String, Tensor> state) {
    for (String name : state.keySet()) {
      if (!nonPersistent.contains(name)) {
        throw new IllegalArgumentException(
            "%s has no transient state '%s'; it has %s".formatted(kind(), name, nonPersistent));
      }
    }
    for (String name : List.copyOf(nonPersistent)) {
      Tensor loaded = state.get(name);
      Tensor current = ownBuffers.get(name);
      if (loaded != null && current != null && Arrays.equals(current.shape(), loaded.shape())) {
        current.copyFrom(loaded);
      } else {
        replaceBuffer(name, loaded == null ? null : loaded.detach().clone());
      }
    }
  }

  /// Whether a buffer takes a loaded value of another shape, instead of refusing it: a neuron state
  /// that has no shape yet does.
  ///
  /// @param name a persistent buffer of this module
  /// @param loaded the value in the state dict
  protected boolean adoptsBuffer(String name, Tensor loaded) {
    return false;
  }

  /// Adds a hook that runs before this module's part of a state dict is written.
  ///
  /// @return a handle that removes it
  public RemovableHandle registerStateDictPreHook(StateDictPreHook hook) {
    return stateDictPreHooks.add(hook, false);
  }

  /// Adds a hook that runs after this module's part of a state dict was written, and may change it.
  ///
  /// @return a handle that removes it
  public RemovableHandle registerStateDictPostHook(StateDictPostHook hook) {
    return stateDictPostHooks.add(hook, false);
  }

  /// Adds a hook that runs before this module reads a state dict, and may change what it reads.
  ///
  /// @return a handle that removes it
  public RemovableHandle registerLoadStateDictPreHook(LoadStateDictPreHook hook) {
    return loadPreHooks.add(hook, false);
  }

  /// Adds a hook that runs after this module and its children have read a state dict; it may take
  /// keys off the lists of what is missing and unexpected.
  ///
  /// @return a handle that removes it
  public RemovableHandle registerLoadStateDictPostHook(LoadStateDictPostHook hook) {
    return loadPostHooks.add(hook, false);
  }
}
