package org.nernst.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.nernst.tensor.Autograd;
import org.nernst.tensor.CustomFunction;
import org.nernst.tensor.FunctionContext;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;

/// The full backward hooks of one forward call: an identity node around the inputs, which sees
/// their gradients, and one around the outputs.
final class BackwardHooks {
  private final Module module;
  private final List<BackwardPreHook> preHooks;
  private final List<BackwardHook> hooks;
  private int inputCount;
  private boolean inputsWrapped;
  private @Nullable List<@Nullable Tensor> gradOutput;

  private BackwardHooks(Module module, List<BackwardPreHook> preHooks, List<BackwardHook> hooks) {
    this.module = module;
    this.preHooks = preHooks;
    this.hooks = hooks;
  }

  /// Null when the module has no such hooks or nothing is being recorded.
  static @Nullable BackwardHooks of(Module module) {
    List<BackwardPreHook> preHooks = module.backwardPreHooks.snapshot();
    List<BackwardHook> hooks = module.backwardHooks.snapshot();
    boolean idle = preHooks.isEmpty() && hooks.isEmpty();
    return idle || !Autograd.isEnabled() ? null : new BackwardHooks(module, preHooks, hooks);
  }

  ForwardInput wrapInput(ForwardInput input) {
    List<Tensor> tensors = flat(input.input(), input.state());
    inputCount = tensors.size();
    inputsWrapped = tensors.stream().anyMatch(Tensor::requiresGrad);
    if (!inputsWrapped) {
      return input;
    }
    List<Tensor> wrapped = wrap(tensors, "inputs", this::backwardInputs);
    return new ForwardInput(wrapped.getFirst(), rebuild(input.state(), wrapped));
  }

  ForwardOutput wrapOutput(ForwardOutput output) {
    List<Tensor> tensors = flat(output.output(), output.state());
    if (tensors.stream().noneMatch(Tensor::requiresGrad)) {
      return output;
    }
    List<Tensor> wrapped = wrap(tensors, "outputs", this::backwardOutputs);
    return new ForwardOutput(wrapped.getFirst(), rebuild(output.state(), wrapped));
  }

  private List<@Nullable Tensor> backwardOutputs(List<@Nullable Tensor> grads) {
    List<@Nullable Tensor> current = grads;
    for (BackwardPreHook hook : preHooks) {
      List<@Nullable Tensor> returned = hook.call(module, current);
      if (returned != null) {
        current = checked("pre-hook", "gradOutput", returned, current);
      }
    }
    if (inputsWrapped) {
      remember(current);
    } else {
      List<@Nullable Tensor> none = nulls(inputCount);
      runHooks(none, current);
    }
    return current;
  }

  private List<@Nullable Tensor> backwardInputs(List<@Nullable Tensor> grads) {
    List<@Nullable Tensor> outputs = gradOutput;
    if (outputs == null) {
      // The gradient came to the inputs past the module's outputs.
      return grads;
    }
    gradOutput = null;
    List<@Nullable Tensor> result = runHooks(grads, outputs);
    outputs.forEach(
        t -> {
          if (t != null) {
            t.close();
          }
        });
    return result;
  }

  /// The gradients of the outputs must live until those of the inputs are there.
  private void remember(List<@Nullable Tensor> grads) {
    List<@Nullable Tensor> kept = new ArrayList<>();
    for (Tensor grad : grads) {
      Tensor alias = grad == null ? null : grad.detach();
      if (alias != null) {
        Scope.promote(alias);
      }
      kept.add(alias);
    }
    gradOutput = Collections.unmodifiableList(kept);
  }

  private List<@Nullable Tensor> runHooks(
      List<@Nullable Tensor> gradInput, List<@Nullable Tensor> gradOutput) {
    List<@Nullable Tensor> current = gradInput;
    for (BackwardHook hook : hooks) {
      List<@Nullable Tensor> returned = hook.call(module, current, gradOutput);
      if (returned != null) {
        current = checked("hook", "gradInput", returned, current);
      }
    }
    return current;
  }

  private List<@Nullable Tensor> checked(
      String kind, String what, List<@Nullable Tensor> returned, List<@Nullable Tensor> current) {
    String hook = "a full backward " + kind + " of " + module.kind();
    if (returned.size() != current.size()) {
      throw new IllegalStateException(
          "%s: expected %d entries of %s, got %d"
              .formatted(hook, current.size(), what, returned.size()));
    }
    for (int i = 0; i < returned.size(); i++) {
      Tensor now = returned.get(i);
      Tensor before = current.get(i);
      if (now != null && before == null) {
        throw new IllegalStateException(
            "%s: expected null for entry %d of %s, which has no gradient, got a tensor of shape %s"
                .formatted(hook, i, what, Tensor.shapeText(now.shape())));
      }
      if (now != null && before != null && !Arrays.equals(now.shape(), before.shape())) {
        throw new IllegalStateException(
            "%s: expected shape %s for entry %d of %s, got %s"
                .formatted(
                    hook,
                    Tensor.shapeText(before.shape()),
                    i,
                    what,
                    Tensor.shapeText(now.shape())));
      }
    }
    return returned;
  }

  static List<Tensor> flat(Tensor first, @Nullable State<?> state) {
    List<Tensor> tensors = new ArrayList<>();
    tensors.add(first);
    if (state != null) {
      tensors.addAll(state.tensors());
    }
    return tensors;
  }

  private static @Nullable State<?> rebuild(@Nullable State<?> state, List<Tensor> tensors) {
    if (state == null) {
      return null;
    }
    Iterator<Tensor> rest = tensors.subList(1, tensors.size()).iterator();
    return state.map(_ -> rest.next());
  }

  private static List<@Nullable Tensor> nulls(int count) {
    List<@Nullable Tensor> nulls = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      nulls.add(null);
    }
    return nulls;
  }

  /// Puts an identity node around the tensors that need a gradient; the others stay themselves.
  private List<Tensor> wrap(
      List<Tensor> tensors, String what, UnaryOperator<List<@Nullable Tensor>> backward) {
    List<Integer> places = new ArrayList<>();
    List<Tensor> differentiable = new ArrayList<>();
    for (int i = 0; i < tensors.size(); i++) {
      if (tensors.get(i).requiresGrad()) {
        places.add(i);
        differentiable.add(tensors.get(i));
      }
    }
    Identity node =
        new Identity("%s of %s".formatted(what, module.kind()), places, tensors.size(), backward);
    List<Tensor> aliases = Autograd.apply(node, differentiable);
    List<Tensor> wrapped = new ArrayList<>(tensors);
    for (int i = 0; i < places.size(); i++) {
      wrapped.set(places.get(i), aliases.get(i));
    }
    return wrapped;
  }

  private record Identity(
      String name,
      List<Integer> places,
      int count,
      UnaryOperator<List<@Nullable Tensor>> onBackward)
      implements CustomFunction {
    @Override
    public List<Tensor> forward(FunctionContext ctx, List<Tensor> inputs) {
      return inputs.stream().map(Tensor::detach).toList();
    }

    @Override
    public List<@Nullable Tensor> backward(
        FunctionContext ctx, List<@Nullable Tensor> gradOutputs) {
      List<@Nullable Tensor> all = nulls(count);
      for (int i = 0; i < places.size(); i++) {
        all.set(places.get(i), gradOutputs.get(i));
      }
      List<@Nullable Tensor> result = onBackward.apply(Collections.unmodifiableList(all));
      List<@Nullable Tensor> own = new ArrayList<>();
      for (int place : places) {
        own.add(result.get(place));
      }
      return own;
    }
  }
}
