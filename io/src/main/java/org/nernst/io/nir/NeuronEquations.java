package org.nernst.io.nir;

import java.util.LinkedHashMap;
import java.util.Map;
import org.nernst.neuron.Expr;
import org.nernst.neuron.Leaf.StateRef;
import org.nernst.neuron.MultiSpike;
import org.nernst.neuron.NeuronModel;
import org.nernst.neuron.Surrogate;

/// The step that all neurons of NIR share, as a graph.
///
/// ```
/// i <- i - rate_syn i + gain_syn x             only behind a synapse, else i = x
/// v <- v + rate ((v_leak - v) + r i)           with a leak
/// v <- v + gain i                              without
/// z  = 1 where v > v_threshold                 or trunc(v / v_threshold)
/// v <- v_reset where z, or v - z v_threshold   the output is z; v without a threshold
/// ```
///
/// With forward Euler `rate = dt/tau`, with exact integration `1 - exp(-dt/tau)`. The current is
/// advanced first and the membrane sees the new one, as in Norse and snnTorch. v begins at
/// `v_leak`, or 0 without a leak; no gradient flows through the reset.
///
/// @param synapse whether there is a current with a time constant of its own
/// @param leak whether the membrane leaks
/// @param spiking whether there is a threshold
/// @param feedback whether the last output comes back within the model through a linear map
/// @param feedbackBias whether that map has a bias
record NeuronEquations(
    boolean synapse,
    boolean leak,
    boolean spiking,
    ResetRule reset,
    SpikeCount spikes,
    Surrogate surrogate,
    boolean feedback,
    boolean feedbackBias) {
  static final String INPUT = "x";
  static final String OUTPUT = "output";
  static final String V = "v";
  static final String I = "i";
  static final String LAST = "last";
  static final String FEEDBACK_WEIGHT = "feedback.weight";
  static final String FEEDBACK_BIAS = "feedback.bias";

  static final String RATE = "rate";
  static final String GAIN = "gain";
  static final String RATE_SYN = "rate_syn";
  static final String GAIN_SYN = "gain_syn";
  static final String R = "r";
  static final String V_LEAK = "v_leak";
  static final String V_THRESHOLD = "v_threshold";
  static final String V_RESET = "v_reset";

  /// The membrane's name in the spike functions of Sinabs.
  private static final String V_MEM = "v_mem";

  NeuronModel model(String name) {
    return NeuronModel.define(name, this::define);
  }

  private void define(NeuronModel.Builder n) {
    Expr x = n.input(INPUT);
    StateRef last = feedback ? n.state(LAST) : null;
    if (last != null) {
      Expr back = n.linear(FEEDBACK_WEIGHT, last);
      x = x.plus(feedbackBias ? back.plus(n.param(FEEDBACK_BIAS)) : back);
    }
    StateRef v = n.state(V);
    if (leak) {
      v.initially(n.param(V_LEAK).detach());
    }
    Expr current = x;
    if (synapse) {
      StateRef i = n.state(I);
      current = i.minus(n.param(RATE_SYN).times(i)).plus(n.param(GAIN_SYN).times(x)).named("i_new");
      n.next(i, current);
    }
    Expr moved =
        leak
            ? v.plus(n.param(RATE).times(n.param(V_LEAK).minus(v).plus(n.param(R).times(current))))
            : v.plus(n.param(GAIN).times(current));
    Expr charged = moved.named("v_new");
    Expr output = charged;
    Expr left = charged;
    if (spiking) {
      Expr threshold = n.param(V_THRESHOLD);
      output = spikes(n, charged, threshold).named("z");
      left =
          switch (reset) {
            case TO_VALUE -> Expr.select(output.ne(0), n.param(V_RESET), charged);
            case SUBTRACT -> charged.minus(output.detach().times(threshold));
          };
    }
    n.next(v, left);
    if (last != null) {
      n.next(last, output);
    }
    n.output(OUTPUT, output);
  }

  private Expr spikes(NeuronModel.Builder n, Expr v, Expr threshold) {
    return switch (spikes) {
      case SINGLE -> n.spike(Expr.step(v.minus(threshold)), surrogate.at(v, threshold));
      case MULTIPLE -> {
        Map<String, Expr> states = new LinkedHashMap<>();
        states.put(V_MEM, v);
        yield new MultiSpike().spikes(states, threshold, surrogate);
      }
    };
  }
}
