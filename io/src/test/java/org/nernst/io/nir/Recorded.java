package org.nernst.io.nir;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;
import org.nernst.io.Safetensors;
import org.nernst.io.SafetensorsFile;
import org.nernst.nn.TimeAxis;

/// The recorded networks of other tools.
final class Recorded {
  private Recorded() {}

  static Path file(String name) {
    try {
      return Path.of(
          Objects.requireNonNull(Recorded.class.getResource("/nir/" + name), name).toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  static Path nir(String name) {
    return file(name + ".nir");
  }

  static SafetensorsFile numbers(String name) throws IOException {
    return Safetensors.read(file(name + ".safetensors"));
  }

  /// The options that reproduce the network that a file was made of; recorded axes are (batch,
  /// time, ...).
  static NirOptions options(String name) {
    NirOptions options =
        name.startsWith("norse")
            ? NirOptions.norse(1e-3)
            : name.equals("sinabs_conv_if_multispike")
                ? NirOptions.sinabsMultiSpike()
                : name.startsWith("sinabs")
                    ? NirOptions.sinabs()
                    : name.startsWith("snntorch")
                        ? NirOptions.snnTorch()
                        : new NirOptions().withDt(1);
    return options.withTimeAxis(TimeAxis.SECOND);
  }
}
