package org.nernst.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.nernst.nn.BatchFirst;
import org.nernst.nn.Cell;
import org.nernst.nn.Dropout;
import org.nernst.nn.Flatten;
import org.nernst.nn.Identity;
import org.nernst.nn.Layer;
import org.nernst.nn.Linear;
import org.nernst.nn.Module;
import org.nernst.nn.Modules;
import org.nernst.nn.Sequential;
import org.nernst.nn.TimeAxis;
import org.nernst.nn.Timed;
import org.nernst.norse.LI;
import org.nernst.norse.LIF;
import org.nernst.norse.LIFAdEx;
import org.nernst.norse.LIFAdExParameters;
import org.nernst.norse.LIFAdExRecurrent;
import org.nernst.norse.LIFAdExRefrac;
import org.nernst.norse.LIFParameters;
import org.nernst.norse.LIFRecurrent;
import org.nernst.sinabs.ExpLeak;
import org.nernst.sinabs.IAF;
import org.nernst.sinabs.IAFRecurrent;
import org.nernst.tensor.Autograd;
import org.nernst.tensor.DType;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Tensor;

/// Networks of all kinds and what their own modules make of an input. Weights and inputs are
/// multiples of small powers of two, so that a sum has the same bits in any order and a stream has
/// to give exactly what the modules give.
final class Networks {
  static final int INPUTS = 37;
  static final int CLASSES = 5;

  private Networks() {}

  /// A network and its name.
  record Named(String name, Module module) {
    @Override
    public String toString() {
      return name;
    }
  }

  /// Networks with [#INPUTS] inputs.
  static List<Named> all() {
    List<Named> all = new ArrayList<>(exponential());
    all.add(new Named("norse LIF", norse(new LIF(lif()))));
    all.add(new Named("norse LIF with parameters per neuron", norse(new LIF(perNeuron()))));
    all.add(
        new Named(
            "norse LIFRecurrent",
            coarse(
                new Sequential(
                    LIFRecurrent.builder(INPUTS, 24).p(lif()).autapses(true).build(),
                    new Linear(24, CLASSES),
                    new LI()))));
    all.add(
        new Named(
            "norse LIFRecurrent without autapses",
            coarse(
                new Sequential(
                    LIFRecurrent.builder(INPUTS, 24).p(lif()).build(), new LIF(lif())))));
    all.add(new Named("sinabs IAF", sinabs(new IAF())));
    all.add(
        new Named(
            "sinabs LIF",
            sinabs(
                org.nernst.sinabs.LIF.builder(10).tauSyn(5).minVMem(-1).normInput(false).build())));
    all.add(new Named("sinabs IAFRecurrent", sinabs(new IAFRecurrent(new Linear(24, 24, false)))));
    all.add(
        new Named("sinabs IAFRecurrent with bias", sinabs(new IAFRecurrent(new Linear(24, 24)))));
    all.add(
        new Named(
            "sinabs LIFRecurrent",
            sinabs(new org.nernst.sinabs.LIFRecurrent(7, new Linear(24, 24)))));
    all.add(
        new Named(
            "both dialects, nested",
            coarse(
                new Sequential(
                    new Sequential(new Linear(INPUTS, 24), new Dropout(), BatchFirst.of(new LIF())),
                    new Identity(),
                    new Sequential(new Flatten(2), new Linear(24, 16), new Linear(16, CLASSES)),
                    new IAF()))));
    all.add(new Named("neurons first", coarse(new Sequential(new IAF(), new Linear(INPUTS, 9)))));
    return all;
  }

  private static List<Named> exponential() {
    LIFAdExParameters p = new LIFAdExParameters().withVTh(0.5);
    return List.of(
        new Named("norse LIFAdEx", norse(new LIFAdEx(p))),
        new Named("norse LIFAdExRefrac", norse(new LIFAdExRefrac())),
        new Named(
            "norse LIFAdExRecurrent",
            coarse(
                new Sequential(
                    LIFAdExRecurrent.builder(INPUTS, 24).p(p).build(),
                    new Linear(24, CLASSES),
                    new LI()))));
  }

  static Named named(String name) {
    return all().stream().filter(network -> network.name().equals(name)).findFirst().orElseThrow();
  }

  private static LIFParameters lif() {
    return new LIFParameters().withVTh(0.25);
  }

  private static LIFParameters perNeuron() {
    return lif()
        .withVTh(Tensor.linspace(0.1, 0.5, 24))
        .withVLeak(Tensor.linspace(-0.1, 0.1, 24).reshape(1, 24))
        .withTauMemInv(Tensor.of(new float[] {80}, 1));
  }

  private static Module norse(Cell<?> hidden) {
    return coarse(
        new Sequential(new Linear(INPUTS, 24), hidden, new Linear(24, CLASSES), new LI()));
  }

  private static Module sinabs(Layer hidden) {
    return coarse(
        new Sequential(
            new Linear(INPUTS, 24), hidden, new Linear(24, CLASSES, false), new ExpLeak(20)));
  }

  /// Puts other weights in place, the same at each call, in multiples of 1/16, and the network in
  /// evaluation.
  static Module coarse(Module module) {
    Generator generator = new Generator(11);
    try (var _ = Autograd.noGrad()) {
      module
          .namedParameters()
          .forEach(
              (name, weight) -> {
                if (weight.dim() == 2 || name.endsWith("bias")) {
                  double scale = 48 / Math.sqrt((double) weight.size(-1));
                  Tensor drawn = Tensor.rand(generator, DType.FLOAT32, weight.shape());
                  weight.copyFrom(drawn.sub(0.45).mul(scale).round().div(16));
                }
              });
    }
    return module.eval();
  }

  /// Spikes (time, [#INPUTS]), about a fifth of them, some above 1.
  static float[][] input(long seed, int steps) {
    Random random = new Random(seed);
    float[][] x = new float[steps][INPUTS];
    for (float[] step : x) {
      for (int n = 0; n < INPUTS; n++) {
        step[n] = random.nextInt(5) > 0 ? 0 : 1 + random.nextInt(2);
      }
    }
    return x;
  }

  /// What the modules themselves give, (time, out).
  static float[][] reference(Module module, float[][] x) {
    try (var _ = Autograd.noGrad()) {
      Modules.resetStates(module);
      boolean second = Timed.of(module) == TimeAxis.SECOND;
      Tensor sequence = Tensor.stack(rows(x), 0).unsqueeze(second ? 0 : 1);
      Tensor y = output(module, sequence).select(second ? 0 : 1, 0);
      List<float[]> steps = new ArrayList<>();
      y.unbind(0).forEach(step -> steps.add(step.toFloatArray()));
      return steps.toArray(float[][]::new);
    }
  }

  private static Tensor output(Module module, Tensor x) {
    return switch (module) {
      case Layer layer -> layer.forward(x);
      case Cell<?> cell -> cell.forward(x).output();
      default -> throw new IllegalArgumentException(module.toString());
    };
  }

  private static List<Tensor> rows(float[][] x) {
    List<Tensor> rows = new ArrayList<>();
    for (float[] row : x) {
      rows.add(Tensor.of(row, row.length));
    }
    return rows;
  }

  static Tensor randomWeight(long seed, int out, int in) {
    return Tensor.randn(new Generator(seed), DType.FLOAT32, out, in);
  }
}
