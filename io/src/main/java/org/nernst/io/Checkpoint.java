package org.nernst.io;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.nernst.tensor.Nernst;
import org.nernst.tensor.SystemInfo;
import org.nernst.train.TrainState;

/// A saved point of a training.
///
/// @param state everything that the rest of the training depends on
/// @param configuration how the training was set up, such that JSON can hold it: what has to be the
///   same when it goes on
/// @param notes what the program wants to find again, such as the length of a log
/// @param versions of what has written it, by name: the same bits are to be expected from the same
///   versions only
public record Checkpoint(
    TrainState state,
    SequencedMap<String, Object> configuration,
    SequencedMap<String, Object> notes,
    SequencedMap<String, String> versions) {
  /// Copies the maps, keeping their order.
  public Checkpoint {
    configuration = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(configuration));
    notes = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(notes));
    versions = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(versions));
  }

  /// A point of a training in this process.
  ///
  /// @param state everything that the rest of the training depends on
  /// @param configuration how the training was set up
  /// @param notes what the program wants to find again
  /// @return the checkpoint, with the versions of this process
  public static Checkpoint of(
      TrainState state,
      SequencedMap<String, Object> configuration,
      SequencedMap<String, Object> notes) {
    return new Checkpoint(state, configuration, notes, currentVersions());
  }

  /// The versions of this process.
  ///
  /// @return Nernst's, libtorch's with the instruction set that it uses, Java's
  public static SequencedMap<String, String> currentVersions() {
    SequencedMap<String, String> versions = new LinkedHashMap<>();
    versions.put("nernst", Nernst.version());
    versions.put("libtorch", SystemInfo.libtorchVersion());
    versions.put("libtorch-kernels", SystemInfo.cpuKernels());
    versions.put("java", Runtime.version().toString());
    return versions;
  }
}
