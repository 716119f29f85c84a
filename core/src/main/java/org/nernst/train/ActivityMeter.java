package org.nernst.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nernst.nn.ForwardOutput;
import org.nernst.nn.Module;
import org.nernst.nn.TimeAxis;
import org.nernst.nn.Timed;
import org.nernst.tensor.RemovableHandle;
import org.nernst.tensor.Tensor;

/// Counts the spikes of every spiking layer of a network for as long as it is open.
///
/// It listens to all modules that walk through time and emit spikes (see [Timed#emitsSpikes()]).
public final class ActivityMeter implements AutoCloseable {
  private final List<Counter> counters = new ArrayList<>();
  private final List<RemovableHandle> handles = new ArrayList<>();

  /// Begins to count.
  ///
  /// @param network the network
  public ActivityMeter(Module network) {
    for (Map.Entry<String, Module> entry : network.namedModules().entrySet()) {
      Module module = entry.getValue();
      if (module instanceof Timed timed && timed.emitsSpikes() && !isWrapper(module)) {
        Counter counter = new Counter(entry.getKey(), timed.timeAxis());
        counters.add(counter);
        handles.add(module.registerForwardHook((m, input, output) -> counter.count(output)));
      }
    }
  }

  /// Containers and adapters pass on the spikes of a module within, which is counted itself.
  private static boolean isWrapper(Module module) {
    return module.getClass().getPackage().equals(Timed.class.getPackage());
  }

  /// What was counted so far, in the network's order; layers that did not run are left out.
  ///
  /// @return one entry per layer
  public List<LayerActivity> activity() {
    return counters.stream().filter(c -> c.steps > 0).map(Counter::activity).toList();
  }

  /// Ends counting.
  @Override
  public void close() {
    handles.forEach(RemovableHandle::remove);
    handles.clear();
  }

  private static final class Counter {
    private final String name;
    private final TimeAxis axis;
    private double[] spikes = new double[0];
    private long steps;

    Counter(String name, TimeAxis axis) {
      this.name = name;
      this.axis = axis;
    }

    @Nullable ForwardOutput count(@Nullable ForwardOutput output) {
      if (output == null || axis == TimeAxis.NONE) {
        return null;
      }
      Tensor raster = output.output().detach();
      // Time and batch are the first two axes in either order.
      double[] perNeuron = raster.sum(0, 1).toDoubleArray();
      if (spikes.length != perNeuron.length) {
        spikes = new double[perNeuron.length];
        steps = 0;
      }
      for (int n = 0; n < perNeuron.length; n++) {
        spikes[n] += perNeuron[n];
      }
      steps += raster.size(0) * raster.size(1);
      return null;
    }

    LayerActivity activity() {
      double total = 0;
      int dead = 0;
      for (double count : spikes) {
        total += count;
        dead += count == 0 ? 1 : 0;
      }
      return new LayerActivity(name, spikes.length, total / steps / spikes.length, dead);
    }
  }
}
