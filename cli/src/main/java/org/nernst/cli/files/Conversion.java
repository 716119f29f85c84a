package org.nernst.cli.files;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.nernst.cli.train.NirChoices;

/// A way from one kind of file to another. All there are stand in [Formats#CONVERSIONS].
public interface Conversion {
  /// Whether this is a way from one to the other.
  ///
  /// @param from the format that is there
  /// @param to the format that is wanted
  /// @return true if so
  boolean joins(FileFormat from, FileFormat to);

  /// Converts.
  ///
  /// @param in the file or folder that is there
  /// @param from its format
  /// @param out the file or folder to write
  /// @param to its format
  /// @param choices how a network in NIR is to run; refused where `out` doesn't hold that
  /// @return what of `in` is not in `out`, a sentence each
  /// @throws IOException if `in` can't be read or `out` not be written
  List<String> convert(Path in, FileFormat from, Path out, FileFormat to, NirChoices choices)
      throws IOException;
}
