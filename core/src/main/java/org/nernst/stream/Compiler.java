package org.nernst.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.nernst.engine.fused.StepKernel;
import org.nernst.nn.NeuronStep;

/// Makes the parts of a network ready to run: packs weights, prepares kernels.
final class Compiler {
  private Compiler() {}

  /// {@return the stages in order}
  ///
  /// @param inputSize null if it isn't given
  /// @param vectors whether to use vectors where the JVM has them
  /// @throws UnsupportedOperationException naming the module that can't be streamed and the reason
  /// @throws IllegalArgumentException if parts don't fit together
  static List<Stage> stages(List<Part> parts, @Nullable Integer inputSize, boolean vectors) {
    List<Widths> widths = Widths.of(parts, inputSize);
    List<Stage> stages = new ArrayList<>();
    for (int k = 0; k < parts.size(); k++) {
      stages.add(
          switch (parts.get(k)) {
            case Part.Map map ->
                new Stage.Map(new Connection(map.title(), map.weight(), map.bias(), vectors));
            case Part.Neurons neurons -> neurons(neurons, widths.get(k), vectors);
          });
    }
    return List.copyOf(stages);
  }

  private static Stage neurons(Part.Neurons part, Widths widths, boolean vectors) {
    NeuronStep step = part.step();
    try {
      StepKernel kernel =
          new StepKernel(step.model(), step.params(), step.dt(), widths.out(), vectors);
      List<Stage.Feed> feeds =
          kernel.inputs().stream().map(input -> feed(part, input, vectors)).toList();
      return new Stage.Neurons(part.path(), kernel, feeds, widths.in());
    } catch (UnsupportedOperationException e) {
      throw Dismantler.refused(part.title(), e.getMessage(), e);
    }
  }

  private static Stage.Feed feed(Part.Neurons part, StepKernel.Input input, boolean vectors) {
    if (input.weight() == null) {
      return new Stage.Feed(null, -1, false);
    }
    NeuronStep.LinearMap map = Objects.requireNonNull(part.step().maps().get(input.weight()));
    Connection connection = new Connection(part.title(), map.weight(), map.bias(), vectors);
    return new Stage.Feed(connection, input.state(), map.fromSecondStep());
  }
}
