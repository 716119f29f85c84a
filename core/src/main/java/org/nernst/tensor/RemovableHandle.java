package org.nernst.tensor;

/// What registering a hook returns: removes the hook again.
public interface RemovableHandle extends AutoCloseable {

  /// Removes what was registered; a second call does nothing.
  void remove();

  /// The same as [#remove()], for try-with-resources.
  @Override
  default void close() {
    remove();
  }
}
