package org.nernst.cli.neuron;

import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.nernst.neuron.NeuronModel;
import org.nernst.nn.Module;

/// A neuron of the library as the commands need it.
sealed interface Neuron permits NorseEntry, SinabsEntry {
  /// Where the step that a network takes comes from, and what it is called.
  ///
  /// @param dt length of a step, in `unit`
  /// @param unit such as "s"; "step" where time has none
  record Clock(double dt, String unit) {}

  /// The name on the command line: dialect and class, `norse.LIFAdEx`.
  String name();

  /// What it is, in a line.
  String what();

  /// The classes that run it.
  List<Class<? extends Module>> classes();

  /// Every number that it takes, with its default; NaN for a part that isn't there unless a number
  /// is given.
  SequencedMap<String, Double> parameters();

  /// Its time when nobody says otherwise.
  Clock clock();

  /// The input of every step that is shown when nobody says otherwise.
  double amplitude();

  /// Parameters of the equations that are computed from others, as `name = formula`.
  List<String> derived();

  /// The equations of one step with some parameters.
  ///
  /// @param parameters a number for every name of [#parameters()]
  NeuronModel model(Map<String, Double> parameters);

  /// Drives one neuron.
  ///
  /// @param parameters a number for every name of [#parameters()]
  /// @param dt length of a step
  /// @param input of every step
  /// @throws IllegalArgumentException if a parameter or dt is out of range
  Response respond(Map<String, Double> parameters, double dt, float[] input);
}
