package org.nernst.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nernst.tensor.DType;
import org.nernst.tensor.Tensor;

class SafetensorsTest {
  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(DType.class)
  void everyDtypeComesBackAsItWas(DType dtype) throws IOException {
    if (dtype == DType.COMPLEX128) {
      return;
    }
    Tensor tensor = Bits.random(dtype, 1, 16, 64);
    Path file = folder.resolve("one.safetensors");

    Safetensors.write(file, Map.of("x", tensor), Map.of());
    Tensor back = Safetensors.read(file).tensor("x");

    Bits.assertSame(back, tensor);
  }

  @Test
  void whatTheFormatHasNoNameForIsRefusedBeforeAnythingIsWritten() {
    Path file = folder.resolve("complex128.safetensors");

    assertThatThrownBy(
            () -> Safetensors.write(file, Map.of("x", Tensor.ones(DType.COMPLEX128, 2)), Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("tensor x: safetensors has no name for dtype complex128");
    assertThat(file).doesNotExist();
  }

  @Test
  void scalarsAndEmptyTensorsKeepTheirShape() throws IOException {
    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("scalar", Tensor.scalar(0.1, DType.FLOAT64));
    tensors.put("empty", Tensor.zeros(DType.INT64, 3, 0, 2));
    tensors.put("none", Tensor.zeros(DType.FLOAT32, 0));
    Path file = folder.resolve("edge.safetensors");

    Safetensors.write(file, tensors, Map.of());
    SafetensorsFile back = Safetensors.read(file);

    assertThat(back.tensor("scalar").shape()).isEmpty();
    assertThat(back.tensor("scalar").item()).isEqualTo(0.1);
    assertThat(back.tensor("empty").shape()).containsExactly(3, 0, 2);
    assertThat(back.tensor("empty").dtype()).isEqualTo(DType.INT64);
    assertThat(back.tensor("none").numel()).isZero();
  }

  @Test
  void aFileWithoutTensorsIsLegal() throws IOException {
    Path file = folder.resolve("none.safetensors");

    Safetensors.write(file, Map.of(), Map.of());

    assertThat(Safetensors.read(file).tensors()).isEmpty();
    assertThat(Safetensors.read(file).metadata()).isEmpty();
  }

  @Test
  void namesAndMetadataKeepTheirOrderAndTheirText() throws IOException {
    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
    for (String name : List.of("z", "a \"quoted\"\n", "µ/λ", "", "\uD83E\uDDE0")) {
      tensors.put(name, Tensor.scalar(tensors.size(), DType.INT8));
    }
    SequencedMap<String, String> metadata = new LinkedHashMap<>();
    for (String key : List.of("zz", "b", "a", "")) {
      metadata.put(key, "value of\t" + key + " é\u0000");
    }
    Path file = folder.resolve("order.safetensors");

    Safetensors.write(file, tensors, metadata);
    SafetensorsFile back = Safetensors.read(file);

    assertThat(back.tensors().keySet()).containsExactlyElementsOf(tensors.keySet());
    assertThat(back.metadata()).containsExactlyEntriesOf(metadata);
    assertThat(back.tensor("µ/λ").itemLong()).isEqualTo(2);
  }

  @Test
  void stridedTensorsAreWrittenInRowMajorOrder() throws IOException {
    Tensor matrix = Tensor.of(new float[] {0, 1, 2, 3, 4, 5}, 2, 3);
    Path file = folder.resolve("strided.safetensors");

    Safetensors.write(
        file, Map.of("t", matrix.t(), "e", Tensor.of(new float[] {7}, 1).expand(3)), Map.of());
    SafetensorsFile back = Safetensors.read(file);

    assertThat(back.tensor("t").toFloatArray()).containsExactly(0, 3, 1, 4, 2, 5);
    assertThat(back.tensor("e").toFloatArray()).containsExactly(7, 7, 7);
  }

  @Test
  void trainableTensorsAreWrittenAsValues() throws IOException {
    Tensor weight = Tensor.of(new float[] {1, 2}, 2).requiresGrad(true);
    Path file = folder.resolve("trainable.safetensors");

    Safetensors.write(file, Map.of("w", weight.mul(2)), Map.of());

    Tensor back = Safetensors.read(file).tensor("w");
    assertThat(back.requiresGrad()).isFalse();
    assertThat(back.toFloatArray()).containsExactly(2, 4);
  }

  @Test
  void theBytesAreThoseOfTheFormat() throws IOException {
    Path file = folder.resolve("bytes.safetensors");

    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("flag", Tensor.of(new boolean[] {true}, 1));
    tensors.put("x", Tensor.of(new float[] {1.5f, -2f}, 2));
    Safetensors.write(file, tensors, Map.of("k", "v"));

    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int length = (int) bytes.getLong();
    String header = new String(bytes.array(), 8, length, StandardCharsets.UTF_8);
    assertThat(length % 8).isZero();
    assertThat(header.strip())
        .isEqualTo(
            """
            {"__metadata__":{"k":"v"},\
            "flag":{"dtype":"BOOL","shape":[1],"data_offsets":[8,9]},\
            "x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}\
            """);
    bytes.position(8 + length);
    assertThat(bytes.getFloat()).isEqualTo(1.5f);
    assertThat(bytes.getFloat()).isEqualTo(-2f);
    assertThat(bytes.get()).isEqualTo((byte) 1);
    assertThat(bytes.hasRemaining()).isFalse();
  }

  @Test
  void unalignedDataIsRead() throws IOException {
    byte[] data =
        ByteBuffer.allocate(9).order(ByteOrder.LITTLE_ENDIAN).put((byte) 3).putDouble(0.1).array();
    Path file =
        HeaderBytes.write(
            folder,
            """
            {"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},\
            "b":{"dtype":"F64","shape":[],"data_offsets":[1,9]}}\
            """,
            data);

    assertThat(Safetensors.read(file).tensor("b").item()).isEqualTo(0.1);
  }

  @Test
  void whatWasReadCanBeChangedWithoutChangingTheFile() throws IOException {
    Path file = folder.resolve("copy.safetensors");
    Safetensors.write(file, Map.of("x", Tensor.of(new float[] {1, 2}, 2)), Map.of());

    Safetensors.read(file).tensor("x").mulInPlace(10);

    assertThat(Safetensors.read(file).tensor("x").toFloatArray()).containsExactly(1, 2);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void randomFilesComeBackAsTheyWere(long seed) throws IOException {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
    List<DType> dtypes =
        Stream.of(DType.values()).filter(dtype -> dtype != DType.COMPLEX128).toList();
    int count = random.nextInt(1, 30);
    for (int i = 0; i < count; i++) {
      long[] shape = random.longs(random.nextInt(5), 0, 4).toArray();
      DType dtype = dtypes.get(random.nextInt(dtypes.size()));
      tensors.put("t" + i, Bits.random(dtype, seed + i, shape));
    }
    Path file = folder.resolve("random.safetensors");

    Safetensors.write(file, tensors, Map.of());
    SafetensorsFile back = Safetensors.read(file);

    assertThat(back.tensors().keySet()).containsExactlyElementsOf(tensors.keySet());
    tensors.forEach(
        (name, tensor) ->
            assertThatNoException()
                .as("seed %d, %s", seed, name)
                .isThrownBy(() -> Bits.assertSame(back.tensor(name), tensor)));
  }

  @Test
  void anUnknownNameIsRefusedWithTheKnownOnes() throws IOException {
    Path file = folder.resolve("known.safetensors");
    Safetensors.write(file, Map.of("x", Tensor.scalar(1)), Map.of());
    SafetensorsFile back = Safetensors.read(file);

    assertThatThrownBy(() -> back.tensor("y"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected a tensor named y, the file holds [x]");
  }

  @Test
  void theReservedNameIsRefusedOnWriting() {
    Path file = folder.resolve("reserved.safetensors");

    assertThatThrownBy(
            () -> Safetensors.write(file, Map.of("__metadata__", Tensor.scalar(1)), Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("reserved");
    assertThat(file).doesNotExist();
  }

  @Test
  void halfASurrogatePairIsRefusedOnWriting() {
    Path file = folder.resolve("surrogate.safetensors");

    assertThatThrownBy(() -> Safetensors.write(file, Map.of(), Map.of("k", "\uD83E")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("surrogate");
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatThrownBy(() -> Safetensors.read(folder.resolve("nowhere")))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("nowhere");
  }

  @Test
  void aFolderIsRefused() {
    assertThatThrownBy(() -> Safetensors.read(folder))
        .isInstanceOf(IoFormatException.class)
        .hasMessageContaining("folder");
  }

  @Test
  void aFailedWriteLeavesNothingBehind() throws IOException {
    Path target = Files.createDirectory(folder.resolve("taken"));

    assertThatThrownBy(() -> Safetensors.write(target, Map.of("x", Tensor.scalar(1)), Map.of()))
        .isInstanceOf(IOException.class);
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).containsExactly(target);
    }
  }
}
