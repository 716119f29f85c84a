package org.nernst.stream;

import java.util.List;
import org.nernst.engine.fused.StepKernel;

/// A stage in one stream, on the stream's own memory.
sealed interface Node {
  /// Runs the stage a step further.
  ///
  /// @param first whether the stream has made no step yet
  /// @return synaptic operations
  long run(boolean first);

  /// A linear map.
  record Map(Connection connection, Signal from, Signal to) implements Node {
    @Override
    public long run(boolean first) {
      return connection.apply(from, to);
    }
  }

  /// Neurons.
  ///
  /// @param inputs of the kernel, one for each feed
  /// @param states of the kernel
  @SuppressWarnings("ArrayRecordComponent")
  record Neurons(
      Stage.Neurons stage,
      StepKernel.Bound kernel,
      Signal from,
      Signal[] inputs,
      Signal[] states,
      Signal to)
      implements Node {
    @Override
    public long run(boolean first) {
      long operations = 0;
      for (int k = 0; k < inputs.length; k++) {
        Stage.Feed feed = stage.feeds().get(k);
        Connection connection = feed.connection();
        if (connection == null) {
          from.vector();
        } else if (first && feed.fromSecondStep()) {
          inputs[k].clear();
        } else {
          Signal source = feed.state() < 0 ? from : states[feed.state()];
          operations += connection.apply(source, inputs[k]);
        }
      }
      kernel.step();
      for (Signal state : states) {
        state.changed();
      }
      to.changed();
      return operations;
    }

    void start() {
      kernel.start();
      for (Signal state : states) {
        state.changed();
      }
      to.clear();
    }

    void save(java.util.Map<String, float[]> values) {
      for (int s = 0; s < states.length; s++) {
        values.put(name(s), states[s].toArray());
      }
    }

    /// Throws if a snapshot lacks a state or has one of another width.
    ///
    /// @param names gets the names of the states
    void check(StreamSnapshot snapshot, List<String> names) {
      for (int s = 0; s < states.length; s++) {
        int given = snapshot.own(name(s)).length;
        if (given != states[s].width()) {
          throw new IllegalArgumentException(
              "expected a snapshot with %d values of state %s, got %d"
                  .formatted(states[s].width(), name(s), given));
        }
        names.add(name(s));
      }
    }

    void load(StreamSnapshot snapshot) {
      for (int s = 0; s < states.length; s++) {
        states[s].load(snapshot.own(name(s)));
      }
      to.clear();
    }

    private String name(int state) {
      String name = stage.kernel().states().get(state);
      return stage.path().isEmpty() ? name : stage.path() + "." + name;
    }
  }
}
