package org.nernst.engine.fused;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;
import org.nernst.engine.Collected;
import org.nernst.engine.NeuronCall;
import org.nernst.engine.NeuronEngine;
import org.nernst.engine.NeuronResult;
import org.nernst.engine.eager.EagerEngine;
import org.nernst.neuron.NeuronModel;
import org.nernst.tensor.Autograd;
import org.nernst.tensor.DType;
import org.nernst.tensor.Device;
import org.nernst.tensor.Nernst;
import org.nernst.tensor.Scope;
import org.nernst.tensor.SpikeBits;
import org.nernst.tensor.Tensor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs a neuron by kernels that are generated from its equations and from their adjoint: one pass
/// over a whole sequence, with time inside, on the CPU in float32 and float64.
///
/// The numbers are the eager engine's, up to the last bits of exponentials and the like: the same
/// operations in the same order, without fused multiply-adds. A neuron's bits don't depend on its
/// place, on its neighbours or on the number of threads. Gradients go through one node of
/// libtorch's graph; they can't be differentiated again.
public final class FusedEngine implements NeuronEngine {
  private static final Logger LOG = LoggerFactory.getLogger(FusedEngine.class);

  private final Kernels kernels;
  private final int blockSteps;
  private final int tileWidth;
  private final Map<NeuronModel, ModelPlans> plans =
      Collections.synchronizedMap(new WeakHashMap<>());
  private final Map<NeuronModel, Optional<Recurrence>> recurrences =
      Collections.synchronizedMap(new WeakHashMap<>());

  /// @param blockSteps steps between checkpoints, 0 for [Tiling#blockSteps]
  /// @param tileWidth neurons in a tile, 0 for what fits the caches
  FusedEngine(Kernels kernels, int blockSteps, int tileWidth) {
    this.kernels = kernels;
    this.blockSteps = blockSteps;
    this.tileWidth = tileWidth;
  }

  private static final class Shared {
    static final FusedEngine INSTANCE = new FusedEngine(Kernels.forThisJvm(), 0, 0);
  }

  /// One neuron at a time: Java's powers have the same bits in every tier of the JVM, while those
  /// of vectors change when a kernel gets compiled.
  private static final class Repeatable {
    static final FusedEngine INSTANCE = new FusedEngine(Kernels.SCALAR, 0, 0);
  }

  /// {@return the engine; it may be used by several threads at once}
  public static FusedEngine instance() {
    return Shared.INSTANCE;
  }

  /// {@return how many steps lie between two checkpoints of a neuron's states}
  public int blockSteps(NeuronModel model) {
    return blockSteps > 0 ? blockSteps : Tiling.blockSteps(model.states().size());
  }

  /// {@return the engine, for a call that asks for it}
  ///
  /// @throws UnsupportedOperationException saying why it can't run the call
  public static FusedEngine forced(NeuronCall call) {
    instance().check(call);
    return instance();
  }

  private void check(NeuronCall call) {
    String reason = whyNot(call);
    if (reason != null) {
      throw new UnsupportedOperationException(
          "neuron %s can't run on the fused engine, choose Engine.EAGER or Engine.AUTO: %s"
              .formatted(call.model().name(), reason));
    }
  }

  @Override
  public boolean supports(NeuronCall call) {
    return whyNot(call) == null;
  }

  /// {@return why this engine can't run the call, null if it can}
  public @Nullable String whyNot(NeuronCall given) {
    NeuronCall call = Collected.plain(given);
    DType dtype = Arguments.dtype(call);
    if (dtype != DType.FLOAT32 && dtype != DType.FLOAT64) {
      return "it computes in float32 and float64, not in " + dtype;
    }
    for (Tensor input : call.inputs().values()) {
      if (!input.device().equals(Device.CPU)) {
        return "it runs on the CPU, not on " + input.device();
      }
    }
    NeuronModel model = call.model();
    if (!model.isStaged()) {
      return call.fromSecondStep().isEmpty()
          ? plans(model).reason
          : "only with recurrent maps it knows parameters from the second step on";
    }
    Recurrence recurrence = recurrence(model);
    return recurrence == null
        ? "a linear map of it reads more than an input or a state"
        : plans(recurrence.unstaged()).reason;
  }

