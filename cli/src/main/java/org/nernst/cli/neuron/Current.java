package org.nernst.cli.neuron;

import org.nernst.tensor.Generator;

/// The course of an input over time.
enum Current {
  /// Nothing, the amplitude between a tenth and nine tenths of the time, nothing.
  STEP,
  /// Nothing for a tenth of the time, then rising evenly to the amplitude at the end.
  RAMP,
  /// Independent normal numbers with the amplitude as mean and as standard deviation.
  NOISE;

  /// The input of every step.
  ///
  /// @param generator draws the noise
  float[] over(int steps, double amplitude, Generator generator) {
    float[] input = new float[steps];
    int on = steps / 10;
    for (int t = 0; t < steps; t++) {
      input[t] =
          (float)
              switch (this) {
                case STEP -> t >= on && t < steps - on ? amplitude : 0;
                case RAMP -> t < on ? 0 : amplitude * (t - on + 1) / (steps - on);
                case NOISE -> amplitude * (1 + generator.nextGaussian());
              };
    }
    return input;
  }
}
