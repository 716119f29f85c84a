package org.nernst.cli.parity;

/// A recorded file can be read but doesn't say what a check needs to know.
final class RecordingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RecordingException(String message) {
    super(message);
  }

  RecordingException(String message, Throwable cause) {
    super(message, cause);
  }
}
