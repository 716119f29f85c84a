package org.nernst.sinabs;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nernst.neuron.Expr;
import org.nernst.neuron.Leaf.StateRef;
import org.nernst.neuron.NeuronModel;
import org.nernst.neuron.ResetFunction;
import org.nernst.neuron.SpikeFunction;
import org.nernst.neuron.Surrogate;

/// The step that all leaky and non-leaky integrate-and-fire layers of Sinabs share, as a graph.
///
/// In this order: synapse, normalisation, membrane, spike, reset, clip. The synapse decays its new
/// input too, the membrane does not; the clip comes last, so that the membrane that spikes is not
/// clipped. A non-spiking layer gives out the membrane before the clip.
///
/// @param name of the model
/// @param spikeFunction null for a layer that doesn't spike
/// @param synapse whether there is a synaptic filter, with state `i_syn`
/// @param leak whether the membrane decays; without, `alpha_mem` is 1 and doesn't appear
/// @param normInput whether the current is scaled by `1 - alpha_mem`
/// @param clip whether the membrane has a lower bound
/// @param feedback how the output of the step before comes back within the model
record LIFModel(
    String name,
    @Nullable SpikeFunction spikeFunction,
    ResetFunction reset,
    Surrogate surrogate,
    boolean synapse,
    boolean leak,
    boolean normInput,
    boolean clip,
    Feedback feedback) {

  /// The recurrent connection, as far as it is part of the model.
  enum Feedback {
    /// There is none, or it is added to the input outside.
    NONE,
    /// A linear map of the last output, which is a state then.
    LINEAR,
    /// The same with a bias.
    LINEAR_WITH_BIAS
  }

  static final String INPUT = "input";
  static final String OUTPUT = "output";
  static final String LAST_SPIKES = "last_spikes";
  static final String FEEDBACK_WEIGHT = "rec_connect.weight";
  static final String FEEDBACK_BIAS = "rec_connect.bias";

  LIFModel with(Feedback other) {
    return new LIFModel(
        name, spikeFunction, reset, surrogate, synapse, leak, normInput, clip, other);
  }

  NeuronModel build() {
    return NeuronModel.define(name, this::define);
  }

  private void define(NeuronModel.Builder n) {
    Expr x = n.input(INPUT);
    StateRef last = feedback == Feedback.NONE ? null : n.state(LAST_SPIKES);
    if (last != null) {
      Expr back = n.linear(FEEDBACK_WEIGHT, last);
      x = x.plus(feedback == Feedback.LINEAR ? back : back.plus(n.param(FEEDBACK_BIAS)));
    }
    StateRef v = n.state("v_mem");
    StateRef i = synapse ? n.state("i_syn") : null;
    Expr current = i == null ? x : n.param("alpha_syn").times(i.plus(x)).named("i_syn_new");
    Map<String, Expr> states = new LinkedHashMap<>();
    states.put("v_mem", membrane(n, v, current));
    if (i != null) {
      states.put("i_syn", current);
    }
    Expr output = SpikeFunction.state(states, "v_mem");
    Map<String, Expr> after = new LinkedHashMap<>(states);
    if (spikeFunction != null) {
      Expr threshold = n.param("spike_threshold");
      output = spikeFunction.spikes(states, threshold, surrogate);
      after.putAll(reset.reset(output, states, threshold));
    }
    Expr left = SpikeFunction.state(after, "v_mem");
    n.next(v, clip ? clipped(n, left) : left);
    if (i != null) {
      n.next(i, SpikeFunction.state(after, "i_syn"));
    }
    if (last != null) {
      n.next(last, output);
    }
    n.output(OUTPUT, output);
  }

  private Expr membrane(NeuronModel.Builder n, Expr v, Expr current) {
    if (!leak) {
      return v.plus(current).named("v_mem_new");
    }
    Expr alpha = n.param("alpha_mem");
    Expr drive = normInput ? Expr.constant(1).minus(alpha).times(current).named("i_norm") : current;
    return alpha.times(v).plus(drive).named("v_mem_new");
  }

  private static Expr clipped(NeuronModel.Builder n, Expr v) {
    Expr min = n.param("min_v_mem");
    return v.minus(min).relu().plus(min);
  }
}
