package org.nernst.engine;

/// Which engine runs a neuron's equations.
public enum Engine {
  /// The fastest that supports the call; at present always [#EAGER].
  AUTO,
  /// One libtorch operation per expression node, on any device and in any floating dtype,
  /// differentiated by libtorch's autograd.
  EAGER,
  /// Generated kernels. Not there yet: choosing it is an error.
  FUSED
}
