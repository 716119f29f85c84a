package org.nernst.io;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;
import org.nernst.train.Checkpointer;
import org.nernst.train.TrainState;

/// Saves states of a training on a thread of its own, since waiting for the disk takes longer than
/// many steps. A state is copied first; one at a time is under way.
///
/// A failure is thrown when the next state is to be saved, or at the end.
public final class BackgroundCheckpointer implements Checkpointer, AutoCloseable {
  /// What a program keeps beside its checkpoints.
  public interface Companion {
    /// What the program wants to find again, on the training thread.
    ///
    /// @return values that JSON can hold
    SequencedMap<String, Object> notes();

    /// Makes sure that what the notes speak of has reached the disk, before the checkpoint.
    ///
    /// @throws IOException if it can't
    void sync() throws IOException;
  }

  private final CheckpointStore store;
  private final long every;
  private final SequencedMap<String, Object> configuration;
  private final Companion companion;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("nernst-save").factory());
  private @Nullable Future<?> pending;

  BackgroundCheckpointer(
      CheckpointStore store,
      long every,
      SequencedMap<String, Object> configuration,
      Companion companion) {
    if (every < 0) {
      throw new IllegalArgumentException("expected every >= 0 steps, got " + every);
    }
    this.store = store;
    this.every = every;
    this.configuration = configuration;
    this.companion = companion;
  }

  @Override
  public boolean isDue(long steps) {
    return every > 0 && steps % every == 0;
  }

  @Override
  public void save(TrainState state) throws IOException {
    await();
    TrainState copy = copy(state);
    Checkpoint checkpoint = Checkpoint.of(copy, configuration, companion.notes());
    Callable<@Nullable Void> saving =
        () -> {
          try {
            companion.sync();
            store.save(checkpoint);
          } finally {
            copy.tensors().values().forEach(Tensor::close);
          }
          return null;
        };
    pending = thread.submit(saving);
  }

  /// The next step changes the tensors of the training, and its scope closes them.
  private static TrainState copy(TrainState state) {
    SequencedMap<String, Tensor> copies = new LinkedHashMap<>();
    state
        .tensors()
        .forEach(
            (key, tensor) -> {
              Tensor copy = tensor.clone();
              Scope.promote(copy);
              copies.put(key, copy);
            });
    return new TrainState(copies, state.values());
  }

  private void await() throws IOException {
    Future<?> waited = pending;
    pending = null;
    if (waited == null) {
      return;
    }
    try {
      waited.get();
    } catch (ExecutionException e) {
      Throwable cause = Objects.requireNonNull(e.getCause());
      throw new IOException(String.valueOf(cause.getMessage()), cause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while a checkpoint was being saved", e);
    }
  }

  /// Waits until the last state is saved.
  ///
  /// @throws IOException if it couldn't be
  @Override
  public void close() throws IOException {
    try {
      await();
    } finally {
      thread.shutdown();
    }
  }
}
