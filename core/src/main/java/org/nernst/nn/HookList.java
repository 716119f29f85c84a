package org.nernst.nn;

import java.util.ArrayList;
import java.util.List;
import org.nernst.tensor.RemovableHandle;

/// Hooks of one kind in the order in which they run.
///
/// A call runs the hooks that were there when it began: a hook may remove itself.
final class HookList<H> {
  /// Not a record: two entries of one hook are not equal, each handle removes its own.
  private static final class Entry<H> {
    final H hook;

    Entry(H hook) {
      this.hook = hook;
    }
  }

  private volatile List<Entry<H>> entries = List.of();

  /// Adds a hook; a hook that is added twice runs twice, and each handle removes its own entry.
  synchronized RemovableHandle add(H hook, boolean prepend) {
    Entry<H> entry = new Entry<>(hook);
    List<Entry<H>> longer = new ArrayList<>(entries);
    longer.add(prepend ? 0 : longer.size(), entry);
    entries = List.copyOf(longer);
    return () -> remove(entry);
  }

  private synchronized void remove(Entry<H> entry) {
    entries = entries.stream().filter(e -> !e.equals(entry)).toList();
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  List<H> snapshot() {
    return entries.stream().map(e -> e.hook).toList();
  }
}
