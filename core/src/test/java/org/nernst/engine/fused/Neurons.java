package org.nernst.engine.fused;

import static org.nernst.neuron.Expr.blend;
import static org.nernst.neuron.Expr.constant;
import static org.nernst.neuron.Expr.step;

import java.util.List;
import org.nernst.neuron.Expr;
import org.nernst.neuron.NeuronModel;
import org.nernst.neuron.Surrogate;
import org.nernst.neuron.Surrogates;

/// Neurons for comparing engines.
final class Neurons {
  private Neurons() {}

  static NeuronModel lif(Surrogate surrogate) {
    return NeuronModel.define(
        "lif",
        n -> {
          Expr vLeak = n.param("v_leak", 0, "", "");
          Expr i = n.state("i");
          Expr v = n.state("v").initially(vLeak);
          Expr jump = i.plus(n.input("current"));
          Expr charged =
              v.plus(
                  n.dt()
                      .times(n.param("tau_mem_inv", 100, "", ""))
                      .times(vLeak.minus(v).plus(jump)));
          Expr threshold = n.param("v_th", 1, "", "");
          Expr z = n.spike(step(charged.minus(threshold)), surrogate.at(charged, threshold));
          n.next(v, blend(z, n.param("v_reset", 0, "", ""), charged));
          n.next(i, jump.minus(n.dt().times(n.param("tau_syn_inv", 200, "", "")).times(jump)));
          n.output("spikes", z);
        });
  }

  /// Adaptive exponential, with three states and an exponential in the step.
  static NeuronModel adEx() {
    return NeuronModel.define(
        "adex",
        n -> {
          Expr v = n.state("v");
          Expr i = n.state("i");
          Expr a = n.state("a");
          Expr threshold = n.param("v_th", 1, "", "");
          Expr slope = n.param("delta", 0.5, "", "");
          Expr jump = i.plus(n.input("current"));
          Expr rise = slope.times(v.minus(threshold).dividedBy(slope).min(5).exp());
          Expr dv =
              n.dt()
                  .times(n.param("tau_mem_inv", 100, "", ""))
                  .times(constant(0).minus(v).plus(rise).plus(jump).minus(a));
          Expr charged = v.plus(dv);
          Expr z =
              n.spike(
                  step(charged.minus(threshold)),
                  Surrogates.superSpike(100).at(charged, threshold));
          Expr relaxed =
              a.plus(
                  n.dt()
                      .times(n.param("tau_ada_inv", 2, "", ""))
                      .times(n.param("c", 4, "", "").times(v).minus(a)));
          n.next(v, blend(z, constant(0), charged));
          n.next(i, jump.minus(n.dt().times(n.param("tau_syn_inv", 200, "", "")).times(jump)));
          n.next(a, relaxed.plus(z.times(n.param("b", 0.02, "", ""))));
          n.output("spikes", z);
        });
  }

  /// Two inputs, two outputs, a random draw, per-neuron initial values.
  static NeuronModel noisy() {
    return NeuronModel.define(
        "noisy",
        n -> {
          Expr start = n.param("start", 0.25, "", "");
          Expr v = n.state("v").initially(start.times(2));
          Expr inhibited = n.input("excitation").minus(n.input("inhibition").abs());
          Expr next = v.times(n.param("alpha", 0.9, "", "")).plus(inhibited);
          Expr noise = Expr.uniform(0).minus(0.5).times(0.1);
          n.next(v, next.plus(noise).tanh());
          n.output("voltage", next.sigmoid());
          n.output("rate", next.plus(Expr.uniform(1)).relu());
        });
  }

  static List<NeuronModel> all() {
    return List.of(
        lif(Surrogates.superSpike(100)),
        lif(Surrogates.tanh(2)),
        lif(Surrogates.triangle(0.3)),
        lif(Surrogates.circ(0.5)),
        lif(Surrogates.heaviErfc(1)),
        adEx());
  }
}
