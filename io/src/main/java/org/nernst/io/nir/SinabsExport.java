package org.nernst.io.nir;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.nernst.neuron.MembraneReset;
import org.nernst.neuron.MembraneSubtract;
import org.nernst.neuron.MultiSpike;
import org.nernst.neuron.SingleSpike;
import org.nernst.neuron.SpikeFunction;
import org.nernst.sinabs.LIFRecurrent;
import org.nernst.sinabs.NeuronLayer;
import org.nernst.tensor.Tensor;

/// Sinabs's neurons as NIR: times in steps of length 1, leaks solved exactly.
///
/// A membrane without normalised input, `v <- a v + x`, has `r = 1/(1 - a)`; a synapse, `i <- a (i
/// + x)`, has `w_in = a/(1 - a)`.
final class SinabsExport {
  private final NirExport export;
  private final String path;

  SinabsExport(NirExport export, String path) {
    this.export = export;
    this.path = path;
  }

  void add(NeuronLayer layer) {
    if (layer.minVMem().isPresent()) {
      throw NirExport.refused(path, layer, "NIR has no lower bound of the membrane potential");
    }
    export.step(1, path);
    Map<String, Enum<?>> choices = new LinkedHashMap<>();
    if (layer.tauMemCalculated().isPresent()) {
      choices.put(NirConventions.INTEGRATION, Integration.EXACT);
    }
    Tensor reset = Tensor.zeros(export.shape());
    Optional<SpikeFunction> spikes = layer.spikeFn();
    if (spikes.isPresent()) {
      choices.put(NirConventions.SPIKES, count(layer, spikes.get()));
      choices.put(NirConventions.RESET, rule(layer));
      if (layer.resetFn() instanceof MembraneReset(double value)) {
        reset = Tensor.full(export.shape(), value);
      }
      noteSpikes(choices);
    }
    if (layer instanceof LIFRecurrent) {
      choices.put(NirConventions.FEEDBACK, FeedbackStart.SECOND_STEP);
    }
    NirValue.Group metadata = NirExport.noted(NirValue.Group.empty(), choices);
    String name = export.append(export.name(path, layer), node(layer, reset, metadata));
    if (layer instanceof LIFRecurrent recurrent) {
      feedBack(recurrent, name);
    }
  }

  private void feedBack(LIFRecurrent layer, String name) {
    String inner = path.isEmpty() ? "rec_connect" : path + ".rec_connect";
    export.feedBack(name, layer.recConnect(), inner);
    export.note(
        path,
        "readers of NIR evaluate the feedback in the first step too, where a bias of it acts; that"
            + " it begins with the second is noted in the metadata");
  }

  private void noteSpikes(Map<String, Enum<?>> choices) {
    if (choices.get(NirConventions.SPIKES) == SpikeCount.MULTIPLE) {
      export.note(path, "several spikes in a step are noted in the metadata; NIR itself knows one");
    }
    if (choices.get(NirConventions.RESET) == ResetRule.SUBTRACT) {
      export.note(
          path, "reset by subtraction is noted in the metadata; NIR itself resets to a value");
    }
    export.note(path, "the surrogate gradient isn't part of NIR");
  }

  private SpikeCount count(NeuronLayer layer, SpikeFunction spikes) {
    return switch (spikes) {
      case SingleSpike _ -> SpikeCount.SINGLE;
      case MultiSpike _ -> SpikeCount.MULTIPLE;
      default -> throw NirExport.refused(path, layer, "NIR has no spike function " + spikes);
    };
  }

  private ResetRule rule(NeuronLayer layer) {
    return switch (layer.resetFn()) {
      case MembraneReset _ -> ResetRule.TO_VALUE;
      case MembraneSubtract(Double value, String param) when value == null && param == null ->
          ResetRule.SUBTRACT;
      default -> throw NirExport.refused(path, layer, "NIR has no reset " + layer.resetFn());
    };
  }

  private NirNode node(NeuronLayer layer, Tensor reset, NirValue.Group metadata) {
    Optional<Tensor> tauMem = layer.tauMemCalculated();
    Optional<Tensor> tauSyn = layer.tauSynCalculated();
    Tensor ones = Tensor.ones(export.shape());
    Tensor zeros = Tensor.zeros(export.shape());
    Tensor threshold = spread(layer, "spike_threshold", layer.spikeThreshold());
    if (tauMem.isEmpty()) {
      if (tauSyn.isPresent()) {
        throw NirExport.refused(path, layer, "NIR has no integrator without leak behind a synapse");
      }
      return layer.doesSpike()
          ? new NirNode.IF(ones, threshold, reset, metadata)
          : new NirNode.I(ones, metadata);
    }
    Tensor tau = spread(layer, "tau_mem", tauMem.get());
    Tensor r =
        layer.normInput()
            ? ones
            : spread(layer, "tau_mem", uptake(layer.alphaMemCalculated()).reciprocal());
    if (tauSyn.isEmpty()) {
      return layer.doesSpike()
          ? new NirNode.LIF(tau, r, zeros, threshold, reset, metadata)
          : new NirNode.LI(tau, r, zeros, metadata);
    }
    Tensor alpha = layer.alphaSynCalculated().orElseThrow().detach().toDouble();
    Tensor weight = spread(layer, "tau_syn", alpha.div(uptake(alpha)));
    Tensor synapse = spread(layer, "tau_syn", tauSyn.get());
    return layer.doesSpike()
        ? new NirNode.CubaLIF(synapse, tau, r, zeros, threshold, reset, weight, metadata)
        : new NirNode.CubaLI(synapse, tau, r, zeros, weight, metadata);
  }

  private static Tensor uptake(Tensor alpha) {
    return alpha.detach().toDouble().neg().add(1);
  }

  private Tensor spread(NeuronLayer layer, String name, Tensor value) {
    return NirValues.spread(path, layer, name, value, export.shape());
  }
}
