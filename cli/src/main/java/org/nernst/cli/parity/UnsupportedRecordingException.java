package org.nernst.cli.parity;

/// A recorded file needs something that Nernst doesn't have yet.
final class UnsupportedRecordingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnsupportedRecordingException(String what) {
    super(what);
  }
}
