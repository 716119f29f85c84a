package org.nernst.io.nir;

import java.util.List;

/// A network as NIR.
///
/// @param graph the network
/// @param notes what a reader that follows NIR alone will do otherwise, a sentence each with the
///   name of the module; empty when nothing is lost
public record NirExported(NirGraph graph, List<String> notes) {
  /// Copies the list.
  public NirExported {
    notes = List.copyOf(notes);
  }
}
