package org.nernst.io.nir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.nernst.io.IoFormatException;
import org.nernst.nn.Module;
import org.nernst.tensor.Autograd;
import org.nernst.tensor.Scope;

/// Networks that travel: files of NIR, the neuromorphic intermediate representation, that Norse,
/// Sinabs, snnTorch, Lava, SpiNNaker2 and others read and write.
///
/// ```java
/// NirNetwork network = Nir.load(Path.of("braille.nir"), new NirOptions().withDt(1e-4));
/// Step<NirState> step = network.forward(raster);                  // (time, batch, ...)
/// ```
public final class Nir {
  private Nir() {}

  /// Reads a file as it is; shapes that contradict each other show when the graph is used.
  ///
  /// @param file the file
  /// @return version and graph
  /// @throws IoFormatException when the file breaks a rule of HDF5 or NIR, naming the node
  /// @throws IOException when it can't be read
  public static NirFile read(Path file) throws IOException {
    return NirReader.read(file);
  }

  /// Writes a graph, as a whole or not at all.
  ///
  /// @param file the file, replaced if it exists
  /// @param graph the network
  /// @throws IllegalArgumentException when a value can't be written, naming the node
  /// @throws IOException when the file can't be written
  public static void write(Path file, NirGraph graph) throws IOException {
    NirWriter.write(file, graph);
  }

  /// Reads a network to run.
  ///
  /// @param file the file
  /// @param options how it is to run
  /// @return the network
  /// @throws IoFormatException when the file breaks a rule of HDF5 or NIR, or when its shapes
  ///   contradict each other and the options are strict; names the node
  /// @throws IOException when it can't be read
  public static NirNetwork load(Path file, NirOptions options) throws IOException {
    NirGraph graph = read(file).graph();
    try {
      return new NirNetwork(graph, options);
    } catch (IllegalArgumentException contradiction) {
      throw new IoFormatException(file, String.valueOf(contradiction.getMessage()), contradiction);
    }
  }

  /// Puts a network down as NIR.
  ///
  /// Sequential, Linear, convolutions, sum and average pooling, Flatten, Norse's LIF and LI in all
  /// forms, Sinabs's layers, and networks made of NIR themselves can be expressed. Batch norm
  /// directly behind a linear map or convolution is folded into it; Dropout and Identity vanish.
  ///
  /// @param module the network
  /// @param sampleShape of an input without time and batch
  /// @return the graph, and what a reader that follows NIR alone will do otherwise
  /// @throws IllegalArgumentException for what NIR can't express, naming the module and the reason
  public static NirExported export(Module module, long... sampleShape) {
    try (Scope scope = Scope.open();
        var _ = Autograd.noGrad()) {
      NirExported exported = NirExport.of(module, sampleShape);
      NirTensors.of(exported.graph()).forEach(scope::keep);
      return exported;
    }
  }

  /// Writes a network as NIR.
  ///
  /// @param module the network
  /// @param sampleShape of an input without time and batch
  /// @param file the file, replaced if it exists
  /// @return what a reader that follows NIR alone will do otherwise, see [NirExported#notes]
  /// @throws IllegalArgumentException for what NIR can't express, naming the module and the reason
  /// @throws IOException when the file can't be written
  public static List<String> save(Module module, long[] sampleShape, Path file) throws IOException {
    NirExported exported = export(module, sampleShape);
    write(file, exported.graph());
    return exported.notes();
  }
}
