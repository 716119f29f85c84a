package org.nernst.engine.eager;

import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import org.nernst.engine.Collected;
import org.nernst.engine.NeuronCall;
import org.nernst.engine.NeuronEngine;
import org.nernst.engine.NeuronResult;
import org.nernst.neuron.NeuronModel;

/// Runs a neuron with one libtorch operation per node of its equations, in written order: slow,
/// obviously right, on every device and in every floating dtype. libtorch's autograd differentiates
/// it. The oracle of the tests.
///
/// A second derivative through a spike takes the surrogate as a constant.
public final class EagerEngine implements NeuronEngine {
  private static final EagerEngine INSTANCE = new EagerEngine();

  private final Map<NeuronModel, Plan> plans = Collections.synchronizedMap(new WeakHashMap<>());

  private EagerEngine() {}

  /// {@return the engine; it may be used by several threads at once}
  public static EagerEngine instance() {
    return INSTANCE;
  }

  @Override
  public NeuronResult run(NeuronCall call) {
    if (!call.readings().isEmpty()) {
      return Collected.result(call, run(Collected.plain(call)));
    }
    Plan plan = plans.computeIfAbsent(call.model(), Plan::new);
    return call.fromSecondStep().isEmpty()
        ? EagerRun.run(plan, call)
        : new LateParams(call).run(c -> EagerRun.run(plan, c));
  }

  @Override
  public boolean supports(NeuronCall call) {
    return true;
  }
}
