package org.nernst.bench;

import java.util.List;

/// A part of the short form: rows of measured numbers with their ratios.
public interface Section {
  /// The word under which one asks for it.
  String name();

  /// What is compared, in one line.
  String title();

  /// Heads of the columns; the first is that of the names.
  List<String> columns();

  /// Measures row after row.
  ///
  /// @param stopwatch how long to measure
  /// @param rows told before and after each row
  void measure(Stopwatch stopwatch, Rows rows);

  /// Who shows the rows.
  interface Rows {
    /// The measurement of a row begins.
    void begin(String name);

    /// A row is done.
    ///
    /// @param cells one per column behind the name
    void end(String name, String... cells);
  }
}
