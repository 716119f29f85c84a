package org.nernst.examples;

import static org.nernst.neuron.Expr.blend;
import static org.nernst.neuron.Expr.constant;
import static org.nernst.neuron.Expr.step;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.nernst.data.ConstantCurrent;
import org.nernst.data.DataLoader;
import org.nernst.data.Digits;
import org.nernst.data.Split;
import org.nernst.engine.Engine;
import org.nernst.neuron.Expr;
import org.nernst.neuron.NeuronModel;
import org.nernst.neuron.Surrogates;
import org.nernst.nn.Linear;
import org.nernst.nn.NeuronCell;
import org.nernst.nn.NeuronState;
import org.nernst.nn.Sequential;
import org.nernst.nn.Stateful;
import org.nernst.nn.TimeAxis;
import org.nernst.norse.LI;
import org.nernst.tensor.DType;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Nernst;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;
import org.nernst.tensor.torch.Adam;
import org.nernst.train.LineProgress;
import org.nernst.train.TrainResult;
import org.nernst.train.Trainer;

/// A neuron of one's own, from its equations to a trained network.
///
/// A spike opens a conductance that shunts the membrane: while it is open, the neuron forgets
/// faster, so that strong input is answered by a burst and then by silence. Decay and strength of
/// the shunt are trained, each neuron its own.
public final class OwnNeuron {
  private static final int HIDDEN = 128;
  private static final int STEPS = 32;

  private OwnNeuron() {}

  /// {@return the equations of one step}
  static NeuronModel shunted() {
    return NeuronModel.define(
        "shunted",
        n -> {
          Expr v = n.state("v");
          Expr g = n.state("g");
          Expr threshold = n.param("v_th", 1.0, "", "potential above which it spikes");
          Expr leak = n.param("decay", 0.9, "", "of v in a step without shunt");
          Expr charged =
              v.times(leak).dividedBy(g.plus(1)).plus(n.input("current")).named("charged");
          Expr z =
              n.spike(
                  step(charged.minus(threshold)), Surrogates.superSpike(10).at(charged, threshold));
          n.next(v, blend(z.detach(), constant(0), charged));
          n.next(g, g.times(0.8).plus(z.times(n.param("shunt", 0.5, "", "opened by a spike"))));
          n.output("spikes", z);
        });
  }

  /// {@return 64 pixels, 128 of these neurons, 10 leaky integrators}
  static Sequential network(NeuronModel model) {
    NeuronCell neurons =
        NeuronCell.builder(model).train("decay", HIDDEN).train("shunt", HIDDEN).build();
    return new Sequential(
        new Linear(Digits.PIXELS, HIDDEN), neurons, new Linear(HIDDEN, Digits.CLASSES), new LI());
  }

  /// Trains the network on the digits.
  ///
  /// @return how it went
  static TrainResult train(Sequential network, int epochs, PrintStream out) {
    Generator generator = new Generator(0);
    Split digits = Split.stratified(Digits.load(), 0.8, generator);
    ConstantCurrent encoder = new ConstantCurrent(STEPS, 1);
    DataLoader train =
        DataLoader.of(digits.train(), 32)
            .shuffled(generator)
            .encoded(encoder, TimeAxis.FIRST, generator);
    DataLoader test = DataLoader.of(digits.test(), 90).encoded(encoder, TimeAxis.FIRST, generator);
    try (Adam optimizer = new Adam(network.parameters(), 0.005)) {
      return Trainer.of(network, optimizer)
          .evaluation(test)
          .listener(new LineProgress("shunted", out::println))
          .build()
          .fit(train, epochs);
    }
  }

  /// {@return the median time of a forward and backward pass over the neurons, in nanoseconds per
  /// neuron and step}
  static double nanos(NeuronModel model, Engine engine, int runs) {
    NeuronCell neurons =
        NeuronCell.builder(model).train("decay", HIDDEN).train("shunt", HIDDEN).build();
    neurons.engine(engine);
    Tensor current = Tensor.rand(new Generator(1), DType.FLOAT32, STEPS, 32, HIDDEN);
    current.requiresGrad(true);
    double[] nanos = new double[runs];
    for (int run = 0; run < runs; run++) {
      try (var _ = Scope.open()) {
        long start = System.nanoTime();
        neurons.forward(current).output().sum().backward();
        nanos[run] = (double) (System.nanoTime() - start) / current.numel();
      }
    }
    Arrays.sort(nanos);
    return nanos[runs / 2];
  }

  /// Runs neurons on a current that comes in two parts, which they take for one.
  ///
  /// @return the spikes of both
  static Tensor inParts(NeuronModel model, Tensor first, Tensor second) {
    Stateful<NeuronState> neurons = Stateful.of(NeuronCell.of(model));
    return Tensor.cat(List.of(neurons.forward(first), neurons.forward(second)), 0);
  }

  static void run(int epochs, int timedRuns, PrintStream out) {
    NeuronModel model = shunted();
    out.println("Equations\n\n" + model.equations());
    out.println("Adjoint\n\n" + model.adjointEquations());
    Sequential network = network(model);
    network.compile();
    train(network, epochs, out);
    double fused = nanos(model, Engine.FUSED, timedRuns);
    double eager = nanos(model, Engine.EAGER, timedRuns);
    out.printf(
        Locale.ROOT,
        "%nForward and backward, per neuron and step: fused %.2f ns, eager %.2f ns, %.1f times as"
            + " fast%n",
        fused,
        eager,
        eager / fused);
  }

  /// Prints equations and adjoint, trains, measures.
  ///
  /// @param args nothing
  public static void main(String[] args) {
    Nernst.seed(0);
    run(10, 200, System.out);
  }
}
