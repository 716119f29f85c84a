package org.nernst.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nernst.io.BackgroundCheckpointer.Companion;
import org.nernst.tensor.Tensor;
import org.nernst.train.TrainState;

class BackgroundCheckpointerTest {
  @TempDir Path folder;

  /// A log that grows by a line with each state.
  static final class Log implements Companion {
    private int length;
    private int synced;

    @Override
    public SequencedMap<String, Object> notes() {
      SequencedMap<String, Object> notes = new LinkedHashMap<>();
      notes.put("length", ++length);
      return notes;
    }

    @Override
    public void sync() throws IOException {
      synced = length;
    }
  }

  private final Log log = new Log();

  private BackgroundCheckpointer checkpointer(Disk disk, long every) throws IOException {
    return CheckpointStore.open(folder, 1, disk).checkpointer(every, new LinkedHashMap<>(), log);
  }

  @Test
  void isDueEverySoManySteps() throws IOException {
    try (BackgroundCheckpointer five = checkpointer(Disk.REAL, 5);
        BackgroundCheckpointer never = checkpointer(Disk.REAL, 0)) {
      assertThat(five.isDue(10)).isTrue();
      assertThat(five.isDue(11)).isFalse();
      assertThat(never.isDue(10)).isFalse();
    }
    assertThatThrownBy(() -> checkpointer(Disk.REAL, -1))
        .hasMessage("expected every >= 0 steps, got -1");
  }

  @Test
  void savesWhatTheStateWasWhenItWasGiven() throws IOException {
    TrainState state = CheckpointStoreTest.state(0, 2);
    try (BackgroundCheckpointer checkpointer = checkpointer(Disk.REAL, 0)) {
      checkpointer.save(state);
      state.tensors().values().forEach(Tensor::zeroInPlace);
    }
    assertThat(log.synced).isEqualTo(1);
    List<String> damaged = new ArrayList<>();
    Checkpoint read = CheckpointStore.open(folder, 1).newest(damaged::add).orElseThrow();
    assertThat(damaged).isEmpty();
    assertThat(read.state().model().get("weight").toFloatArray()).containsExactly(0, 2, 3);
    assertThat(read.notes()).containsEntry("length", 1);
  }

  @Test
  void aFailureIsThrownAtTheNextStateOrAtTheEnd() throws IOException {
    TrainState state = CheckpointStoreTest.state(0, 2);
    BackgroundCheckpointer atTheEnd = checkpointer(new FullDisk(100), 0);
    atTheEnd.save(state);
    assertThatThrownBy(atTheEnd::close)
        .isInstanceOf(IOException.class)
        .hasMessage("No space left on device");
    atTheEnd.close();
    try (BackgroundCheckpointer atTheNext = checkpointer(new FullDisk(100), 0)) {
      atTheNext.save(state);
      assertThatThrownBy(() -> atTheNext.save(state)).hasMessage("No space left on device");
    }
  }
}
