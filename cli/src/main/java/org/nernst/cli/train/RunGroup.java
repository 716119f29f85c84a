package org.nernst.cli.train;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.nernst.cli.UsageError;
import org.nernst.io.AtomicFile;

/// The runs of one command, in the order in which they train. Each knows the others' directories by
/// name, so that the command can be resumed from any of them.
///
/// @param members their directories, side by side
record RunGroup(List<RunDirectory> members) {
  private static final int MOST_MEMBERS = 1000;

  /// Makes the directories of runs, before the first of them trains. The first one's configuration,
  /// without which nothing is a run, is written last: where it is, all the others are.
  ///
  /// @param runs at least one
  /// @throws UsageError if the place for them is a file
  /// @throws IOException if something can't be written
  static RunGroup create(List<RunConfig> runs) throws IOException {
    List<RunDirectory> members = new ArrayList<>();
    for (RunConfig run : runs) {
      Path parent = Path.of(run.settings().word(Setting.OUT));
      members.add(RunDirectory.create(parent, run.name()));
    }
    if (runs.size() > 1) {
      String names =
          members.stream().map(member -> member.name() + "\n").collect(Collectors.joining());
      for (RunDirectory member : members) {
        write(member.group(), names);
      }
    }
    for (int i = runs.size() - 1; i >= 0; i--) {
      write(members.get(i).config(), runs.get(i).toYaml());
    }
    return new RunGroup(List.copyOf(members));
  }

  private static void write(Path file, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(file, sink -> sink.write(ByteBuffer.wrap(bytes)));
  }

  /// The runs that a command has left which trained in this directory, or in directories inside it.
  ///
  /// @param path a run's directory, or one that holds the runs of one unfinished command
  /// @throws UsageError if it is neither
  /// @throws IOException if it can't be read
  static RunGroup find(Path path) throws IOException {
    if (!Files.isDirectory(path) || new RunDirectory(path).isRun()) {
      return of(RunDirectory.openUnfinished(path));
    }
    List<RunDirectory> inside;
    try (Stream<Path> children = Files.list(path)) {
      inside = children.sorted().map(RunDirectory::new).filter(RunDirectory::isRun).toList();
    }
    Map<List<Path>, RunGroup> unfinished = new LinkedHashMap<>();
    for (RunDirectory run : inside) {
      if (!run.isFinished()) {
        RunGroup group = of(run);
        unfinished.put(group.members.stream().map(RunDirectory::path).toList(), group);
      }
    }
    if (unfinished.size() > 1) {
      throw new UsageError(
          "%s holds unfinished runs of several commands: name one of %s"
              .formatted(
                  path,
                  unfinished.keySet().stream()
                      .map(paths -> paths.getFirst().toString())
                      .collect(Collectors.joining(", "))));
    }
    if (unfinished.isEmpty()) {
      return inside.isEmpty() ? of(RunDirectory.openUnfinished(path)) : new RunGroup(inside);
    }
    return unfinished.values().iterator().next();
  }

  /// The runs of the command that made this one; those whose directories are gone are left out.
  private static RunGroup of(RunDirectory run) throws IOException {
    if (!Files.isRegularFile(run.group())) {
      return new RunGroup(List.of(run));
    }
    Path here = run.path().toAbsolutePath().normalize();
    List<String> names;
    try (Stream<String> lines = Files.lines(run.group())) {
      names = lines.limit(MOST_MEMBERS).toList();
    }
    List<RunDirectory> members = new ArrayList<>();
    for (String name : names) {
      Path member = here.resolveSibling(name).normalize();
      boolean beside = member.getParent() != null && member.getParent().equals(here.getParent());
      if (beside && new RunDirectory(member).isRun()) {
        members.add(member.equals(here) ? run : new RunDirectory(run.path().resolveSibling(name)));
      }
    }
    // A directory that was renamed is no longer the one that the others know.
    return members.contains(run) ? new RunGroup(List.copyOf(members)) : new RunGroup(List.of(run));
  }
}
