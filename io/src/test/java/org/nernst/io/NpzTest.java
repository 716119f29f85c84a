package org.nernst.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nernst.tensor.DType;
import org.nernst.tensor.Tensor;

/// The archive of NumPy's own is described in the folder that it is in.
class NpzTest {
  @TempDir Path folder;

  @Test
  void everyDtypeAndOrderOfNumpyIsRead() throws IOException {
    SequencedMap<String, Tensor> arrays = Npz.read(Resources.path("numpy/numpy.npz"));

    int seen = 0;
    for (Map.Entry<String, Tensor> array : arrays.entrySet()) {
      String name = array.getKey();
      if (!name.matches("(little|big|byte)_.*")) {
        continue;
      }
      seen++;
      Tensor tensor = array.getValue();
      assertThat(tensor.shape()).as(name).containsExactly(2, 3);
      assertThat(tensor.isContiguous()).as(name).isTrue();
      assertThat(tensor.toDoubleArray())
          .as(name)
          .containsExactly(
              switch (tensor.dtype()) {
                case BOOL -> new double[] {0, 1, 0, 1, 0, 1};
                case UINT8 -> new double[] {0, 1, 2, 3, 100, 200};
                default -> new double[] {0, 1, -2, 3, 100, -1};
              });
    }
    assertThat(seen).isEqualTo(30);
    assertThat(TensorFile.require(arrays, "big_f2_c").dtype()).isEqualTo(DType.FLOAT16);
    assertThat(TensorFile.require(arrays, "scalar").item()).isEqualTo(0.1);
    assertThat(TensorFile.require(arrays, "empty").shape()).containsExactly(3, 0, 2);
    assertThat(TensorFile.require(arrays, "one").toFloatArray()).containsExactly(7);
    assertThat(
            TensorFile.require(arrays, "cube_fortran")
                .equal(Tensor.arange(24).toInt().reshape(2, 3, 4)))
        .isTrue();
  }

  @Test
  void unsignedAndComplexNumbersOfEveryOrderAreRead() throws IOException {
    SequencedMap<String, Tensor> arrays = Npz.read(Resources.path("numpy/unsigned_complex.npz"));

    assertThat(arrays).hasSize(20);
    for (Map.Entry<String, Tensor> array : arrays.entrySet()) {
      Tensor tensor = array.getValue();
      if (tensor.dtype().isComplex()) {
        assertThat(tensor.viewAsReal().toDoubleArray())
            .as(array.getKey())
            .containsExactly(0, 0, 1, 0, 0, 2, 3, -4, -1.5, 0, 0, 0.25);
      } else {
        int bits = 8 * tensor.dtype().byteSize();
        long most = -1L >>> (64 - bits);
        assertThat(tensor.toLongArray())
            .as(array.getKey())
            .containsExactly(0, 1, 2, most, (most >>> 1) + 1, 7);
      }
    }
    assertThat(TensorFile.require(arrays, "big_u8_f").dtype()).isEqualTo(DType.UINT64);
    assertThat(TensorFile.require(arrays, "big_c16_c").dtype()).isEqualTo(DType.COMPLEX128);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void arraysComeBackAsTheyWere(boolean compressed) throws IOException {
    SequencedMap<String, Tensor> arrays = new LinkedHashMap<>();
    arrays.put("layer.weight", Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3).t());
    arrays.put("a/b", Tensor.of(new boolean[] {true, false}, 2));
    arrays.put("raster", Tensor.zeros(DType.INT8, 1000, 500));
    Path file = folder.resolve("x.npz");

    if (compressed) {
      Npz.writeCompressed(file, arrays);
      assertThat(Files.size(file)).isLessThan(5_000);
    } else {
      Npz.write(file, arrays);
      assertThat(Files.size(file)).isGreaterThan(500_000);
    }
    SequencedMap<String, Tensor> back = Npz.read(file);

    assertThat(back.keySet()).containsExactlyElementsOf(arrays.keySet());
    arrays.forEach(
        (name, array) -> assertThat(TensorFile.require(back, name).equal(array)).as(name).isTrue());
  }

  @ParameterizedTest
  @ValueSource(strings = {"../x", "/x", "a/../b", "a\\b"})
  void namesThatLeaveTheArchiveAreNotWritten(String name) {
    assertThatThrownBy(() -> Npz.write(folder.resolve("x.npz"), Map.of(name, Tensor.zeros(1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(name);
  }

  @Test
  void entriesThatAreNoArraysAreRefused() throws IOException {
    Path file = zip("notes.txt", new byte[3]);

    assertThatThrownBy(() -> Npz.open(file))
        .isInstanceOf(IoFormatException.class)
        .hasMessageContaining("names end in .npy, got notes.txt");
  }

  @Test
  void aShapeThatTheEntryHasNoBytesForIsRefusedOnOpening() throws IOException {
    Path file =
        zip(
            "x.npy",
            NpyBytes.file(
                "{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999,)}", new byte[8]));

    assertThatThrownBy(() -> Npz.open(file))
        .isInstanceOf(IoFormatException.class)
        .hasMessageContaining("array x: expected 799999999992 bytes");
  }

  private Path zip(String name, byte[] content) throws IOException {
    Path file = folder.resolve("by-hand.npz");
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry(name));
      zip.write(content);
    }
    return file;
  }
}
