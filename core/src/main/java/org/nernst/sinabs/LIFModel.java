package org.nernst.sinabs;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nernst.neuron.Expr;
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
record LIFModel(
    String name,
    @Nullable SpikeFunction spikeFunction,
    ResetFunction reset,
    Surrogate surrogate,
    boolean synapse,
    boolean leak,
    boolean normInput,
    boolean clip) {

  static final String INPUT = "input";
  static final String OUTPUT = "output";

  NeuronModel build() {
    return NeuronModel.define(name, this::define);
  }

  private void define(NeuronModel.Builder n) {
    Expr x = n.input(INPUT);
    Expr v = n.state("v_mem");
    Expr current = x;
    Map<String, Expr> states = new LinkedHashMap<>();
    if (synapse) {
      Expr i = n.state("i_syn");
      current = n.param("alpha_syn").times(i.plus(x)).named("i_syn_new");
      states.put("i_syn", current);
      n.next(i, current);
    }
    Expr drive = current;
    if (leak) {
      Expr alpha = n.param("alpha_mem");
      if (normInput) {
        drive = Expr.constant(1).minus(alpha).times(current).named("i_norm");
      }
      drive = alpha.times(v).plus(drive);
    } else {
      drive = v.plus(drive);
    }
    Expr membrane = drive.named("v_mem_new");
    states.put("v_mem", membrane);
    Expr output = membrane;
    Expr after = membrane;
    if (spikeFunction != null) {
      Expr threshold = n.param("spike_threshold");
      output = spikeFunction.spikes(states, threshold, surrogate);
      Map<String, Expr> left = reset.reset(output, states, threshold);
      after = left.getOrDefault("v_mem", membrane);
      Expr currentAfter = left.getOrDefault("i_syn", current);
      if (synapse && currentAfter != current) {
        n.next(n.state("i_syn"), currentAfter);
      }
    }
    if (clip) {
      Expr min = n.param("min_v_mem");
      after = after.minus(min).relu().plus(min);
    }
    n.next(v, after);
    n.output(OUTPUT, output);
  }
}
