package org.nernst.cli.train;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nernst.io.Checkpoint;

/// Where a run goes on.
///
/// @param model its name, the first word of each line
/// @param from the checkpoint; null when there is none
record Resumption(String model, @Nullable Checkpoint from) {
  /// What to tell the user.
  List<String> lines() {
    if (from == null) {
      return List.of(model + " has no checkpoint yet and begins again");
    }
    List<String> lines = new ArrayList<>();
    int epoch = from.state().epoch();
    int step = from.state().step();
    lines.add(
        step == 0
            ? "%s resumes after epoch %d".formatted(model, epoch - 1)
            : "%s resumes after step %d of epoch %d".formatted(model, step, epoch));
    Checkpoint.currentVersions()
        .forEach(
            (name, now) -> {
              String then = from.versions().getOrDefault(name, "unknown");
              if (!now.equals(then)) {
                lines.add(
                    "%s was saved with %s %s, now it is %s: the last bits may differ"
                        .formatted(model, name, then, now));
              }
            });
    return lines;
  }
}
