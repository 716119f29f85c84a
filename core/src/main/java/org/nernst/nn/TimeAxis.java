package org.nernst.nn;

/// Which axis of a module's input and output is time.
public enum TimeAxis {
  /// Input and output are (time, batch, ...): the convention of Norse.
  FIRST,
  /// Input and output are (batch, time, ...): the convention of Sinabs.
  SECOND,
  /// One time step at a time, or a map that doesn't know of time.
  NONE
}
