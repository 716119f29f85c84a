package org.nernst.cli.neuron;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import org.nernst.norse.LI;
import org.nernst.norse.LICell;
import org.nernst.norse.LIF;
import org.nernst.norse.LIFAdEx;
import org.nernst.norse.LIFAdExCell;
import org.nernst.norse.LIFAdExParameters;
import org.nernst.norse.LIFAdExRecurrent;
import org.nernst.norse.LIFAdExRecurrentCell;
import org.nernst.norse.LIFAdExRefrac;
import org.nernst.norse.LIFAdExRefracCell;
import org.nernst.norse.LIFAdExRefracParameters;
import org.nernst.norse.LIFAdExRefracRecurrent;
import org.nernst.norse.LIFAdExRefracRecurrentCell;
import org.nernst.norse.LIFCell;
import org.nernst.norse.LIFParameters;
import org.nernst.norse.LIFRecurrent;
import org.nernst.norse.LIFRecurrentCell;
import org.nernst.norse.LILinearCell;
import org.nernst.norse.LIParameters;
import org.nernst.norse.NorseParameters;
import org.nernst.norse.RecurrentBuilder;
import org.nernst.tensor.Tensor;

/// Norse's neurons.
final class NorseNeurons {
  private static final String INPUT = "input_weights";
  private static final String RECURRENT = "recurrent_weights";

  private NorseNeurons() {}

  static List<Neuron> all() {
    return List.of(
        new NorseEntry<>(
            "norse.LIFAdEx",
            "adaptive exponential integrate-and-fire, current-based synapse",
            List.of(LIFAdEx.class, LIFAdExCell.class),
            new LIFAdExParameters(),
            weights(),
            1.0,
            (p, dt, _) -> new LIFAdExCell(p, dt)),
        new NorseEntry<>(
            "norse.LIFAdExRecurrent",
            "LIFAdEx with weights from the input and between the neurons",
            List.of(LIFAdExRecurrent.class, LIFAdExRecurrentCell.class),
            new LIFAdExParameters(),
            connected(),
            1.0,
            (p, dt, w) -> connect(LIFAdExRecurrentCell.builder(1, 1), p, dt, w)),
        new NorseEntry<>(
            "norse.LIFAdExRefrac",
            "LIFAdEx with an absolute refractory period",
            List.of(LIFAdExRefrac.class, LIFAdExRefracCell.class),
            new LIFAdExRefracParameters(),
            weights(),
            1.0,
            (p, dt, _) -> new LIFAdExRefracCell(p, dt)),
        new NorseEntry<>(
            "norse.LIFAdExRefracRecurrent",
            "LIFAdExRefrac with weights from the input and between the neurons",
            List.of(LIFAdExRefracRecurrent.class, LIFAdExRefracRecurrentCell.class),
            new LIFAdExRefracParameters(),
            connected(),
            1.0,
            (p, dt, w) -> connect(LIFAdExRefracRecurrentCell.builder(1, 1), p, dt, w)),
        new NorseEntry<>(
            "norse.LIF",
            "leaky integrate-and-fire, current-based synapse",
            List.of(LIF.class, LIFCell.class),
            new LIFParameters(),
            weights(),
            0.3,
            (p, dt, _) -> new LIFCell(p, dt)),
        new NorseEntry<>(
            "norse.LIFRecurrent",
            "LIF with weights from the input and between the neurons",
            List.of(LIFRecurrent.class, LIFRecurrentCell.class),
            new LIFParameters(),
            connected(),
            0.3,
            (p, dt, w) -> connect(LIFRecurrentCell.builder(1, 1), p, dt, w)),
        new NorseEntry<>(
            "norse.LI",
            "leaky integrator, current-based synapse: a readout that doesn't spike",
            List.of(LI.class, LICell.class),
            new LIParameters(),
            weights(),
            0.3,
            (p, dt, _) -> new LICell(p, dt)),
        new NorseEntry<>(
            "norse.LILinear",
            "LI behind weights from the input",
            List.of(LILinearCell.class),
            new LIParameters(),
            weights(INPUT),
            0.3,
            (p, dt, w) -> new LILinearCell(get(w, INPUT), p, dt)));
  }

  private static SequencedMap<String, Double> weights(String... names) {
    SequencedMap<String, Double> weights = new LinkedHashMap<>();
    for (String name : names) {
      weights.put(name, 1.0);
    }
    return weights;
  }

  private static SequencedMap<String, Double> connected() {
    return Catalogue.parameters(INPUT, 1.0, RECURRENT, 0.2);
  }

  private static <P extends NorseParameters<P>, M> M connect(
      RecurrentBuilder<P, M> builder, P p, double dt, Map<String, Tensor> weights) {
    return builder
        .p(p)
        .dt(dt)
        .autapses(true)
        .inputWeights(get(weights, INPUT))
        .recurrentWeights(get(weights, RECURRENT))
        .build();
  }

  private static Tensor get(Map<String, Tensor> weights, String name) {
    return Objects.requireNonNull(weights.get(name), name);
  }
}
