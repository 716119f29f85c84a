package org.nernst.cli.files;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// A kind of file that `nernst inspect` can look into. All there are stand in [Formats#ALL].
public interface FileFormat {
  /// What messages call it.
  ///
  /// @return such as `safetensors`
  String name();

  /// How the names of such files end.
  ///
  /// @return endings with their dot, the usual one first; empty for a folder
  List<String> endings();

  /// Whether a file is of this kind, by what is in it rather than by its name.
  ///
  /// @param file a file or folder that exists
  /// @param head its first bytes, [Formats#HEAD_BYTES] or all that there are; none for a folder
  /// @return true if a reader of this kind should have a look
  /// @throws IOException when the first bytes are not enough and the file can't be read
  boolean recognises(Path file, byte[] head) throws IOException;

  /// Whether such a file holds a graph, of which [#inspect] can draw a picture.
  ///
  /// @return false unless a format says otherwise
  default boolean hasGraph() {
    return false;
  }

  /// Shows what is in a file.
  ///
  /// @param file a file of this kind
  /// @param view where to and how
  /// @throws IOException when it can't be read
  void inspect(Path file, Inspection view) throws IOException;
}
