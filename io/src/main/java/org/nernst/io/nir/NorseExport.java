package org.nernst.io.nir;

import java.util.Map;
import org.nernst.norse.LI;
import org.nernst.norse.LICell;
import org.nernst.norse.LIF;
import org.nernst.norse.LIFCell;
import org.nernst.norse.LIFParameters;
import org.nernst.norse.LIFRecurrent;
import org.nernst.norse.LIFRecurrentCell;
import org.nernst.norse.LILinearCell;
import org.nernst.norse.LIParameters;
import org.nernst.norse.NorseModule;
import org.nernst.tensor.DType;
import org.nernst.tensor.Tensor;
import org.nernst.tensor.Value;

/// Norse's neurons as NIR.
///
/// Their input is a charge that jumps onto the current, `i <- i (1 - dt/tau_syn) + x`. In NIR's
/// equation by forward Euler that is `w_in = tau_syn/dt`, which is what is written, so that a
/// reader that follows NIR gets the same numbers. (Norse itself writes `w_in = 1` and disregards
/// it.)
final class NorseExport {
  private final NirExport export;
  private final String path;

  NorseExport(NirExport export, String path) {
    this.export = export;
    this.path = path;
  }

  void add(NorseModule<?, ?> module) {
    switch (module) {
      case LIF lif -> lif(lif, lif.p(), export.name(path, module));
      case LIFCell lif -> lif(lif, lif.p(), export.name(path, module));
      case LI li -> li(li, li.p(), export.name(path, module));
      case LICell li -> li(li, li.p(), export.name(path, module));
      case LILinearCell li -> {
        map(li.inputWeights(), within(module, "input_weights"));
        li(li, li.p(), within(module, "li"));
      }
      case LIFRecurrent lif -> recurrent(lif, lif.p(), lif.inputWeights(), lif.recurrentWeights());
      case LIFRecurrentCell lif ->
          recurrent(lif, lif.p(), lif.inputWeights(), lif.recurrentWeights());
      default ->
          throw NirExport.refused(
              path, module, "NIR has no adaptive, exponential or refractory neuron");
    }
  }

  private String within(NorseModule<?, ?> module, String part) {
    return path.isEmpty() ? part : export.name(path, module) + "." + part;
  }

  private void map(Tensor weights, String name) {
    export.append(name, NirExport.map(weights, null));
  }

  private void recurrent(
      NorseModule<?, ?> module, LIFParameters p, Tensor inputWeights, Tensor recurrentWeights) {
    map(inputWeights, within(module, "input_weights"));
    String neuron = within(module, "lif");
    lif(module, p, neuron);
    export.feedBack(
        neuron, within(module, "recurrent_weights"), NirExport.map(recurrentWeights, null));
  }

  private void lif(NorseModule<?, ?> module, LIFParameters p, String name) {
    double dt = module.dt();
    export.step(dt, path);
    Tensor tauSyn = inverse(module, "tau_syn_inv", p.tauSynInv());
    export.append(
        name,
        new NirNode.CubaLIF(
            tauSyn,
            inverse(module, "tau_mem_inv", p.tauMemInv()),
            Tensor.ones(export.shape()),
            spread(module, "v_leak", p.vLeak()),
            spread(module, "v_th", p.vTh()),
            spread(module, "v_reset", p.vReset()),
            tauSyn.div(dt),
            NirExport.noted(
                NirValue.Group.empty(), Map.of(NirConventions.INTEGRATION, Integration.EULER))));
    export.note(
        path,
        "the surrogate gradient (%s, alpha %s) isn't part of NIR".formatted(p.method(), p.alpha()));
  }

  private void li(NorseModule<?, ?> module, LIParameters p, String name) {
    double dt = module.dt();
    export.step(dt, path);
    Tensor tauSyn = inverse(module, "tau_syn_inv", p.tauSynInv());
    export.append(
        name,
        new NirNode.CubaLI(
            tauSyn,
            inverse(module, "tau_mem_inv", p.tauMemInv()),
            Tensor.ones(export.shape()),
            spread(module, "v_leak", p.vLeak()),
            tauSyn.div(dt),
            NirExport.noted(
                NirValue.Group.empty(), Map.of(NirConventions.INTEGRATION, Integration.EULER))));
  }

  private Tensor inverse(NorseModule<?, ?> module, String name, Value value) {
    return NirValues.spread(
        path, module, name, value.tensor(DType.FLOAT64).detach().reciprocal(), export.shape());
  }

  private Tensor spread(NorseModule<?, ?> module, String name, Value value) {
    return NirValues.spread(
        path, module, name, value.tensor(DType.FLOAT64).detach(), export.shape());
  }
}
