package org.nernst.io;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.nernst.io.SafetensorsHeader.Entry;
import org.nernst.tensor.Tensor;
import tools.jackson.core.JacksonException;

/// A mapped safetensors file of any size: nothing but the header is on the heap, and of the data
/// only what is asked for is ever read from the disk.
final class MappedSafetensors implements TensorFile {
  private static final ValueLayout.OfLong LENGTH =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final Path file;
  private final MappedFile mapped;
  private final SafetensorsHeader header;
  private final SequencedMap<String, TensorInfo> entries = new LinkedHashMap<>();
  private final MemorySegment data;

  private MappedSafetensors(MappedFile mapped) throws IOException {
    this.file = mapped.file();
    this.mapped = mapped;
    MemorySegment json = headerBytes(mapped.bytes());
    data = mapped.bytes().asSlice(Long.BYTES + json.byteSize());
    header = header(json);
    header.entries().forEach((name, entry) -> entries.put(name, entry.info()));
  }

  static MappedSafetensors open(Path file) throws IOException {
    return MappedFile.open(file, MappedSafetensors::new);
  }

  @Override
  public SequencedMap<String, TensorInfo> entries() {
    return Collections.unmodifiableSequencedMap(entries);
  }

  @Override
  public SequencedMap<String, String> metadata() {
    return Collections.unmodifiableSequencedMap(header.metadata());
  }

  @Override
  public Tensor tensor(String name) throws IoFormatException {
    Entry entry = TensorFile.require(header.entries(), name);
    return TensorBytes.tensor(file, name, entry.info(), data.asSlice(entry.begin(), entry.bytes()));
  }

  @Override
  public void close() {
    mapped.close();
  }

  private MemorySegment headerBytes(MemorySegment bytes) throws IoFormatException {
    if (bytes.byteSize() < Long.BYTES) {
      throw new IoFormatException(
          file, "expected 8 bytes with the header's length, got " + bytes.byteSize());
    }
    long length = bytes.get(LENGTH, 0);
    long available = bytes.byteSize() - Long.BYTES;
    if (length < 0 || length > SafetensorsHeader.MAX_BYTES) {
      throw new IoFormatException(
          file,
          "expected a header of at most %d bytes, got %s"
              .formatted(SafetensorsHeader.MAX_BYTES, Long.toUnsignedString(length)));
    }
    if (length > available) {
      throw new IoFormatException(
          file, "expected a header of %d bytes, got %d".formatted(length, available));
    }
    MemorySegment json = bytes.asSlice(Long.BYTES, length);
    if (length == 0 || json.get(ValueLayout.JAVA_BYTE, 0) != '{') {
      throw new IoFormatException(file, "expected a header that starts with {");
    }
    return json;
  }

  private SafetensorsHeader header(MemorySegment json) throws IOException {
    Reader text =
        new InputStreamReader(
            new SegmentInputStream(json),
            StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT));
    try (SafetensorsHeaderReader reader = new SafetensorsHeaderReader(text)) {
      SafetensorsHeader read = reader.read();
      read.check(data.byteSize());
      return read;
    } catch (JacksonException malformed) {
      String problem =
          malformed.getCause() instanceof CharacterCodingException
              ? "it is not UTF-8"
              : malformed.getOriginalMessage();
      throw new IoFormatException(file, "the header can't be parsed: " + problem, malformed);
    } catch (IllegalArgumentException wrong) {
      throw new IoFormatException(file, String.valueOf(wrong.getMessage()), wrong);
    }
  }
}
