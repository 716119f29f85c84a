package org.nernst.nn;

/// A module that is nothing but neurons, with or without linear maps from and between them, and can
/// say which: what takes a network apart needs no more to run the neurons itself.
///
/// Sequences and single steps of the same neurons describe themselves alike; neither says anything
/// about time.
public interface NeuronModule {
  /// {@return equations and numbers of one step, with the tensors that the module holds now} The
  /// tensors belong to the module or to the open [org.nernst.tensor.Scope].
  ///
  /// @throws UnsupportedOperationException saying which part of the module isn't in equations
  NeuronStep neuronStep();
}
