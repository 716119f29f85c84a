package org.nernst.cli.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nernst.cli.train.TrainedRun;
import org.nernst.nn.Linear;
import org.nernst.nn.Module;
import org.nernst.nn.SequentialState;
import org.nernst.nn.SequentialTrace;
import org.nernst.nn.TimeAxis;
import org.nernst.nn.Timed;
import org.nernst.sinabs.LIFRecurrent;
import org.nernst.tensor.DType;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;

/// The network that `nernst train` has left in a directory.
final class TrainedRunner implements Runner {
  private final TrainedRun run;
  private final List<String> names;
  private @Nullable SequentialState state;

  TrainedRunner(Path directory) throws IOException {
    this.run = TrainedRun.open(directory);
    this.names = List.copyOf(run.network().namedChildren().keySet());
  }

  @Override
  public String describe() {
    return run.model() + ", trained";
  }

  @Override
  public long[] inputShape() {
    return new long[] {run.inputs()};
  }

  @Override
  public TimeAxis timeAxis() {
    return run.network().timeAxis();
  }

  @Override
  public List<String> layers() {
    return names;
  }

  @Override
  public Part run(Tensor x, Collection<String> record) {
    SequentialTrace trace = run.network().forwardAll(x, state);
    SequentialState before = state;
    if (before != null) {
      before.tensors().forEach(Tensor::close);
    }
    state = trace.state();
    trace.state().tensors().forEach(Scope::promote);
    Map<String, Tensor> recorded = new LinkedHashMap<>();
    Map<String, Long> spikes = new LinkedHashMap<>();
    Map<String, Long> operations = new LinkedHashMap<>();
    Tensor input = x;
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      Module layer = run.network().get(i);
      Tensor output = trace.outputs().get(i);
      if (record.contains(name)) {
        recorded.put(name, output);
      }
      if (layer instanceof Linear linear) {
        operations.put(name, active(input) * linear.outFeatures());
      }
      if (layer instanceof Timed timed && timed.emitsSpikes()) {
        spikes.put(name, Math.round(output.toDouble().sum().item()));
      }
      if (layer instanceof LIFRecurrent recurrent
          && recurrent.recConnect() instanceof Linear linear) {
        // What the last step sends back acts in the next part.
        operations.put(name + ".rec_connect", active(output) * linear.outFeatures());
      }
      input = output;
    }
    return new Part(trace.output(), recorded, spikes, operations);
  }

  private static long active(Tensor x) {
    return Math.round(x.ne(0).to(DType.FLOAT64).sum().item());
  }
}
