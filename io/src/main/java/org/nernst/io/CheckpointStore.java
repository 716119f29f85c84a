package org.nernst.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.nernst.train.TrainState;

/// A folder of checkpoints of one training: the last few, and the best.
///
/// Each is a folder of its own (`000012-epoch-3-step-17`), written under a temporary name, forced
/// to the device and then moved into place. Older ones are deleted afterwards only, so that neither
/// a kill nor a full disk at any moment loses one that was there.
///
/// One process at a time may use a folder.
public final class CheckpointStore {
  private static final Pattern NAME = Pattern.compile("(\\d{6,18})-epoch-\\d+(-step-\\d+)?");
  private static final String TEMPORARY = ".new-";
  private static final String DOOMED = ".old-";

  private final Path folder;
  private final int keep;
  private final Disk disk;
  private @Nullable Best best;

  private CheckpointStore(Path folder, int keep, Disk disk) {
    if (keep < 1) {
      throw new IllegalArgumentException("expected to keep at least 1 checkpoint, got " + keep);
    }
    this.folder = folder;
    this.keep = keep;
    this.disk = disk;
  }

  /// A store. The folder is made with the first checkpoint; what an earlier process has left half
  /// done is deleted.
  ///
  /// @param folder where checkpoints are
  /// @param keep how many of the last ones stay, at least 1; the best stays too
  /// @return the store
  /// @throws IOException if leftovers can't be deleted
  public static CheckpointStore open(Path folder, int keep) throws IOException {
    return open(folder, keep, Disk.REAL);
  }

  static CheckpointStore open(Path folder, int keep, Disk disk) throws IOException {
    CheckpointStore store = new CheckpointStore(folder, keep, disk);
    for (Path entry : entries(folder)) {
      String name = entry.getFileName().toString();
      if (name.startsWith(TEMPORARY) || name.startsWith(DOOMED)) {
        delete(entry);
      }
    }
    return store;
  }

  /// Saves a checkpoint, then deletes those that are no longer wanted.
  ///
  /// @param checkpoint what to keep
  /// @return its folder
  /// @throws IOException if it can't be written; all that were there still are
  public Path save(Checkpoint checkpoint) throws IOException {
    List<Path> present = present();
    long number = present.isEmpty() ? 1 : number(present.getLast()) + 1;
    TrainState state = checkpoint.state();
    String name =
        state.step() == 0
            ? "%06d-epoch-%d".formatted(number, state.epoch() - 1)
            : "%06d-epoch-%d-step-%d".formatted(number, state.epoch(), state.step());
    Best own = Best.of(name, state);
    Best bestNow = own != null && own.isBetterThan(best) ? own : best;
    Files.createDirectories(folder);
    Path temporary = folder.resolve(TEMPORARY + name);
    Path target = folder.resolve(name);
    try {
      Files.createDirectory(temporary);
      new CheckpointFiles(temporary).write(disk, checkpoint, bestNow);
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      AtomicFile.forceFolder(folder);
    } catch (IOException e) {
      discard(temporary, e);
      throw e;
    }
    best = bestNow;
    prune();
    return target;
  }

  private static void discard(Path temporary, IOException because) {
    try {
      delete(temporary);
    } catch (IOException e) {
      because.addSuppressed(e);
    }
  }

  private void prune() throws IOException {
    List<Path> present = present();
    for (Path old : present.subList(0, Math.max(0, present.size() - keep))) {
      String name = old.getFileName().toString();
      if (best == null || !name.equals(best.name())) {
        // Under another name first: half of a checkpoint would look damaged.
        Path doomed = folder.resolve(DOOMED + name);
        Files.move(old, doomed, StandardCopyOption.ATOMIC_MOVE);
        delete(doomed);
      }
    }
  }

  /// The newest checkpoint that is whole. The next one that is saved follows it.
  ///
  /// @param damaged is told of newer ones that aren't, each in a line
  /// @return the checkpoint, with tensors in the open scope; empty if there is none
  /// @throws IOException if the folder can't be read
  public Optional<Checkpoint> newest(Consumer<String> damaged) throws IOException {
    for (Path candidate : present().reversed()) {
      try {
        CheckpointFiles.Read read = new CheckpointFiles(candidate).read();
        best = read.best();
        return Optional.of(read.checkpoint());
      } catch (IoFormatException e) {
        damaged.accept("%s is damaged: %s".formatted(candidate, e.problem()));
      } catch (NoSuchFileException e) {
        damaged.accept("%s is damaged: %s is missing".formatted(candidate, e.getFile()));
      }
    }
    return Optional.empty();
  }

  /// Saves states of a training here; nothing else may save here until it is closed.
  ///
  /// @param every the number of steps between two states within an epoch; 0 for none
  /// @param configuration how the training is set up
  /// @param companion what is kept beside each checkpoint
  /// @return what a trainer takes, to be closed after the training
  /// @throws IllegalArgumentException if the number is negative
  public BackgroundCheckpointer checkpointer(
      long every,
      SequencedMap<String, Object> configuration,
      BackgroundCheckpointer.Companion companion) {
    return new BackgroundCheckpointer(this, every, configuration, companion);
  }

  /// The folders of checkpoints, from the oldest to the newest.
  List<Path> present() throws IOException {
    List<Path> present = new ArrayList<>();
    for (Path entry : entries(folder)) {
      if (NAME.matcher(entry.getFileName().toString()).matches()) {
        present.add(entry);
      }
    }
    present.sort((a, b) -> Long.compare(number(a), number(b)));
    return present;
  }

  private static long number(Path checkpoint) {
    Matcher matcher = NAME.matcher(checkpoint.getFileName().toString());
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not the name of a checkpoint: " + checkpoint);
    }
    return Long.parseLong(matcher.group(1));
  }

  private static List<Path> entries(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.toList();
    }
  }

  private static void delete(Path checkpoint) throws IOException {
    for (Path file : entries(checkpoint)) {
      Files.deleteIfExists(file);
    }
    Files.deleteIfExists(checkpoint);
  }
}
