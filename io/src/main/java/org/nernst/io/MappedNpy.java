package org.nernst.io;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.nernst.tensor.Tensor;

/// A mapped `.npy` file of any size.
final class MappedNpy implements TensorFile {
  private final Path file;
  private final String name;
  private final MappedFile mapped;
  private final NpyHeader header;
  private final MemorySegment elements;

  private MappedNpy(MappedFile mapped) throws IoFormatException {
    this.file = mapped.file();
    this.mapped = mapped;
    MemorySegment bytes = mapped.bytes();
    String fileName = String.valueOf(file.getFileName());
    name = fileName.endsWith(".npy") ? fileName.substring(0, fileName.length() - 4) : fileName;
    long head = Math.min(NpyHeader.MAX_BYTES, bytes.byteSize());
    try {
      header = NpyHeader.parse(bytes.asSlice(0, head).toArray(ValueLayout.JAVA_BYTE));
    } catch (IllegalArgumentException wrong) {
      throw new IoFormatException(file, String.valueOf(wrong.getMessage()), wrong);
    }
    elements = bytes.asSlice(header.length());
  }

  static MappedNpy open(Path file) throws IOException {
    return MappedFile.open(file, MappedNpy::new);
  }

  @Override
  public SequencedMap<String, TensorInfo> entries() {
    return Collections.unmodifiableSequencedMap(new LinkedHashMap<>(Map.of(name, header.info())));
  }

  @Override
  public SequencedMap<String, String> metadata() {
    return Collections.unmodifiableSequencedMap(new LinkedHashMap<>());
  }

  @Override
  public Tensor tensor(String wanted) throws IOException {
    TensorFile.require(entries(), wanted);
    return NpyArray.tensor(
        file, name, header, elements.byteSize(), memory -> memory.copyFrom(elements));
  }

  @Override
  public void close() {
    mapped.close();
  }
}
