package org.nernst.engine.eager;

import static org.nernst.neuron.Expr.blend;
import static org.nernst.neuron.Expr.step;

import java.util.function.BinaryOperator;
import org.nernst.neuron.Expr;
import org.nernst.neuron.NeuronModel;
import org.nernst.neuron.Surrogates;

/// Neurons for tests.
final class Neurons {
  private Neurons() {}

  /// Norse's adaptive exponential neuron, feed-forward.
  static NeuronModel adex() {
    return NeuronModel.define(
        "LIFAdEx",
        n -> {
          Expr vLeak = n.param("v_leak", 0, "", "");
          Expr vTh = n.param("v_th", 1, "", "");
          Expr deltaT = n.param("delta_T", 0.5, "", "");
          Expr v = n.state("v").initially(vLeak.detach());
          Expr i = n.state("i");
          Expr a = n.state("a");
          Expr jump = i.plus(n.input("current"));
          Expr exponential = deltaT.times(v.minus(vTh).dividedBy(deltaT).exp());
          Expr drive = vLeak.minus(v).plus(exponential).plus(jump).minus(a);
          Expr decayed = v.plus(n.dt().times(n.param("tau_mem_inv", 100, "", "")).times(drive));
          Expr synapse = n.dt().neg().times(n.param("tau_syn_inv", 200, "", "")).times(jump);
          Expr coupling = n.param("adaptation_current", 4, "", "").times(v.minus(vLeak)).minus(a);
          Expr adapted = a.plus(n.dt().times(n.param("tau_ada_inv", 2, "", "")).times(coupling));
          Expr z = n.spike(step(decayed.minus(vTh)), Surrogates.superSpike(100).at(decayed, vTh));
          n.next(v, blend(z, n.param("v_reset", 0, "", ""), decayed));
          n.next(i, jump.plus(synapse));
          n.next(a, adapted.plus(z.times(n.param("adaptation_spike", 0.02, "", ""))));
          n.output("spikes", z);
        });
  }

  /// An integrator with feedback of its own spikes through a matrix.
  static NeuronModel recurrent() {
    return NeuronModel.define(
        "recurrent",
        n -> {
          Expr v = n.state("v");
          Expr z = n.state("z");
          Expr drive = n.linear("w_in", n.input("x")).plus(n.linear("w_rec", z));
          Expr charged = v.times(n.param("decay", 0.9, "", "")).plus(drive);
          Expr spikes =
              n.spike(
                  step(charged.minus(1)), Surrogates.superSpike(10).at(charged, Expr.constant(1)));
          n.next(v, charged.minus(spikes));
          n.next(z, spikes);
          n.output("spikes", spikes);
          n.output("voltage", charged);
        });
  }

  /// A function of two inputs, without states.
  static NeuronModel function(BinaryOperator<Expr> f) {
    return NeuronModel.define("f", n -> n.output("y", f.apply(n.input("a"), n.input("b"))));
  }
}
