package org.nernst.cli.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.nernst.cli.UsageError;
import org.nernst.io.nir.Nir;
import org.nernst.io.nir.NirActivity;
import org.nernst.io.nir.NirNetwork;
import org.nernst.io.nir.NirNode;
import org.nernst.io.nir.NirOptions;
import org.nernst.io.nir.NirState;
import org.nernst.io.nir.NirTrace;
import org.nernst.nn.TimeAxis;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;

/// A network out of a NIR file.
final class NirRunner implements Runner {
  private final NirNetwork network;
  private final String input;
  private final String output;
  private final long[] shape;
  private NirState state = NirState.rest();

  NirRunner(Path file, NirOptions options) throws IOException {
    this.network = Nir.load(file, options);
    this.input = only(file, "Input", network.graph().inputs());
    this.output = only(file, "Output", network.graph().outputs());
    if (!(network.graph().nodes().get(input) instanceof NirNode.Input entry)) {
      throw new IllegalStateException(input);
    }
    this.shape = entry.shape();
  }

  private static String only(Path file, String type, List<String> names) {
    if (names.size() != 1) {
      throw new UsageError("%s: expected one %s, got %s".formatted(file, type, names));
    }
    return names.getFirst();
  }

  @Override
  public String describe() {
    return "NIR, %d nodes".formatted(network.paths().size());
  }

  @Override
  public long[] inputShape() {
    return shape.clone();
  }

  @Override
  public TimeAxis timeAxis() {
    return network.timeAxis();
  }

  @Override
  public List<String> layers() {
    return network.paths();
  }

  @Override
  public Part run(Tensor x, Collection<String> record) {
    NirTrace trace = network.run(Map.of(input, x), state, network.paths());
    state.tensors().forEach(Tensor::close);
    state = trace.state();
    state.tensors().forEach(Scope::promote);
    NirActivity activity = NirActivity.of(network, trace);
    Map<String, Tensor> recorded = new LinkedHashMap<>();
    for (String name : record) {
      recorded.put(name, Objects.requireNonNull(trace.recorded().get(name)));
    }
    return new Part(
        Objects.requireNonNull(trace.outputs().get(output)),
        recorded,
        activity.spikes(),
        activity.operations());
  }
}
