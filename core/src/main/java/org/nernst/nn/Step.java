package org.nernst.nn;

import org.nernst.tensor.Tensor;

/// What a [Cell] returns: its output and the state to give to the next call.
///
/// @param output the output of the step or of the sequence
/// @param state the state after it
public record Step<S extends State<S>>(Tensor output, S state) {}
