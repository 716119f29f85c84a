package org.nernst.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nernst.tensor.DType;
import org.nernst.tensor.Tensor;

/// The files of NumPy's own are described in the folder that they are in.
class NpyTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void everyVersionOfTheHeaderIsRead(int version) throws IOException {
    Tensor tensor = Npy.read(Resources.path("numpy/version%d.npy".formatted(version)));

    assertThat(tensor.dtype()).isEqualTo(DType.FLOAT32);
    assertThat(tensor.shape()).containsExactly(2, 3);
    assertThat(tensor.toFloatArray()).containsExactly(0, 1, 2, 3, 4, 5);
  }

  @ParameterizedTest
  @CsvSource({
    "record.npy, a structured dtype",
    "object.npy, got '|O'",
    "text.npy, got '<U2'",
  })
  void otherDtypesAreRefusedByTheirName(String file, String problem) {
    assertThatThrownBy(() -> Npy.read(Resources.path("numpy/" + file)))
        .isInstanceOf(IoFormatException.class)
        .hasMessageContaining(problem);
  }

  @Test
  void theBytesAreThoseThatNumpyWrites() throws IOException {
    Path file = folder.resolve("x.npy");

    Npy.write(file, Tensor.of(new float[] {0, 1, 2, 3, 4, 5}, 2, 3));

    assertThat(Files.readAllBytes(file))
        .isEqualTo(Files.readAllBytes(Resources.path("numpy/version1.npy")));
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      mode = EnumSource.Mode.MATCH_NONE,
      names = {"BFLOAT16", "FLOAT8_.*"})
  void everyDtypeComesBackAsItWas(DType dtype) throws IOException {
    Tensor tensor = Bits.random(dtype, 1, 16, 64);
    Path file = folder.resolve("x.npy");

    Npy.write(file, tensor.t());
    Tensor back = Npy.read(file);

    Bits.assertSame(back, tensor.t());
  }

  @Test
  void complexNumbersAreRead() throws IOException {
    Tensor complex = Npy.read(Resources.path("numpy/complex.npy"));

    assertThat(complex.dtype()).isEqualTo(DType.COMPLEX64);
  }

  @Test
  void shapesOfNoneAndOfManyAxesComeBack() throws IOException {
    for (long[] shape : new long[][] {{}, {1}, {0}, {3, 0, 2}, {1, 1, 1, 1, 1, 1, 1, 1}}) {
      Path file = folder.resolve("x.npy");
      Npy.write(file, Tensor.ones(DType.INT16, shape));

      assertThat(Npy.read(file).shape()).containsExactly(shape);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      mode = EnumSource.Mode.MATCH_ANY,
      names = {"BFLOAT16", "FLOAT8_.*"})
  void whatNumpyDoesNotHaveIsRefusedOnWriting(DType dtype) {
    Path file = folder.resolve("x.npy");

    assertThatThrownBy(() -> Npy.write(file, Tensor.zeros(dtype, 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "expected a dtype that NumPy has, got %s; to(float32) keeps its values"
                .formatted(dtype));
    assertThat(file).doesNotExist();
  }

  @Test
  void everyTruncationIsRefused() throws IOException {
    byte[] whole = Files.readAllBytes(Resources.path("numpy/version1.npy"));
    for (int length = 0; length < whole.length; length++) {
      Path file = Files.write(folder.resolve("cut.npy"), Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> Npy.read(file))
          .as("cut to %d of %d bytes", length, whole.length)
          .isInstanceOf(IoFormatException.class);
    }
  }

  @Test
  void theArrayHasTheNameOfItsFile() throws IOException {
    Path file = folder.resolve("raster.npy");
    Npy.write(file, Tensor.zeros(2));

    try (TensorFile open = Npy.open(file)) {
      assertThat(open.entries().keySet()).containsExactly("raster");
      assertThat(open.metadata()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'descr': '<f4', 'fortran_order': False} | descr, fortran_order and shape",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), 'x': 1} | got x",
        "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (2,)} | once in the"
            + " header, got descr",
        "{'descr': '<f4', 'fortran_order': 0, 'shape': (2,)} | True or False",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (-2,)} | an integer of at least 0",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (9999999999999999999,)} | below 2^63",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387905,)} | overflows",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2 2)} | expected ')'",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1,1,1,1,1,1,1,1,1)} | at most 8 axes",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (3,)} | expected 12 bytes",
        "{'descr': __import__('os'), 'fortran_order': False, 'shape': (2,)} | a quoted string",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2,)} junk | nothing behind the dict",
        "[] | expected '{'"
      })
  void hostileHeadersAreRefused(String header, String problem) throws IOException {
    Path file = Files.write(folder.resolve("by-hand.npy"), NpyBytes.file(header, new byte[8]));

    assertThatThrownBy(() -> Npy.read(file))
        .isInstanceOf(IoFormatException.class)
        .hasMessageContaining(problem);
  }

  @Test
  void headersThatNumpyWroteInPython2AreRead() throws IOException {
    byte[] bytes =
        NpyBytes.file(
            "{'shape': (2L,), 'fortran_order': False, 'descr': '>f4'}",
            new byte[] {0x3F, (byte) 0x80, 0, 0, 0x40, 0, 0, 0});
    Path file = Files.write(folder.resolve("old.npy"), bytes);

    assertThat(Npy.read(file).toFloatArray()).containsExactly(1, 2);
  }

  @Test
  void hugeHeadersAreRefused() throws IOException {
    byte[] bytes = NpyBytes.file(" ".repeat(60_000), new byte[0]);
    Path file = Files.write(folder.resolve("huge.npy"), bytes);

    assertThatThrownBy(() -> Npy.read(file))
        .isInstanceOf(IoFormatException.class)
        .hasMessageContaining("a header of at most 16374 bytes, got 60000");
  }

  @Test
  void otherVersionsAreRefused() throws IOException {
    byte[] bytes = NpyBytes.file("{}", new byte[0]);
    bytes[6] = 4;
    Path file = Files.write(folder.resolve("new.npy"), bytes);

    assertThatThrownBy(() -> Npy.read(file))
        .isInstanceOf(IoFormatException.class)
        .hasMessageContaining("version 1.0, 2.0 or 3.0, got 4.0");
  }

  @Test
  void otherFilesAreRefused() throws IOException {
    Path text = Files.writeString(folder.resolve("x.npy"), "not an array", StandardCharsets.UTF_8);

    assertThatThrownBy(() -> Npy.read(text))
        .isInstanceOf(IoFormatException.class)
        .hasMessageContaining("magic bytes");
  }
}
