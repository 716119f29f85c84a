package org.nernst.engine.fused;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.nernst.neuron.Gaussian;
import org.nernst.neuron.Heaviside;
import org.nernst.neuron.MaxSpike;
import org.nernst.neuron.MembraneReset;
import org.nernst.neuron.MembraneSubtract;
import org.nernst.neuron.MultiGaussian;
import org.nernst.neuron.MultiSpike;
import org.nernst.neuron.PeriodicExponential;
import org.nernst.neuron.SingleExponential;
import org.nernst.neuron.SingleSpike;
import org.nernst.neuron.Surrogate;
import org.nernst.nn.NeuronModule;
import org.nernst.nn.NeuronStep;
import org.nernst.norse.LICell;
import org.nernst.norse.LIFAdExCell;
import org.nernst.norse.LIFAdExParameters;
import org.nernst.norse.LIFAdExRefracCell;
import org.nernst.norse.LIFCell;
import org.nernst.norse.LIFParameters;
import org.nernst.sinabs.ExpLeak;
import org.nernst.sinabs.IAF;
import org.nernst.sinabs.LIF;

/// The neurons without linear maps of both libraries, in all their forms: surrogates, spike
/// functions, resets, filters, bounds.
final class EveryNeuron {
  private static final List<String> METHODS =
      List.of("super", "triangle", "tanh", "circ", "heavi_erfc", "heaviside");

  private EveryNeuron() {}

  /// A neuron under a name that tells its form.
  record Form(String name, NeuronStep step) {
    @Override
    public String toString() {
      return name;
    }
  }

  /// The four whose kernels differ most.
  static List<Form> cornerstones() {
    return List.of(
        of("LIFAdEx", new LIFAdExCell()),
        of("norse LIF", new LIFCell()),
        of("IAF multi", iaf(_ -> {})),
        of("sinabs LIF synapse", lif(b -> b.tauSyn(8.0))));
  }

  static List<Form> all() {
    List<Form> forms = new ArrayList<>(cornerstones());
    for (String method : METHODS) {
      LIFAdExParameters adEx = new LIFAdExParameters().withMethod(method);
      forms.add(of("LIFAdEx " + method, new LIFAdExCell(adEx)));
      forms.add(of("norse LIF " + method, new LIFCell(new LIFParameters().withMethod(method))));
    }
    forms.add(of("LIFAdEx bio", new LIFAdExCell(LIFAdExParameters.bioDefault())));
    forms.add(of("LIFAdExRefrac", new LIFAdExRefracCell()));
    forms.add(of("LI", new LICell()));
    forms.add(of("ExpLeak", ExpLeak.builder(12.0).build()));
    Map<String, Surrogate> surrogates = new LinkedHashMap<>();
    surrogates.put("SingleExponential", new SingleExponential());
    surrogates.put("MultiGaussian", new MultiGaussian());
    surrogates.put("PeriodicExponential", new PeriodicExponential());
    surrogates.put("Heaviside", new Heaviside());
    surrogates.put("Gaussian", new Gaussian());
    surrogates.forEach(
        (name, surrogate) -> forms.add(of("IAF " + name, iaf(b -> b.surrogateGradFn(surrogate)))));
    forms.add(of("IAF single", iaf(b -> b.spikeFn(new SingleSpike()))));
    forms.add(of("IAF at most 2", iaf(b -> b.spikeFn(new MaxSpike(2)))));
    forms.add(of("IAF without spikes", iaf(b -> b.spikeFn(null))));
    forms.add(of("IAF reset to a value", iaf(b -> b.resetFn(new MembraneReset(0.1)))));
    forms.add(of("IAF less a value", iaf(b -> b.resetFn(new MembraneSubtract(0.7)))));
    forms.add(of("IAF bounded", iaf(b -> b.minVMem(-0.3))));
    forms.add(of("LIF multi", lif(b -> b.spikeFn(new MultiSpike()))));
    forms.add(of("LIF trained alphas", lif(b -> b.trainAlphas(true))));
    forms.add(of("LIF unscaled input", lif(b -> b.normInput(false))));
    return forms;
  }

  private static IAF iaf(Consumer<IAF.Builder> options) {
    IAF.Builder builder = IAF.builder();
    options.accept(builder);
    return builder.build();
  }

  private static LIF lif(Consumer<LIF.Builder> options) {
    LIF.Builder builder = LIF.builder(20.0);
    options.accept(builder);
    return builder.build();
  }

  private static Form of(String name, NeuronModule module) {
    return new Form(name, module.neuronStep());
  }
}
