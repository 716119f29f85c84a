package org.nernst.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nernst.tensor.DType;
import org.nernst.tensor.Tensor;

/// The files of PyTorch's own are described in the folder that they are in.
class PyTorchTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "state_dict.pt",
        "state_dict_protocol4.pt",
        "state_dict_legacy.pt",
        "state_dict_legacy_protocol4.pt"
      })
  void stateDictsKeepKeysOrderAndValues(String name) throws IOException {
    SequencedMap<String, Tensor> tensors = PyTorch.read(Resources.path("pytorch/" + name));

    assertThat(tensors.keySet())
        .containsExactly(
            "0.weight",
            "0.bias",
            "1.weight",
            "1.bias",
            "1.running_mean",
            "1.running_var",
            "1.num_batches_tracked");
    double next = 0;
    for (Tensor tensor : tensors.values()) {
      for (double value : tensor.toDoubleArray()) {
        assertThat(value).isEqualTo(next);
        next++;
      }
    }
    assertThat(tensors.get("0.weight").shape()).containsExactly(2, 3);
    assertThat(tensors.get("1.num_batches_tracked").dtype()).isEqualTo(DType.INT64);
    assertThat(tensors.get("1.num_batches_tracked").shape()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"dtypes.pt", "dtypes_legacy.pt"})
  void everyDtypeIsRead(String name) throws IOException {
    SequencedMap<String, Tensor> tensors = PyTorch.read(Resources.path("pytorch/" + name));

    for (String key :
        new String[] {
          "float64",
          "float32",
          "float16",
          "bfloat16",
          "int64",
          "int32",
          "int16",
          "int8",
          "uint8",
          "bool"
        }) {
      Tensor tensor = TensorFile.require(tensors, key);
      assertThat(tensor.dtype()).isEqualTo(DType.parse(key));
      assertThat(tensor.shape()).containsExactly(2, 3);
      assertThat(tensor.toDoubleArray())
          .containsExactly(
              key.equals("bool")
                  ? new double[] {0, 1, 1, 0, 1, 0}
                  : new double[] {0, 1, 2, 3, 100, 7});
    }
    assertThat(TensorFile.require(tensors, "scalar").item()).isEqualTo(0.1);
    assertThat(TensorFile.require(tensors, "empty").shape()).containsExactly(3, 0, 2);
  }

  @Test
  void complexNumbersAreRead() throws IOException {
    Tensor z = TensorFile.require(PyTorch.read(Resources.path("pytorch/complex.pt")), "z");

    assertThat(z.dtype()).isEqualTo(DType.COMPLEX64);
    assertThat(z.viewAsReal().toFloatArray()).containsExactly(1, 2);
  }

  @Test
  void dtypesWithoutStoragesOfTheirOwnAreRead() throws IOException {
    SequencedMap<String, Tensor> tensors = PyTorch.read(Resources.path("pytorch/typed_v3.pt"));

    assertThat(tensors).hasSize(9);
    tensors.forEach(
        (name, tensor) -> {
          if (name.equals("tail")) {
            return;
          }
          DType dtype = DType.parse(name);
          assertThat(tensor.dtype()).isEqualTo(dtype);
          assertThat(tensor.shape()).containsExactly(16, 16);
          MemorySegment bytes = tensor.segment();
          for (int i = 0; i < 256; i++) {
            if (dtype.isFloating()) {
              assertThat(bytes.get(ValueLayout.JAVA_BYTE, i)).isEqualTo((byte) i);
            } else {
              long value = i * 0x0101010101010101L + i;
              assertThat(tensor.get(i / 16, i % 16))
                  .isEqualTo(Tensor.of(new long[] {value}).view(dtype).get(0));
            }
          }
        });
    Tensor tail = TensorFile.require(tensors, "tail");
    assertThat(tail.strides()).containsExactly(1, 3);
    assertThat(tail.sameStorage(TensorFile.require(tensors, "uint16"))).isTrue();
    assertThat(tail.toLongArray())
        .containsExactly(
            250 * 258 % 65536,
            253 * 258 % 65536,
            251 * 258 % 65536,
            254 * 258 % 65536,
            252 * 258 % 65536,
            255 * 258 % 65536);
  }

  @Test
  void whatOverlapsIsWrittenOnceAndTiedAgain() throws IOException {
    Tensor base = Tensor.arange(24).toFloat().view(4, 6);
    Tensor apart = Tensor.arange(40).to(DType.UINT16);
    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("decoder.weight", base.narrow(0, 1, 2).t());
    tensors.put("encoder.weight", base.narrow(0, 1, 2));
    tensors.put("encoder.row", base.select(0, 2));
    tensors.put("other.row", base.select(0, 0));
    tensors.put("expanded", base.narrow(0, 0, 1).expand(5, 6));
    tensors.put("first", apart.narrow(0, 0, 20));
    tensors.put("same", apart.narrow(0, 10, 10));
    tensors.put("second", apart.narrow(0, 20, 20));
    tensors.put("bits", apart.view(DType.INT16));
    tensors.put("empty", base.narrow(0, 0, 0));
    Path file = folder.resolve("tied.pt");

    PyTorch.write(file, tensors);
    SequencedMap<String, Tensor> back = PyTorch.read(file);

    assertThat(back.keySet()).containsExactlyElementsOf(tensors.keySet());
    tensors.forEach((name, tensor) -> Bits.assertSame(TensorFile.require(back, name), tensor));
    Tensor weight = TensorFile.require(back, "encoder.weight");
    assertThat(TensorFile.require(back, "decoder.weight").sameStorage(weight)).isTrue();
    assertThat(TensorFile.require(back, "encoder.row").sameStorage(weight)).isTrue();
    weight.mulInPlace(-1);
    assertThat(TensorFile.require(back, "decoder.weight").get(0, 1)).isEqualTo(-12);
    assertThat(TensorFile.require(back, "encoder.row").get(5)).isEqualTo(-17);
    assertThat(TensorFile.require(back, "other.row").sameStorage(weight)).isFalse();
    assertThat(TensorFile.require(back, "same").sameStorage(TensorFile.require(back, "first")))
        .isTrue();
    assertThat(TensorFile.require(back, "second").sameStorage(TensorFile.require(back, "first")))
        .isFalse();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      assertThat(
              zip.stream().filter(e -> e.getName().contains("/data/")).mapToLong(ZipEntry::getSize))
          .as("12 floats, a row, 30 expanded, 20 + 20 shorts, 40 as other numbers, none")
          .containsExactly(48L, 24L, 120L, 40L, 40L, 80L, 0L);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"shared.pt", "shared_legacy.pt"})
  void viewsKeepTheirStridesAndShareTheirMemory(String name) throws IOException {
    SequencedMap<String, Tensor> tensors = PyTorch.read(Resources.path("pytorch/" + name));
    Tensor base = TensorFile.require(tensors, "base");

    assertThat(TensorFile.require(tensors, "transposed").toFloatArray())
        .containsExactly(0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11);
    assertThat(TensorFile.require(tensors, "transposed").strides()).containsExactly(1, 4);
    assertThat(TensorFile.require(tensors, "slice").toFloatArray()).containsExactly(4, 6, 8);
    assertThat(TensorFile.require(tensors, "expanded").toFloatArray()).containsExactly(5, 5, 5);
    assertThat(TensorFile.require(tensors, "row").toFloatArray()).containsExactly(4, 5, 6, 7);

    base.mulInPlace(10);
    assertThat(tensors.values()).allMatch(tensor -> tensor.sameStorage(base));
    assertThat(TensorFile.require(tensors, "again").get(11)).isEqualTo(110);
    assertThat(TensorFile.require(tensors, "slice").toFloatArray()).containsExactly(40, 60, 80);
  }

  @Test
  void nestedDataHasItsPathAsName() throws IOException {
    try (TensorFile file = PyTorch.open(Resources.path("pytorch/checkpoint.pt"))) {
      assertThat(file.entries().keySet())
          .containsExactly(
              "model_state_dict.w",
              "optimizer_state_dict.state.0.step",
              "optimizer_state_dict.state.0.exp_avg",
              "optimizer_state_dict.state.0.exp_avg_sq",
              "optimizer_state_dict.state.1.step",
              "optimizer_state_dict.state.1.exp_avg",
              "optimizer_state_dict.state.1.exp_avg_sq",
              "weight",
              "frozen",
              "pair.0",
              "pair.1");
      assertThat(file.metadata())
          .containsEntry("epoch", "5")
          .containsEntry("loss", "0.25")
          .containsEntry("name", "run")
          .containsEntry("done", "False")
          .containsEntry("best", "None")
          .containsEntry("big", "1099511627776")
          .containsEntry("negative", "-3")
          .containsEntry("seed", "70000")
          .containsEntry("history", "[0.5, 0.25]")
          .containsEntry("optimizer_state_dict.param_groups.0.lr", "0.5")
          .containsEntry("optimizer_state_dict.param_groups.0.params", "[0, 1]");
      assertThat(file.tensor("model_state_dict.w").toFloatArray()).containsExactly(1, 2);
      assertThat(file.tensor("weight").toFloatArray()).containsExactly(3);
      assertThat(file.tensor("pair.1").itemLong()).isEqualTo(6);
    }
  }

  @Test
  void aTensorAloneIsRead() throws IOException {
    assertThat(PyTorch.read(Resources.path("pytorch/tensor.pt")).get("tensor"))
        .satisfies(tensor -> assertThat(tensor.toLongArray()).containsExactly(1, 2, 3));
  }

  @ParameterizedTest
  @CsvSource({
    "evil.pt, posix.system",
    "module.pt, torch.nn.modules.linear.Linear",
    "sparse.pt, torch._utils._rebuild_sparse_tensor",
    "quantized.pt, torch._utils._rebuild_qtensor",
    "script.pt, TorchScript"
  })
  void whatIsNoPlainDataIsRefusedByItsName(String file, String named) {
    assertThatThrownBy(() -> PyTorch.read(Resources.path("pytorch/" + file)))
        .isInstanceOf(IoFormatException.class)
        .hasMessageContaining(named);
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void everyDtypeComesBackAsItWas(DType dtype) throws IOException {
    Tensor tensor = Bits.random(dtype, 1, 16, 64);
    Path file = folder.resolve("one.pt");

    PyTorch.write(file, Map.of("x", tensor));
    Tensor back = TensorFile.require(PyTorch.read(file), "x");

    Bits.assertSame(back, tensor);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void randomStateDictsComeBackAsTheyWere(long seed) throws IOException {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
    List<DType> dtypes = List.of(DType.values());
    int count = random.nextInt(1, 30);
    for (int i = 0; i < count; i++) {
      long[] shape = random.longs(random.nextInt(5), 0, 4).toArray();
      DType dtype = dtypes.get(random.nextInt(dtypes.size()));
      Tensor tensor = Bits.random(dtype, seed + i, shape);
      tensors.put("µ." + i, tensor.dim() < 2 ? tensor : tensor.transpose(0, 1));
    }
    Path file = folder.resolve("random.pt");

    PyTorch.write(file, tensors);
    SequencedMap<String, Tensor> back = PyTorch.read(file);

    assertThat(back.keySet()).containsExactlyElementsOf(tensors.keySet());
    tensors.forEach(
        (name, tensor) ->
            assertThatNoException()
                .as("seed %d, %s", seed, name)
                .isThrownBy(() -> Bits.assertSame(TensorFile.require(back, name), tensor)));
  }

  @Test
  void equalContentGivesEqualBytes() throws IOException {
    Map<String, Tensor> tensors = Map.of("x", Tensor.of(new float[] {1, 2}, 2));
    PyTorch.write(folder.resolve("a.pt"), tensors);
    PyTorch.write(folder.resolve("b.pt"), tensors);

    assertThat(folder.resolve("a.pt")).hasSameBinaryContentAs(folder.resolve("b.pt"));
  }

  @Test
  void aDamagedTensorIsFoundByItsChecksum() throws IOException {
    byte[] bytes = Files.readAllBytes(Resources.path("pytorch/state_dict.pt"));
    int header = 760;
    int name = bytes[header + 26];
    int extra = bytes[header + 28] & 0xFF;
    bytes[header + 30 + name + extra] ^= 1;
    Path file = Files.write(folder.resolve("damaged.pt"), bytes);

    assertThatThrownBy(() -> PyTorch.read(file))
        .isInstanceOf(IoFormatException.class)
        .hasMessageContaining("entry state_dict/data/0: expected the checksum");
  }

  @Test
  void otherFilesAreRefused() throws IOException {
    Path text = Files.writeString(folder.resolve("text.pt"), "no archive");
    Path npz = folder.resolve("numpy.pt");
    Npz.write(npz, Map.of("x", Tensor.zeros(1)));

    assertThatThrownBy(() -> PyTorch.read(text))
        .isInstanceOf(IoFormatException.class)
        .hasMessageContaining("expected a zip archive");
    assertThatThrownBy(() -> PyTorch.read(npz))
        .isInstanceOf(IoFormatException.class)
        .hasMessageContaining("without data.pkl");
    assertThatThrownBy(() -> PyTorch.read(folder))
        .isInstanceOf(IoFormatException.class)
        .hasMessageContaining("folder");
    assertThatThrownBy(() -> PyTorch.read(folder.resolve("nowhere")))
        .isInstanceOf(NoSuchFileException.class);
  }
}
