package org.nernst.nn;

import org.jspecify.annotations.Nullable;
import org.nernst.neuron.Reading;

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

  /// {@return what of the output over a sequence the module hands on}
  default Reading reading() {
    return Reading.EVERY_STEP;
  }

  /// {@return a refusal of anything but every step, for what takes neurons apart; null for every
  /// step}
  static @Nullable String whyNotEveryStep(NeuronModule module) {
    return module.reading() == Reading.EVERY_STEP
        ? null
        : "it hands on %s of its output; expected reading EVERY_STEP".formatted(module.reading());
  }
}