  private @Nullable Recurrence recurrence(NeuronModel model) {
    return recurrences
        .computeIfAbsent(model, m -> Optional.ofNullable(Recurrence.of(m)))
        .orElse(null);
  }

  private ModelPlans plans(NeuronModel model) {
    ModelPlans known = plans.get(model);
    if (known != null) {
      return known;
    }
    ModelPlans made = new ModelPlans(model, kernels);
    if (made.reason != null && !model.isStaged()) {
      LOG.info("neuron {} runs on the eager engine: {}", model.name(), made.reason);
    }
    plans.put(model, made);
    return made;
  }

  @Override
  public NeuronResult run(NeuronCall call) {
    if (!call.readings().isEmpty()) {
      return Collected.result(call, run(Collected.plain(call)));
    }
    check(call);
    Recurrence recurrence = call.model().isStaged() ? recurrence(call.model()) : null;
    NeuronModel elementWise = recurrence == null ? call.model() : recurrence.unstaged();
    if (kernels.areVectors() && Nernst.deterministic() && plans(elementWise).hasPowers) {
      return Repeatable.INSTANCE.run(call);
    }
    try (Scope scope = Scope.open()) {
      if (recurrence != null) {
        List<Tensor> results = run(call, recurrence);
        return kept(
            scope, results == null ? EagerEngine.instance().run(call) : result(call, results));
      }
      Arguments arguments = Arguments.of(call);
      if (arguments == null) {
        // nothing to compute, or arguments that don't fit, which its messages explain
        return kept(scope, EagerEngine.instance().run(call));
      }
      return kept(scope, result(call, run(arguments)));
    }
  }

  /// Runs a call whose input nobody else sees: as one node together with the linear map that makes
  /// it from spikes, or with one step of an input that is the same in all steps.
  ///
  /// @param call of one input of the current's shape
  /// @param current the input
  /// @return null where the current has to be made first, or better is
  @Nullable NeuronResult run(NeuronCall call, LinearCurrent current) {
    NeuronModel model = call.model();
    if (model.isStaged() || model.inputs().size() != 1) {
      return null;
    }
    if (kernels.areVectors() && Nernst.deterministic() && plans(model).hasPowers) {
      return Repeatable.INSTANCE.run(call, current);
    }
    try (Scope scope = Scope.open()) {
      Arguments arguments = Arguments.of(call);
      if (arguments == null) {
        return null;
      }
      List<Tensor> results =
          switch (current) {
            case SpikeCurrent spikes -> run(arguments, spikes);
            case SteadyCurrent steady -> run(arguments, steady);
          };
      return results == null ? null : kept(scope, result(call, results));
    }
  }

  private @Nullable List<Tensor> run(Arguments arguments, SpikeCurrent current) {
    if (!FedChunks.fit(arguments.geometry, current)) {
      return null;
    }
    ModelPlans own = plans(arguments.call.model());
    Arguments placeless = arguments.withoutPlaces();
    FedFunction.Applied applied = FedFunction.of(fused(placeless, own), own, placeless, current);
    List<Tensor> results = run(applied.function(), applied.operands());
    SpikeBits spikes = applied.function().spikes();
    if (spikes != null) {
      results.getFirst().spikeBits(spikes);
    }
    return results;
  }

  private @Nullable List<Tensor> run(Arguments arguments, SteadyCurrent current) {
    if (!SteadyFunction.fits(arguments.geometry, current)) {
      return null;
    }
    ModelPlans own = plans(arguments.call.model());
    return run(
        new SteadyFunction(fused(arguments, own), own, arguments, current),
        SteadyFunction.operands(arguments, current));
  }

