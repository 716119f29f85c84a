package org.nernst.io.nir;

/// What an input is to integrators and synapses. Leaky membranes take currents in any case.
public enum InputScaling {
  /// A current, as in NIR's equations: a step adds `dt r I` to the membrane of an integrator and
  /// `dt/tau_syn w_in S` to the current of a synapse.
  CURRENT,
  /// A charge that arrives at once: a step adds `r I` and `w_in S`. The convention of Norse, whose
  /// files say `r = 1` and `w_in = 1`.
  CHARGE
}
