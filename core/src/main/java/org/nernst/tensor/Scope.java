package org.nernst.tensor;

import org.jspecify.annotations.Nullable;

/// Frees the tensors that were made in it, at its end.
///
/// ```java
/// try (var scope = Scope.open()) {
///   Tensor loss = network.forward(x).square().mean();
///   loss.backward();
///   return scope.keep(loss.detach());
/// }
/// ```
///
/// Scopes belong to a thread and nest: a new tensor belongs to the innermost open scope of the
/// thread that makes it. A tensor made without any scope is freed by the garbage collector, late
/// but safely. A view shares its storage with the tensor it was made of and stays valid when that
/// one is closed. Use of a tensor after its scope's end is an [IllegalStateException], never a
/// crash.
public final class Scope implements AutoCloseable {
  private static final ThreadLocal<@Nullable Scope> INNERMOST = new ThreadLocal<>();
  private static final int FIRST_CAPACITY = 64;

  private final @Nullable Scope parent;
  private final Thread thread = Thread.currentThread();
  private @Nullable TensorCore[] owned = new @Nullable TensorCore[FIRST_CAPACITY];
  private int used;
  private boolean open = true;

  private Scope(@Nullable Scope parent) {
    this.parent = parent;
  }

  /// Opens a scope inside the current one of this thread.
  ///
  /// @return the scope; close it on the same thread, best by try-with-resources
  public static Scope open() {
    Scope scope = new Scope(INNERMOST.get());
    INNERMOST.set(scope);
    return scope;
  }

  /// Lets a tensor live on after this scope: it moves to the enclosing scope, or to the garbage
  /// collector's care when there is none. A tensor that already lives longer stays where it is.
  ///
  /// @param tensor the tensor, made in this scope or in one inside it
  /// @return the same tensor
  public Tensor keep(Tensor tensor) {
    checkUsable();
    Scope owner = tensor.owner();
    if (owner != null && owner.isInside(this)) {
      owner.release(tensor);
      if (parent != null) {
        parent.adopt(tensor);
      }
      SpikeBits bits = tensor.spikeBits();
      if (bits != null) {
        keep(bits.words());
      }
    }
    return tensor;
  }

  /// Keeps all tensors of a group.
  ///
  /// @param group such as a neuron's state
  /// @param <G> its type
  /// @return the same group
  public <G extends TensorGroup> G keep(G group) {
    group.tensors().forEach(this::keep);
    return group;
  }

  /// Keeps several tensors.
  ///
  /// @param tensors the tensors
  /// @param <I> the type of collection
  /// @return the same collection
  public <I extends Iterable<Tensor>> I keep(I tensors) {
    tensors.forEach(this::keep);
    return tensors;
  }

  /// Takes a tensor out of every scope: from now on its holder owns it, and closes it or leaves it
  /// to the garbage collector. Modules do so with parameters, buffers and stored states.
  ///
  /// @param tensor made on this thread or outside any scope
  /// @throws IllegalStateException if the tensor belongs to another thread's scope
  public static void promote(Tensor tensor) {
    Scope owner = tensor.owner();
    if (owner != null) {
      owner.checkThread();
      owner.release(tensor);
    }
  }

  /// Closes every tensor that still belongs to this scope, and scopes inside it that were left
  /// open.
  ///
  /// @throws IllegalStateException on another thread than the one that opened it
  @Override
  public void close() {
    if (!open) {
      return;
    }
    checkThread();
    for (Scope inner = INNERMOST.get(); inner != null && inner != this; inner = inner.parent) {
      inner.closeOwned();
    }
    closeOwned();
    if (parent == null) {
      INNERMOST.remove();
    } else {
      INNERMOST.set(parent);
    }
  }

  private void closeOwned() {
    open = false;
    for (int i = used - 1; i >= 0; i--) {
      TensorCore tensor = owned[i];
      if (tensor != null) {
        tensor.closeByScope();
      }
    }
    used = 0;
    owned = new @Nullable TensorCore[0];
  }

  static @Nullable Scope innermost() {
    return INNERMOST.get();
  }

  void adopt(TensorCore tensor) {
    if (used == owned.length) {
      makeRoom();
    }
    tensor.owner(this, used);
    owned[used++] = tensor;
  }

  /// Drops the tensor from the books; the slot is reused when the array is full.
  void release(TensorCore tensor) {
    owned[tensor.slot()] = null;
    tensor.owner(null, 0);
  }

  boolean isOnOwnThread() {
    return Thread.currentThread() == thread;
  }

  private void makeRoom() {
    int kept = 0;
    for (int i = 0; i < used; i++) {
      TensorCore tensor = owned[i];
      if (tensor != null && !tensor.isClosed()) {
        tensor.owner(this, kept);
        owned[kept++] = tensor;
      }
    }
    java.util.Arrays.fill(owned, kept, used, null);
    used = kept;
    if (kept > owned.length / 2) {
      owned = java.util.Arrays.copyOf(owned, 2 * owned.length);
    }
  }

  private boolean isInside(Scope outer) {
    for (Scope scope = this; scope != null; scope = scope.parent) {
      if (scope == outer) {
        return true;
      }
    }
    return false;
  }

  private void checkUsable() {
    if (!open) {
      throw new IllegalStateException("the scope is closed");
    }
    checkThread();
  }

  private void checkThread() {
    if (!isOnOwnThread()) {
      throw new IllegalStateException(
          "expected the thread that opened the scope, %s, got %s"
              .formatted(thread.getName(), Thread.currentThread().getName()));
    }
  }
}
