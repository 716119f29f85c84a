package org.nernst.io;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A file breaks the rules of its format. The message names the file and says what is wrong.
public final class IoFormatException extends IOException {
  private static final long serialVersionUID = 1L;

  private static final int LONGEST = 1000;

  private final String file;
  private final String problem;

  /// A malformed file.
  ///
  /// @param file the file
  /// @param problem what is wrong: the place, what was expected, what came
  public IoFormatException(Path file, String problem) {
    this(file, problem, null);
  }

  /// A malformed file, found by a parser below.
  ///
  /// @param file the file
  /// @param problem what is wrong: the place, what was expected, what came
  /// @param cause the parser's exception
  public IoFormatException(Path file, String problem, @Nullable Throwable cause) {
    super(file + ": " + shortened(problem), cause);
    this.file = file.toString();
    this.problem = shortened(problem);
  }

  /// A file may hold names of any length.
  private static String shortened(String problem) {
    return problem.length() <= LONGEST ? problem : problem.substring(0, LONGEST) + "...";
  }

  /// The file that can't be read.
  ///
  /// @return its path as given to the reader
  public String file() {
    return file;
  }

  /// What is wrong with it.
  ///
  /// @return one line without the name of the file
  public String problem() {
    return problem;
  }
}
