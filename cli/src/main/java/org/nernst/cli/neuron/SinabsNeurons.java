package org.nernst.cli.neuron;

import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.nernst.nn.Linear;
import org.nernst.sinabs.ExpLeak;
import org.nernst.sinabs.IAF;
import org.nernst.sinabs.IAFRecurrent;
import org.nernst.sinabs.LIF;
import org.nernst.sinabs.LIFRecurrent;
import org.nernst.sinabs.LayerBuilder;
import org.nernst.sinabs.LeakyBuilder;
import org.nernst.sinabs.SpikingBuilder;
import org.nernst.tensor.Autograd;

/// Sinabs's neurons.
final class SinabsNeurons {
  private static final String TAU_MEM = "tau_mem";
  private static final String TAU_SYN = "tau_syn";
  private static final String THRESHOLD = "spike_threshold";
  private static final String MIN_V_MEM = "min_v_mem";
  private static final String NORM_INPUT = "norm_input";
  private static final String RECURRENT = "rec_connect.weight";
  private static final double NONE = Double.NaN;

  private SinabsNeurons() {}

  static List<Neuron> all() {
    return List.of(
        new SinabsEntry(
            "sinabs.LIF",
            "leaky integrate-and-fire, several spikes per step, reset by subtraction",
            List.of(LIF.class),
            leaky(),
            1.5,
            p -> leaky(LIF.builder(Overrides.get(p, TAU_MEM)), p).build()),
        new SinabsEntry(
            "sinabs.LIFRecurrent",
            "LIF whose spikes come back through a connection",
            List.of(LIFRecurrent.class),
            recurrent(leaky()),
            1.5,
            p -> leaky(LIFRecurrent.builder(Overrides.get(p, TAU_MEM), feedback(p)), p).build()),
        new SinabsEntry(
            "sinabs.IAF",
            "integrate-and-fire without leak",
            List.of(IAF.class),
            spiking(),
            0.2,
            p -> spiking(IAF.builder(), p).build()),
        new SinabsEntry(
            "sinabs.IAFRecurrent",
            "IAF whose spikes come back through a connection",
            List.of(IAFRecurrent.class),
            recurrent(spiking()),
            0.2,
            p -> spiking(IAFRecurrent.builder(feedback(p)), p).build()),
        new SinabsEntry(
            "sinabs.ExpLeak",
            "leaky integrator: a readout that doesn't spike",
            List.of(ExpLeak.class),
            Catalogue.parameters(TAU_MEM, 20.0, MIN_V_MEM, NONE, NORM_INPUT, 0.0),
            0.1,
            p ->
                bounded(ExpLeak.builder(Overrides.get(p, TAU_MEM)), p)
                    .normInput(Overrides.get(p, NORM_INPUT) != 0)
                    .build()));
  }

  private static SequencedMap<String, Double> spiking() {
    return Catalogue.parameters(TAU_SYN, NONE, THRESHOLD, 1.0, MIN_V_MEM, NONE);
  }

  private static SequencedMap<String, Double> leaky() {
    SequencedMap<String, Double> parameters = Catalogue.parameters(TAU_MEM, 20.0);
    parameters.putAll(spiking());
    parameters.put(NORM_INPUT, 1.0);
    return parameters;
  }

  private static SequencedMap<String, Double> recurrent(SequencedMap<String, Double> parameters) {
    parameters.put(RECURRENT, 0.2);
    return parameters;
  }

  private static <B extends LayerBuilder<B>> B bounded(B builder, Map<String, Double> p) {
    double min = Overrides.get(p, MIN_V_MEM);
    B recording = builder.recordStates(true);
    return Double.isNaN(min) ? recording : recording.minVMem(min);
  }

  private static <B extends SpikingBuilder<B>> B spiking(B builder, Map<String, Double> p) {
    double tauSyn = Overrides.get(p, TAU_SYN);
    B with = bounded(builder, p).spikeThreshold(Overrides.get(p, THRESHOLD));
    return Double.isNaN(tauSyn) ? with : with.tauSyn(tauSyn);
  }

  private static <B extends LeakyBuilder<B>> B leaky(B builder, Map<String, Double> p) {
    return spiking(builder, p).normInput(Overrides.get(p, NORM_INPUT) != 0);
  }

  private static Linear feedback(Map<String, Double> p) {
    Linear feedback = new Linear(1, 1, false);
    try (var _ = Autograd.noGrad()) {
      feedback.weight().fillInPlace(Overrides.get(p, RECURRENT));
    }
    return feedback;
  }
}
