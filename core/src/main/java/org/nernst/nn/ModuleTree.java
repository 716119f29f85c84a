package org.nernst.nn;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;

/// The tree of a [Module]: registration of parameters, buffers and children, and walks over them.
abstract sealed class ModuleTree permits ModuleStateDict {
  final SequencedMap<String, @Nullable Tensor> ownParameters = new LinkedHashMap<>();
  final SequencedMap<String, @Nullable Tensor> ownBuffers = new LinkedHashMap<>();
  final Set<String> nonPersistent = new LinkedHashSet<>();
  final SequencedMap<String, @Nullable Module> ownModules = new LinkedHashMap<>();

  private @Nullable String fixed;

  final Module self() {
    return (Module) this;
  }

  /// The name by which this kind of module goes in `toString` and error messages.
  String kind() {
    String simple = getClass().getSimpleName();
    return simple.isEmpty() ? "Module" : simple;
  }

  /// Registers a trainable parameter: `requiresGrad` is switched on.
  ///
  /// @param name not empty, without dots, not the name of a buffer or child; naming an existing
  ///   parameter replaces it
  /// @param parameter a floating leaf tensor; null for a parameter that this module doesn't have (a
  ///   layer without bias)
  /// @throws IllegalArgumentException on a bad name, or a tensor that isn't floating or has history
  public void registerParameter(String name, @Nullable Tensor parameter) {
    registerParameter(name, parameter, true);
  }

  /// Registers a parameter, trainable or frozen.
  ///
  /// @param name not empty, without dots, not the name of a buffer or child; naming an existing
  ///   parameter replaces it
  /// @param parameter a leaf tensor; null for a parameter that this module doesn't have
  /// @param requiresGrad whether gradients are wanted for it
  /// @throws IllegalArgumentException on a bad name, a tensor with history, or gradients wanted for
  ///   a dtype that isn't floating
  public void registerParameter(String name, @Nullable Tensor parameter, boolean requiresGrad) {
    checkName("parameter", name, ownParameters);
    checkReplaceable(name, ownParameters.get(name));
    if (parameter != null) {
      if (parameter.hasGradFn()) {
        throw new IllegalArgumentException(
            "expected a leaf tensor as parameter '%s' of %s, got the result of a computation that is being differentiated; register parameter.detach()"
                .formatted(name, kind()));
      }
      if (requiresGrad && !parameter.dtype().isFloating()) {
        throw new IllegalArgumentException(
            "expected a floating dtype for parameter '%s' of %s, got %s"
                .formatted(name, kind(), parameter.dtype()));
      }
      parameter.requiresGrad(requiresGrad);
      Scope.promote(parameter);
    }
    ownParameters.put(name, parameter);
  }

  /// Registers a buffer that is part of the state dict.
  ///
  /// @see #registerBuffer(String, Tensor, boolean)
  public void registerBuffer(String name, @Nullable Tensor buffer) {
    registerBuffer(name, buffer, true);
  }

  /// Registers a tensor that belongs to the module but is not trained.
  ///
  /// The module owns it from here on; naming an existing buffer replaces it and closes the old one.
  ///
  /// @param name not empty, without dots, not the name of a parameter or child
  /// @param buffer null for a buffer without a value yet
  /// @param persistent whether it is part of the state dict
  /// @throws IllegalArgumentException on a bad name
  public void registerBuffer(String name, @Nullable Tensor buffer, boolean persistent) {
    checkName("buffer", name, ownBuffers);
    replaceBuffer(name, buffer);
    if (persistent) {
      nonPersistent.remove(name);
    } else {
      nonPersistent.add(name);
    }
  }

  /// Gives a registered buffer another value, of any shape; the old value is closed.
  ///
  /// @throws IllegalArgumentException if no buffer has this name
  protected final void setBuffer(String name, @Nullable Tensor value) {
    require(ownBuffers, "buffer", name);
    replaceBuffer(name, value);
  }

  /// From here on the registered tensors cannot be replaced.
  ///
  /// @param what they are, for the error
  final void fixTensors(String what) {
    fixed = what;
  }

  private void checkReplaceable(String name, @Nullable Tensor current) {
    if (fixed != null && current != null) {
      throw new IllegalStateException(
          "'%s' is %s: values can be copied into it, it cannot be replaced".formatted(name, fixed));
    }
  }

  final void replaceBuffer(String name, @Nullable Tensor value) {
    checkReplaceable(name, ownBuffers.get(name));
    if (value != null) {
      Scope.promote(value);
    }
    Tensor old = ownBuffers.put(name, value);
    if (old != null && old != value) {
      old.close();
    }
  }

