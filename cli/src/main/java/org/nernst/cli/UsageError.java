package org.nernst.cli;

/// The program was called wrongly: a bad value, a missing file, settings that don't fit together.
/// Shown as one line; exit status 2.
public final class UsageError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// An error of the caller.
  ///
  /// @param message one line that names the option or file, what was expected and what came
  public UsageError(String message) {
    super(message);
  }

  /// An error of the caller that shows itself as an exception.
  ///
  /// @param message one line that names the option or file, what was expected and what came
  /// @param cause what `--debug` shows
  public UsageError(String message, Throwable cause) {
    super(message, cause);
  }
}
