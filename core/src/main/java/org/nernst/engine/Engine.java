package org.nernst.engine;

/// Which engine runs a neuron's equations.
public enum Engine {
  /// The fastest that supports the call: [#FUSED] where it can run it, else [#EAGER].
  AUTO,
  /// One libtorch operation per expression node, on any device and in any floating dtype,
  /// differentiated by libtorch's autograd.
  EAGER,
  /// Kernels generated from the equations, on the CPU in float32 and float64; an error for linear
  /// maps of more than an input or a state, other devices and other dtypes. No second derivatives.
  FUSED
}
