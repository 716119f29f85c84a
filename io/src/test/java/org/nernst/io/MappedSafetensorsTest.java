package org.nernst.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nernst.tensor.DType;
import org.nernst.tensor.Tensor;

class MappedSafetensorsTest {
  @TempDir Path folder;

  @Test
  void theContentsAreKnownBeforeAnyValueIsRead() throws IOException {
    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("b", Tensor.zeros(DType.INT16, 2, 3));
    tensors.put("a", Tensor.of(new float[] {1, 2}, 2));
    Path file = folder.resolve("two.safetensors");
    Safetensors.write(file, tensors, Map.of("k", "v"));

    try (TensorFile open = Safetensors.open(file)) {
      assertThat(open.entries())
          .containsExactly(
              Map.entry("b", new TensorInfo(DType.INT16, List.of(2L, 3L))),
              Map.entry("a", new TensorInfo(DType.FLOAT32, List.of(2L))));
      assertThat(open.metadata()).containsExactly(Map.entry("k", "v"));
      assertThat(open.tensor("a").toFloatArray()).containsExactly(1, 2);
      assertThat(open.tensors().keySet()).containsExactly("b", "a");
      assertThatThrownBy(() -> open.tensor("c"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("expected a tensor named c, the file holds [b, a]");
    }
  }

  @Test
  void tensorsOutliveTheFile() throws IOException {
    Path file = folder.resolve("one.safetensors");
    Safetensors.write(file, Map.of("x", Tensor.of(new float[] {3}, 1)), Map.of());
    Tensor x;
    try (TensorFile open = Safetensors.open(file)) {
      x = open.tensor("x");
    }

    assertThat(x.addInPlace(1).item()).isEqualTo(4);
  }

  @Test
  void tensorsBehindTheSecondGigabyteAreRead() throws IOException {
    long gap = (5L << 30) + 3;
    byte[] header =
        """
        {"gap":{"dtype":"U8","shape":[%d],"data_offsets":[0,%d]},\
        "last":{"dtype":"F32","shape":[2],"data_offsets":[%d,%d]}}\
        """
            .formatted(gap, gap, gap, gap + 8)
            .getBytes(StandardCharsets.UTF_8);
    Path file = folder.resolve("sparse.safetensors");
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE,
            StandardOpenOption.SPARSE)) {
      ByteBuffer start = ByteBuffer.wrap(HeaderBytes.file(header.length, header, new byte[0]));
      channel.write(start, 0);
      ByteBuffer values = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
      channel.write(values.putFloat(1.5f).putFloat(-2f).flip(), 8 + header.length + gap);
    }

    try (TensorFile open = Safetensors.open(file)) {
      assertThat(open.entries().get("gap")).isEqualTo(new TensorInfo(DType.UINT8, List.of(gap)));
      assertThat(open.tensor("last").toFloatArray()).containsExactly(1.5f, -2f);
    }
  }
}
