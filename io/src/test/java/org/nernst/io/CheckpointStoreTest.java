package org.nernst.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nernst.tensor.Tensor;
import org.nernst.train.TrainState;

class CheckpointStoreTest {
  @TempDir Path folder;

  private final List<String> damaged = new ArrayList<>();

  /// A state after `epoch` whole epochs of 4 steps, and `step` steps more.
  static TrainState state(int epoch, int step, double... accuracies) {
    List<Object> reports = new ArrayList<>();
    for (int e = 1; e <= epoch; e++) {
      SequencedMap<String, Object> evaluation = new LinkedHashMap<>();
      evaluation.put("loss", 0.5);
      evaluation.put("accuracy", accuracies[e - 1]);
      int right = (int) Math.round(100 * accuracies[e - 1]);
      evaluation.put("confusion", List.of(List.of(right, 100 - right), List.of(0, 0)));
      evaluation.put("layers", List.of());
      SequencedMap<String, Object> report = new LinkedHashMap<>();
      report.put("epoch", e);
      report.put("steps", 4);
      for (String name :
          "loss accuracy learning_rate train_seconds evaluation_seconds".split(" ")) {
        report.put(name, 0.25);
      }
      report.put("evaluation", evaluation);
      reports.add(report);
    }
    SequencedMap<String, Object> progress = new LinkedHashMap<>();
    progress.put("epoch", epoch + 1);
    progress.put("step", step);
    progress.put("loss_sum", 1.0 / 3);
    progress.put("accuracy_sum", Double.NaN);
    progress.put("examples", 1L << 40);
    progress.put("seconds", 0.125);
    progress.put("reports", reports);
    SequencedMap<String, Object> values = new LinkedHashMap<>();
    values.put("progress", progress);
    values.put("seed", Long.MIN_VALUE);
    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("model.weight", Tensor.of(new float[] {epoch, step, 3}, 3));
    tensors.put("optimizer.0.step", Tensor.scalar(7));
    return new TrainState(tensors, values);
  }

  private static Checkpoint checkpoint(TrainState state) {
    SequencedMap<String, Object> configuration = new LinkedHashMap<>();
    configuration.put("hidden", 12);
    SequencedMap<String, Object> notes = new LinkedHashMap<>();
    notes.put("metrics_bytes", 345L);
    return Checkpoint.of(state, configuration, notes);
  }

  private CheckpointStore store(int keep) throws IOException {
    return CheckpointStore.open(folder, keep);
  }

  private List<String> names() throws IOException {
    return store(1).present().stream().map(p -> p.getFileName().toString()).toList();
  }

  private String newest() throws IOException {
    TrainState state = store(1).newest(damaged::add).orElseThrow().state();
    return state.epoch() + "." + state.step();
  }

  @Test
  void whatIsSavedIsRead() throws IOException {
    store(2).save(checkpoint(state(1, 3, 0.5)));
    Checkpoint read = store(2).newest(damaged::add).orElseThrow();
    assertThat(damaged).isEmpty();
    assertThat(read.configuration()).containsEntry("hidden", 12);
    assertThat(((Number) read.notes().get("metrics_bytes")).longValue()).isEqualTo(345);
    assertThat(read.versions()).isEqualTo(Checkpoint.currentVersions());
    assertThat(read.state().model().get("weight").toFloatArray()).containsExactly(1, 3, 3);
    assertThat(read.state().epoch()).isEqualTo(2);
    assertThat(read.state().step()).isEqualTo(3);
    assertThat(read.state().steps()).isEqualTo(7);
    assertThat(read.state().values()).containsEntry("seed", Long.MIN_VALUE);
    assertThat(read.state().reports().getFirst().evaluation().accuracy()).isEqualTo(0.5);
  }

  @Test
  void keepsTheLastAndTheBest() throws IOException {
    CheckpointStore store = store(2);
    double[] accuracies = {0.5, 0.75, 0.25, 0.75, 0.5};
    for (int e = 1; e <= 5; e++) {
      store.save(checkpoint(state(e - 1, 2, accuracies)));
      store.save(checkpoint(state(e, 0, accuracies)));
    }
    assertThat(names())
        .containsExactly("000004-epoch-2", "000009-epoch-5-step-2", "000010-epoch-5");
    // A store that is opened again knows the best.
    CheckpointStore again = store(1);
    again.newest(damaged::add);
    again.save(checkpoint(state(5, 1, accuracies)));
    assertThat(names()).containsExactly("000004-epoch-2", "000011-epoch-6-step-1");
  }

