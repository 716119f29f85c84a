package org.nernst.io.nir;

/// A [NirNode] that isn't a graph.
public sealed interface NirPrimitive extends NirNode
    permits NirNode.Input,
        NirNode.Output,
        NirNode.Affine,
        NirNode.Linear,
        NirNode.Scale,
        NirNode.Conv1d,
        NirNode.Conv2d,
        NirNode.SumPool2d,
        NirNode.AvgPool2d,
        NirNode.Flatten,
        NirNode.Delay,
        NirNode.Threshold,
        NirNode.I,
        NirNode.IF,
        NirNode.LI,
        NirNode.LIF,
        NirNode.CubaLI,
        NirNode.CubaLIF {
  @Override
  default String type() {
    return getClass().getSimpleName();
  }
}
