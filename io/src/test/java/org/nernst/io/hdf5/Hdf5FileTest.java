package org.nernst.io.hdf5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nernst.io.IoFormatException;
import org.nernst.tensor.Tensor;

class Hdf5FileTest {
  private static Tensor read(String name) throws IOException {
    try (Hdf5File file = Hdf5File.open(resource(name))) {
      return file.root().dataset("x").toTensor();
    }
  }

  private static Path resource(String name) {
    try {
      return Path.of(
          Objects.requireNonNull(Hdf5FileTest.class.getResource("/hdf5/" + name)).toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aDatasetThatMayGrowIsReadInTheOldestLayout() throws IOException {
    Tensor x = read("grows_earliest.h5");

    assertThat(x.shape()).containsExactly(4, 5);
    assertThat(x.toFloatArray()).isEqualTo(Tensor.arange(20).toFloat().toFloatArray());
  }

  @ParameterizedTest
  @CsvSource({"extensible_array.h5, an extensible array", "btree2.h5, a B-tree of version 2"})
  void theIndexesOfDatasetsThatGrowAreRefusedByName(String file, String index) {
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(IoFormatException.class)
        .hasMessageContaining(": x: expected chunks ")
        .hasMessageContaining("got " + index + ", which serves datasets that grow")
        .hasMessageContaining("libver='earliest'");
  }

  @Test
  void aFileThatNoBufferHoldsIsRefused(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("large.h5");
    try (FileChannel sparse =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      sparse.write(
          ByteBuffer.wrap(new byte[] {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'}));
      sparse.write(ByteBuffer.allocate(1), Integer.MAX_VALUE);
    }
    assertThatThrownBy(() -> Hdf5File.open(file))
        .isInstanceOf(IoFormatException.class)
        .hasMessageContaining(
            "expected an HDF5 file of less than 2 GiB, which one buffer of Java's holds, got"
                + " 2147483648 bytes");
  }
}