  /// Adds a child; the same as [#addModule].
  ///
  /// @param name not empty, without dots, not the name of a parameter or buffer; naming an existing
  ///   child replaces it
  /// @param module null for a child that this module doesn't have
  /// @throws IllegalArgumentException on a bad name, or if this module lies inside `module`
  public void registerModule(String name, @Nullable Module module) {
    checkName("module", name, ownModules);
    if (module != null && module.modules().contains(self())) {
      throw new IllegalArgumentException(
          "%s cannot be child '%s' of %s: it contains it".formatted(module.kind(), name, kind()));
    }
    ownModules.put(name, module);
  }

  /// Adds a child; the same as [#registerModule].
  public void addModule(String name, @Nullable Module module) {
    registerModule(name, module);
  }

  private void checkName(String what, String name, Map<String, ?> home) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("expected a name for the %s, got \"\"".formatted(what));
    }
    if (name.indexOf('.') >= 0) {
      throw new IllegalArgumentException(
          "expected a %s name without dots, got '%s'".formatted(what, name));
    }
    boolean taken =
        ownParameters.containsKey(name)
            || ownBuffers.containsKey(name)
            || ownModules.containsKey(name);
    if (taken && !home.containsKey(name)) {
      throw new IllegalArgumentException(
          "%s has something else named '%s' already; choose another name for the %s"
              .formatted(kind(), name, what));
    }
  }

  /// Every parameter of the tree, a shared one once.
  public List<Tensor> parameters() {
    return parameters(true);
  }

  /// The parameters.
  ///
  /// @param recurse whether those of the children are listed too
  public List<Tensor> parameters(boolean recurse) {
    return List.copyOf(namedParameters("", recurse, true).values());
  }

  /// Every parameter of the tree by its path ("0.weight"), a shared one once, under its first name.
  public SequencedMap<String, Tensor> namedParameters() {
    return namedParameters("", true, true);
  }

  /// The parameters by path.
  ///
  /// @param prefix put before every name, joined by a dot; "" for none
  /// @param recurse whether those of the children are listed too
  /// @param removeDuplicate whether a shared parameter is listed only under its first name
  public SequencedMap<String, Tensor> namedParameters(
      String prefix, boolean recurse, boolean removeDuplicate) {
    return members(m -> m.ownParameters, prefix, recurse, removeDuplicate);
  }

  /// Every buffer of the tree, persistent or not, a shared one once.
  public List<Tensor> buffers() {
    return buffers(true);
  }

  /// The buffers.
  ///
  /// @param recurse whether those of the children are listed too
  public List<Tensor> buffers(boolean recurse) {
    return List.copyOf(namedBuffers("", recurse, true).values());
  }

  /// Every buffer of the tree by its path, persistent or not.
  public SequencedMap<String, Tensor> namedBuffers() {
    return namedBuffers("", true, true);
  }

  /// The buffers by path.
  ///
  /// @param prefix put before every name, joined by a dot; "" for none
  /// @param recurse whether those of the children are listed too
  /// @param removeDuplicate whether a shared buffer is listed only under its first name
  public SequencedMap<String, Tensor> namedBuffers(
      String prefix, boolean recurse, boolean removeDuplicate) {
    return members(m -> m.ownBuffers, prefix, recurse, removeDuplicate);
  }

  private SequencedMap<String, Tensor> members(
      Function<Module, Map<String, @Nullable Tensor>> own,
      String prefix,
      boolean recurse,
      boolean removeDuplicate) {
    SequencedMap<String, Module> walked = new LinkedHashMap<>();
    if (recurse) {
      walk(new HashSet<>(), prefix, removeDuplicate, walked);
    } else {
      walked.put(prefix, self());
    }
    SequencedMap<String, Tensor> found = new LinkedHashMap<>();
    Set<Object> seen = new HashSet<>();
    walked.forEach(
        (path, module) ->
            own.apply(module)
                .forEach(
                    (name, tensor) -> {
                      if (tensor != null && (!removeDuplicate || seen.add(identity(tensor)))) {
                        found.put(join(path, name), tensor);
                      }
                    }));
    return found;
  }

  /// The direct children, in order of registration, a shared one once.
  public List<Module> children() {
    return List.copyOf(namedChildren().values());
  }

  /// The direct children by name, a shared one under its first name.
  public SequencedMap<String, Module> namedChildren() {
    SequencedMap<String, Module> children = new LinkedHashMap<>();
    Set<Module> seen = new HashSet<>();
    ownModules.forEach(
        (name, module) -> {
          if (module != null && seen.add(module)) {
            children.put(name, module);
          }
        });
    return children;
  }

  /// Every module of the tree: this one first, then its children with theirs, a shared one once.
  public List<Module> modules() {
    return List.copyOf(namedModules().values());
  }

  /// Every module of the tree by its path; this one's is "".
  public SequencedMap<String, Module> namedModules() {
    return namedModules(new HashSet<>(), "", true);
  }

  /// The modules by path.
  ///
  /// @param memo modules to leave out; those that are listed are added to it (if `removeDuplicate`)
  /// @param prefix put before every path, joined by a dot; "" for none
  /// @param removeDuplicate whether a shared module is listed only under its first path
  public SequencedMap<String, Module> namedModules(
      Set<Module> memo, String prefix, boolean removeDuplicate) {
    SequencedMap<String, Module> found = new LinkedHashMap<>();
    walk(memo, prefix, removeDuplicate, found);
    return found;
  }

  private void walk(
      Set<Module> memo, String path, boolean removeDuplicate, SequencedMap<String, Module> found) {
    if (memo.contains(self())) {
      return;
    }
    if (removeDuplicate) {
      memo.add(self());
    }
    found.put(path, self());
    ownModules.forEach(
        (name, module) -> {
          if (module != null) {
            ((ModuleTree) module).walk(memo, join(path, name), removeDuplicate, found);
          }
        });
  }

  /// Calls `action` with every child and its children, and with this module last.
  ///
  /// @return this module
  public Module apply(Consumer<? super Module> action) {
    children().forEach(child -> child.apply(action));
    action.accept(self());
    return self();
  }

  /// The parameter at a dotted path ("0.weight").
  ///
  /// @throws IllegalArgumentException if there is none, naming what there is
  public Tensor getParameter(String path) {
    return lookUp(path, "parameter", m -> m.ownParameters);
  }

  /// The buffer at a dotted path ("1.running_mean").
  ///
  /// @throws IllegalArgumentException if there is none, naming what there is
  public Tensor getBuffer(String path) {
    return lookUp(path, "buffer", m -> m.ownBuffers);
  }

  private Tensor lookUp(
      String path, String what, Function<ModuleTree, Map<String, @Nullable Tensor>> own) {
    int dot = path.lastIndexOf('.');
    ModuleTree owner = dot < 0 ? this : getSubmodule(path.substring(0, dot));
    String name = path.substring(dot + 1);
    Tensor value = owner.require(own.apply(owner), what, name);
    if (value == null) {
      throw new IllegalArgumentException(
          "the %s '%s' of %s is registered without a value".formatted(what, name, owner.kind()));
    }
    return value;
  }

  /// The module at a dotted path ("encoder.0"); this one for "".
  ///
  /// @throws IllegalArgumentException if there is none, naming what there is
  public Module getSubmodule(String path) {
    Module module = self();
    if (path.isEmpty()) {
      return module;
    }
    for (String name : path.split("\\.", -1)) {
      ModuleTree owner = module;
      Module child = owner.require(owner.ownModules, "module", name);
      if (child == null) {
        throw new IllegalArgumentException(
            "the module '%s' of %s is registered without a value".formatted(name, owner.kind()));
      }
      module = child;
    }
    return module;
  }

  /// A parameter of this module itself, null if it was registered as null.
  ///
  /// @throws IllegalArgumentException if none was registered under this name
  protected final @Nullable Tensor parameterOrNull(String name) {
    return require(ownParameters, "parameter", name);
  }

  /// A buffer of this module itself, null if it has no value.
  ///
  /// @throws IllegalArgumentException if none was registered under this name
  protected final @Nullable Tensor bufferOrNull(String name) {
    return require(ownBuffers, "buffer", name);
  }

  private <T> @Nullable T require(Map<String, @Nullable T> own, String what, String name) {
    T value = own.get(name);
    if (value == null && !own.containsKey(name)) {
      throw new IllegalArgumentException(
          "%s has no %s '%s'; it has %s".formatted(kind(), what, name, own.keySet()));
    }
    return value;
  }

  static String join(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  /// What two handles of one libtorch tensor have in common.
  static Object identity(Tensor tensor) {
    return tensor.identity();
  }

  static <T> List<T> readOnly(List<T> list) {
    return Collections.unmodifiableList(new ArrayList<>(list));
  }
}
