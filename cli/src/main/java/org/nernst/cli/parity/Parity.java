package org.nernst.cli.parity;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.nernst.io.IoFormatException;
import org.nernst.tensor.Scope;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Checks recorded files one by one.
public final class Parity {
  private static final Logger LOG = LoggerFactory.getLogger(Parity.class);

  private Parity() {}

  /// Runs the module that a recorded file names, on the recorded input with the recorded
  /// parameters, and compares output, states, loss and gradients.
  ///
  /// @param file a safetensors file in the layout of the recorded runs of Norse or Sinabs
  /// @return how it went; a malformed file is a failure with a reason, never an exception
  /// @throws IOException when the file can't be read from the disk
  public static Report check(Path file) throws IOException {
    String name = String.valueOf(file.getFileName());
    try (Scope _ = Scope.open()) {
      return check(Recording.read(file));
    } catch (IoFormatException malformed) {
      return Report.failed(name, "", malformed.problem());
    } catch (RecordingException incomplete) {
      return Report.failed(name, "", String.valueOf(incomplete.getMessage()));
    } catch (UnsupportedRecordingException missing) {
      return Report.unsupported(name, "", String.valueOf(missing.getMessage()));
    }
  }

  private static Report check(Recording recording) {
    String file = recording.file();
    String module = recording.module();
    Optional<Check> check = Checks.find(recording);
    if (check.isEmpty()) {
      return Report.unsupported(file, module, "Nernst has no " + module);
    }
    Comparison comparison = new Comparison(recording);
    try {
      check.get().run(recording, comparison);
    } catch (UnsupportedRecordingException missing) {
      return Report.unsupported(file, module, String.valueOf(missing.getMessage()));
    } catch (RecordingException incomplete) {
      return failed(recording, comparison, String.valueOf(incomplete.getMessage()));
    } catch (RuntimeException refused) {
      // Hostile or damaged recordings end in whatever the modules throw: one file's failure, to be
      // reported with its reason, and not the end of the run.
      LOG.debug("{} failed", file, refused);
      return failed(
          recording, comparison, refused.getClass().getSimpleName() + ": " + refused.getMessage());
    }
    return Report.of(file, module, comparison.differences(), comparison.gaps());
  }

  private static Report failed(Recording recording, Comparison comparison, String reason) {
    return Report.of(
        recording.file(), recording.module(), comparison.differences(), List.of(reason));
  }
}
