package org.nernst.train;

import java.util.List;
import org.nernst.nn.Module;
import org.nernst.nn.Modules;
import org.nernst.tensor.Autograd;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;

/// Measures a network without changing it: loss, answers, activity.
public final class Evaluator {
  private final Module network;
  private final Readout readout;
  private final Loss loss;

  /// An evaluator.
  ///
  /// @param network a [org.nernst.nn.Layer] or a [org.nernst.nn.Cell]
  /// @param readout how output over time becomes evidence for classes
  /// @param loss how wrong evidence is
  public Evaluator(Module network, Readout readout, Loss loss) {
    this.network = Runs.checked(network);
    this.readout = readout;
    this.loss = loss;
  }

  /// Runs the network over the first epoch of the data in evaluation mode and without gradients;
  /// afterwards its mode is what it was and its states are reset.
  ///
  /// @param data the examples
  /// @return what was measured
  /// @throws IllegalArgumentException if there is no batch
  public Evaluation evaluate(BatchSource data) {
    if (data.batches() < 1) {
      throw new IllegalArgumentException("expected at least one batch, got none");
    }
    boolean training = network.training();
    network.eval();
    try (ActivityMeter meter = new ActivityMeter(network);
        var _ = Autograd.noGrad()) {
      return evaluate(data, meter);
    } finally {
      Modules.resetStates(network);
      network.train(training);
    }
  }

  private Evaluation evaluate(BatchSource data, ActivityMeter meter) {
    double sum = 0;
    ConfusionMatrix confusion = null;
    var batches = data.epoch(0).iterator();
    while (true) {
      try (var _ = Scope.open()) {
        if (!batches.hasNext()) {
          break;
        }
        Batch batch = batches.next();
        Modules.resetStates(network);
        Tensor logits = readout.logits(Runs.run(network, batch.inputs()), Runs.timeAxis(network));
        sum += loss.of(logits, batch.targets()).item() * batch.size();
        if (confusion == null) {
          confusion = new ConfusionMatrix(Math.toIntExact(logits.size(1)));
        }
        long[] answers = logits.argmax(1).toLongArray();
        long[] labels = batch.targets().toLongArray();
        for (int i = 0; i < labels.length; i++) {
          confusion.add(Math.toIntExact(labels[i]), Math.toIntExact(answers[i]));
        }
      }
    }
    if (confusion == null) {
      throw new IllegalStateException("the data announced batches but gave none");
    }
    List<LayerActivity> layers = meter.activity();
    return new Evaluation(sum / confusion.total(), confusion, layers);
  }
}
