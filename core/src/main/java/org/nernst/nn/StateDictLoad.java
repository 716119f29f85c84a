package org.nernst.nn;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.nernst.tensor.Autograd;
import org.nernst.tensor.Device;
import org.nernst.tensor.Tensor;

/// One `loadStateDict`: walks the modules, copies or assigns what matches, and collects what
/// doesn't.
final class StateDictLoad {
  private final SequencedMap<String, Tensor> stateDict;
  private final boolean assign;
  private final Set<String> used = new HashSet<>();
  private final List<String> mismatches = new ArrayList<>();
  private final LoadResult result = new LoadResult(new ArrayList<>(), new ArrayList<>());

  private StateDictLoad(Map<String, Tensor> stateDict, boolean assign) {
    this.stateDict = new LinkedHashMap<>(stateDict);
    this.assign = assign;
  }

  static LoadResult run(
      Module root, Map<String, Tensor> stateDict, boolean strict, boolean assign) {
    StateDictLoad load = new StateDictLoad(stateDict, assign);
    try (var _ = Autograd.noGrad()) {
      load.load(root, "");
    }
    load.check(root, strict);
    return new LoadResult(
        List.copyOf(load.result.missingKeys()), List.copyOf(load.result.unexpectedKeys()));
  }

  private void load(Module module, String prefix) {
    module.loadPreHooks.snapshot().forEach(hook -> hook.call(module, stateDict, prefix));
    for (String name : List.copyOf(module.ownParameters.keySet())) {
      Tensor current = module.ownParameters.get(name);
      Tensor loaded = current == null ? null : take(prefix + name);
      if (current != null && loaded != null) {
        loadParameter(module, name, prefix + name, current, loaded);
      }
    }
    for (String name : List.copyOf(module.ownBuffers.keySet())) {
      Tensor current = module.ownBuffers.get(name);
      if (current != null && !module.nonPersistent.contains(name)) {
        Tensor loaded = take(prefix + name);
        if (loaded != null) {
          loadBuffer(module, name, prefix + name, current, loaded);
        }
      }
    }
    if (module.getExtraState() != null) {
      Tensor loaded = take(prefix + ModuleStateDict.EXTRA_STATE);
      if (loaded != null) {
        module.setExtraState(loaded);
      }
    }
    noteUnexpected(module, prefix);
    module.ownModules.forEach(
        (name, child) -> {
          if (child != null) {
            load(child, prefix + name + ".");
          }
        });
    module.loadPostHooks.snapshot().forEach(hook -> hook.call(module, result));
  }

  /// Keys under this module that neither it nor, by their name, one of its children can read.
  private void noteUnexpected(Module module, String prefix) {
    for (String key : stateDict.keySet()) {
      if (key.startsWith(prefix) && !used.contains(key)) {
        int dot = key.indexOf('.', prefix.length());
        boolean ofChild =
            dot >= 0 && module.ownModules.get(key.substring(prefix.length(), dot)) != null;
        if (!ofChild) {
          result.unexpectedKeys().add(key);
        }
      }
    }
  }

  private @Nullable Tensor take(String key) {
    Tensor loaded = stateDict.get(key);
    if (loaded == null) {
      result.missingKeys().add(key);
    } else {
      used.add(key);
    }
    return loaded;
  }

  private void loadParameter(Module module, String name, String key, Tensor current, Tensor given) {
    Tensor loaded = asScalar(current, given);
    if (!Arrays.equals(current.shape(), loaded.shape())) {
      mismatch(key, current, loaded);
    } else if (!assign && (hasNoMemory(key, current) || losesParts(key, current, loaded))) {
      return;
    } else if (assign) {
      module.registerParameter(name, loaded.detach(), current.requiresGrad());
    } else {
      current.copyFrom(loaded);
    }
  }

  private void loadBuffer(Module module, String name, String key, Tensor current, Tensor given) {
    Tensor loaded = asScalar(current, given);
    if (!Arrays.equals(current.shape(), loaded.shape())) {
      if (module.adoptsBuffer(name, loaded)) {
        module.replaceBuffer(name, assign ? loaded.detach() : loaded.detach().clone());
      } else {
        mismatch(key, current, loaded);
      }
    } else if (!assign && (hasNoMemory(key, current) || losesParts(key, current, loaded))) {
      return;
    } else if (assign) {
      module.replaceBuffer(name, loaded.detach());
    } else {
      current.copyFrom(loaded);
    }
  }

  private boolean losesParts(String key, Tensor current, Tensor loaded) {
    boolean lost = loaded.dtype().isComplex() && !current.dtype().isComplex();
    if (lost) {
      mismatches.add(
          "dtype mismatch for %s: expected real numbers for %s, got %s"
              .formatted(key, current.dtype(), loaded.dtype()));
    }
    return lost;
  }

  /// A copy into a tensor on the meta device would silently do nothing.
  private boolean hasNoMemory(String key, Tensor current) {
    boolean meta = current.device().type() == Device.Type.META;
    if (meta) {
      mismatches.add(
          "no memory for %s: the model is on the meta device; toEmpty(...) gives it memory, assign takes the given tensors"
              .formatted(key));
    }
    return meta;
  }

  /// Old checkpoints store a scalar as a tensor of one element.
  private static Tensor asScalar(Tensor current, Tensor loaded) {
    boolean oneElement = loaded.dim() == 1 && loaded.numel() == 1;
    return current.dim() == 0 && oneElement ? loaded.reshape() : loaded;
  }

  private void mismatch(String key, Tensor current, Tensor loaded) {
    mismatches.add(
        "size mismatch for %s: expected shape %s as in the model, got %s from the state dict"
            .formatted(key, Tensor.shapeText(current.shape()), Tensor.shapeText(loaded.shape())));
  }

  private void check(Module root, boolean strict) {
    List<String> errors = new ArrayList<>();
    if (strict && !result.missingKeys().isEmpty()) {
      errors.add("Missing key(s) in state_dict: " + quoted(result.missingKeys()));
    }
    if (strict && !result.unexpectedKeys().isEmpty()) {
      errors.add("Unexpected key(s) in state_dict: " + quoted(result.unexpectedKeys()));
    }
    errors.addAll(mismatches);
    if (!errors.isEmpty()) {
      throw new IllegalArgumentException(
          "Error(s) in loading state_dict for %s:\n\t%s"
              .formatted(root.kind(), String.join("\n\t", errors)));
    }
  }

  private static String quoted(List<String> keys) {
    return keys.stream().map(k -> "\"" + k + "\"").collect(joining(", ", "", "."));
  }
}