  @Test
  void aFullDiskLosesNothingThatWasSaved() throws IOException {
    store(3).save(checkpoint(state(1, 0, 0.5)));
    store(3).save(checkpoint(state(1, 1, 0.5)));
    long size = bytes(folder.resolve("000002-epoch-2-step-1"));
    for (long room = 0; room < size; room += Math.max(1, size / 60)) {
      CheckpointStore full = CheckpointStore.open(folder, 1, new FullDisk(room));
      full.newest(damaged::add);
      assertThatThrownBy(() -> full.save(checkpoint(state(1, 2, 0.5))))
          .isInstanceOf(IOException.class)
          .hasMessage("No space left on device");
      assertThat(names()).containsExactly("000001-epoch-1", "000002-epoch-2-step-1");
      assertThat(folder.toFile().list()).hasSize(2);
      assertThat(newest()).isEqualTo("2.1");
    }
    assertThat(damaged).isEmpty();
    CheckpointStore.open(folder, 1, new FullDisk(2 * size)).save(checkpoint(state(1, 2, 0.5)));
    assertThat(newest()).isEqualTo("2.2");
  }

  private static long bytes(Path checkpoint) throws IOException {
    try (var files = Files.list(checkpoint)) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    }
  }

  @Test
  void aDamagedNewestIsReportedAndTheOneBeforeIsUsed() throws IOException {
    CheckpointStore store = store(3);
    store.save(checkpoint(state(0, 1)));
    Path last = store.save(checkpoint(state(0, 2)));
    Random random = new Random(5);
    try (var files = Files.list(last)) {
      for (Path file : files.toList()) {
        byte[] whole = Files.readAllBytes(file);
        for (int trial = 0; trial < 40; trial++) {
          byte[] bytes = whole.clone();
          if (trial % 2 == 0) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
          } else {
            bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
          }
          Files.write(file, bytes);
          damaged.clear();
          assertThat(newest()).isEqualTo("1.1");
          assertThat(damaged).hasSize(1);
          assertThat(damaged.getFirst()).startsWith(last + " is damaged: ");
        }
        Files.delete(file);
        damaged.clear();
        assertThat(newest()).isEqualTo("1.1");
        assertThat(damaged.getFirst()).endsWith(" is missing");
        Files.write(file, whole);
        assertThat(newest()).isEqualTo("1.2");
      }
    }
    // What comes next has a higher number than the damaged one.
    Files.delete(last.resolve("state.json"));
    CheckpointStore again = store(3);
    again.newest(damaged::add);
    assertThat(again.save(checkpoint(state(0, 3))).getFileName())
        .hasToString("000003-epoch-1-step-3");
  }

  @Test
  void leftoversOfAProcessThatWasKilledAreDeleted() throws IOException {
    store(1).save(checkpoint(state(0, 1)));
    Path half = Files.createDirectories(folder.resolve(".new-000002-epoch-1-step-2"));
    Files.writeString(half.resolve("state.json"), "{");
    Files.createDirectories(folder.resolve(".old-000000-epoch-1-step-2"));
    Files.writeString(folder.resolve("mine.txt"), "stays");
    assertThat(newest()).isEqualTo("1.1");
    assertThat(half).doesNotExist();
    assertThat(folder.resolve("mine.txt")).exists();
    assertThat(folder.toFile().list()).hasSize(2);
  }

  @Test
  void theChecksumsAreThoseOfTheProgramSha256sum() throws IOException {
    Path saved = store(1).save(checkpoint(state(0, 1)));
    assertThat(Files.readAllLines(saved.resolve("SHA256SUMS")))
        .satisfiesExactly(
            line -> assertThat(line).matches("[0-9a-f]{64}  tensors\\.safetensors"),
            line -> assertThat(line).matches("[0-9a-f]{64}  state\\.json"));
  }

  @Test
  void anEmptyFolderHasNone() throws IOException {
    assertThat(CheckpointStore.open(folder.resolve("none"), 1).newest(damaged::add)).isEmpty();
    assertThat(damaged).isEmpty();
    assertThatThrownBy(() -> store(0)).hasMessage("expected to keep at least 1 checkpoint, got 0");
  }
}
