package org.nernst.stream;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nernst.engine.fused.StepKernel;

/// A part of a network, ready to run; shared by all streams of the network.
sealed interface Stage {
  int in();

  int out();

  /// A linear map.
  record Map(Connection connection) implements Stage {
    @Override
    public int in() {
      return connection.in();
    }

    @Override
    public int out() {
      return connection.out();
    }
  }

  /// Neurons.
  ///
  /// @param path of their module
  /// @param feeds in the order of the kernel's inputs
  record Neurons(String path, StepKernel kernel, List<Feed> feeds, int in) implements Stage {
    @Override
    public int out() {
      return kernel.width();
    }
  }

  /// What fills an input of neurons before each step.
  ///
  /// @param connection null for the layer's input as it is
  /// @param state that the connection reads, -1 for the layer's input
  /// @param fromSecondStep whether the connection gives 0 in the first step
  record Feed(@Nullable Connection connection, int state, boolean fromSecondStep) {}
}
