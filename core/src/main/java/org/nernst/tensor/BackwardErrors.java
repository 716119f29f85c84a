package org.nernst.tensor;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Carries exceptions of Java code across libtorch's backward pass, which only hands on their text.
///
/// The text gets a number, by which the caller of backward finds the original again. This works for
/// any thread that libtorch uses.
final class BackwardErrors {
  private static final Pattern NUMBER = Pattern.compile("\\[nernst error (\\d+)]");

  /// Errors whose backward was started through the presets are never fetched; these many are kept.
  private static final int KEPT = 64;

  private static final Map<Long, Throwable> PENDING =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Throwable> eldest) {
          return size() > KEPT;
        }
      };

  private static long count;

  private BackwardErrors() {}

  /// Notes what Java code threw.
  ///
  /// @return what to throw into libtorch instead
  static RuntimeException carry(String where, Throwable thrown) {
    long number;
    synchronized (PENDING) {
      number = ++count;
      PENDING.put(number, thrown);
    }
    return new IllegalStateException(
        "%s: %s [nernst error %d]".formatted(where, thrown, number), thrown);
  }

  /// Finds what Java code threw, or translates libtorch's own error.
  ///
  /// @param operation what was called, for the message
  /// @param seen what came out of libtorch
  /// @return what to throw; an [Error] of the Java code is thrown at once
  static RuntimeException original(String operation, RuntimeException seen) {
    Matcher number = NUMBER.matcher(String.valueOf(seen.getMessage()));
    // nested backward passes wrap the text of the inner one: the first number is the outermost
    if (number.find()) {
      Throwable thrown;
      synchronized (PENDING) {
        thrown = PENDING.remove(Long.parseLong(number.group(1)));
      }
      if (thrown instanceof Error error) {
        throw error;
      }
      if (thrown instanceof RuntimeException original) {
        return original;
      }
      if (thrown != null) {
        return new IllegalStateException(thrown.toString(), thrown);
      }
    }
    return seen.getClass() == RuntimeException.class
        ? new IllegalStateException(
            operation + ": " + TorchErrors.firstLine(String.valueOf(seen.getMessage())), seen)
        : seen;
  }
}
