package org.nernst.train;

import org.jspecify.annotations.Nullable;

/// What one epoch gave.
///
/// @param epoch the number of the epoch, from 1
/// @param steps the number of steps that were done
/// @param loss the mean loss over the epoch's examples, each before its update
/// @param accuracy the share of the epoch's examples that was classified rightly, before their
///   update
/// @param learningRate the rate of the last step
/// @param trainSeconds wall-clock time of the steps
/// @param evaluation how the network did afterwards on other examples; null without such
/// @param evaluationSeconds wall-clock time of the evaluation
public record EpochReport(
    int epoch,
    int steps,
    double loss,
    double accuracy,
    double learningRate,
    double trainSeconds,
    @Nullable Evaluation evaluation,
    double evaluationSeconds) {}
