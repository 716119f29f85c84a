package org.nernst.train;

/// What one optimiser step gave.
///
/// @param epoch the number of the epoch, from 1
/// @param step the number of the step within it, from 1
/// @param loss the mean loss of the batch, before the update
/// @param accuracy the share of the batch that was classified rightly, before the update
/// @param learningRate the rate of the update
/// @param gradientNorm the norm of all gradients before clipping; NaN when nothing is clipped,
///   since it isn't computed then
public record StepReport(
    int epoch, int step, double loss, double accuracy, double learningRate, double gradientNorm) {}