  /// Builds the kernels of a call and runs them on memory of their own until HotSpot has compiled
  /// them. Nothing else changes: neither the call's tensors nor any generator.
  ///
  /// @param given such as will be run, on few steps and neurons
  /// @param training whether gradients will flow back through it
  /// @throws UnsupportedOperationException if this engine can't run the call
  public void compile(NeuronCall given, boolean training) {
    NeuronCall call = Collected.plain(given);
    check(call);
    Recurrence recurrence = call.model().isStaged() ? recurrence(call.model()) : null;
    NeuronModel elementWise = recurrence == null ? call.model() : recurrence.unstaged();
    if (kernels.areVectors() && Nernst.deterministic() && plans(elementWise).hasPowers) {
      Repeatable.INSTANCE.compile(call, training);
      return;
    }
    try (var _ = Scope.open();
        var _ = Autograd.noGrad()) {
      run(call);
    }
    if (training) {
      try (var _ = Scope.open();
          var _ = Autograd.enableGrad()) {
        run(given.rehearsal()).outputs().values().stream()
            .filter(Tensor::requiresGrad)
            .map(Tensor::sum)
            .reduce(Tensor::add)
            .ifPresent(Tensor::backward);
      }
    }
    plans(elementWise).warm();
  }

  private static NeuronResult kept(Scope scope, NeuronResult result) {
    scope.keep(result.outputs().values());
    scope.keep(result.states().values());
    scope.keep(result.recorded().values());
    return result;
  }

  /// A neuron with linear maps; null where the eager engine has to run it.
  private @Nullable List<Tensor> run(NeuronCall call, Recurrence recurrence) {
    RecurrentCall staged = RecurrentCall.of(call, recurrence);
    Arguments arguments = staged == null ? null : Arguments.of(staged.step());
    if (staged == null || arguments == null || arguments.isNumberLate()) {
      return null;
    }
    ModelPlans own = plans(recurrence.unstaged());
    return Autograd.apply(
        staged.function(fused(arguments, own), own, arguments), staged.operands(arguments));
  }

  private Call fused(Arguments arguments, ModelPlans own) {
    NeuronCall call = arguments.call;
    return new Call(
        call.model(),
        own.step(call, arguments.geometry.dtype, arguments.arrays()),
        arguments.geometry,
        arguments.numbers,
        call.dt(),
        call.randomKey(),
        call.firstStep(),
        blockSteps(call.model()),
        tileWidth);
  }

  private List<Tensor> run(Arguments arguments) {
    ModelPlans own = plans(arguments.call.model());
    return run(
        new FusedFunction(fused(arguments, own), own, arguments),
        FusedFunction.operands(arguments));
  }

  private static List<Tensor> run(FusedFunction function, List<Tensor> operands) {
    if (Autograd.isEnabled() && anyRequiresGrad(operands)) {
      return Autograd.apply(function, operands);
    }
    return FusedFunction.results(function.run(operands, false));
  }

  private static boolean anyRequiresGrad(List<Tensor> tensors) {
    for (Tensor tensor : tensors) {
      if (tensor.requiresGrad()) {
        return true;
      }
    }
    return false;
  }

  private static NeuronResult result(NeuronCall call, List<Tensor> results) {
    Map<String, Tensor> outputs = new LinkedHashMap<>();
    Map<String, Tensor> recorded = new LinkedHashMap<>();
    Map<String, Tensor> states = new LinkedHashMap<>();
    int next = 0;
    for (String name : call.model().outputs().keySet()) {
      if (call.outputs().contains(name)) {
        outputs.put(name, results.get(next++));
      }
    }
    for (String name : call.model().next().keySet()) {
      if (call.record().contains(name)) {
        recorded.put(name, results.get(next++));
      }
    }
    for (String name : call.model().next().keySet()) {
      states.put(name, Objects.requireNonNull(results.get(next++)));
    }
    return new NeuronResult(outputs, states, recorded);
  }
}
