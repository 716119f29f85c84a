package org.nernst.io.nir;

/// How the equations of NIR, which know of no steps, become a step of length dt.
public enum Integration {
  /// Forward Euler: a time constant tau decays by `1 - dt/tau` and takes up `dt/tau` of its input.
  /// The convention of Norse and snnTorch.
  EULER,
  /// The exact solution for an input that is constant during a step: decay `exp(-dt/tau)`, uptake
  /// `1 - exp(-dt/tau)`. The convention of Sinabs.
  EXACT
}
