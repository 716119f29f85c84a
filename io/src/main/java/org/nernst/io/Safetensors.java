package org.nernst.io;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.nernst.io.SafetensorsHeader.Entry;
import org.nernst.tensor.DType;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;
import tools.jackson.core.JacksonException;

/// The checkpoint format safetensors: 8 bytes with the length of a JSON header, the header, then
/// the tensors' raw little-endian bytes.
///
/// The reader trusts nothing: the header has at most 100 MB, starts with `{`, is strict UTF-8 and
/// names nothing twice; sizes are computed with overflow checks against the bytes that are there
/// before anything is allocated; the data has no hole, no overlap and no rest. Source:
/// <https://github.com/huggingface/safetensors>.
public final class Safetensors {
  private static final ValueLayout.OfLong LENGTH =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private Safetensors() {}

  /// Reads a whole file. The file is mapped while it is read; the tensors are copies on the CPU and
  /// belong to the open [Scope], if any.
  ///
  /// @param file the file
  /// @return its tensors and metadata, in the order of the header
  /// @throws IoFormatException when the file breaks a rule of the format
  /// @throws IOException when it can't be read
  public static SafetensorsFile read(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IoFormatException(file, "expected a file, got a folder");
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        Arena arena = Arena.ofConfined();
        Scope scope = Scope.open()) {
      MemorySegment bytes = channel.map(MapMode.READ_ONLY, 0, channel.size(), arena);
      MemorySegment json = headerBytes(file, bytes);
      MemorySegment data = bytes.asSlice(Long.BYTES + json.byteSize());
      SafetensorsHeader header = header(file, json, data.byteSize());
      SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
      for (Map.Entry<String, Entry> entry : header.entries().entrySet()) {
        tensors.put(entry.getKey(), tensor(file, entry.getKey(), entry.getValue(), data));
      }
      scope.keep(tensors.values());
      return new SafetensorsFile(tensors, header.metadata());
    }
  }

  /// Writes a file as a whole or not at all: under a temporary name in the same folder, forced to
  /// the disk, then moved into place.
  ///
  /// @param file the file, replaced if it exists
  /// @param tensors the tensors by name; any device, any strides; the header keeps their order
  /// @param metadata strings to go with them, in this order; none when empty
  /// @throws IllegalArgumentException for a tensor named `__metadata__`
  /// @throws IOException when the file can't be written; an older one is then untouched
  public static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata)
      throws IOException {
    SafetensorsWriter.write(file, tensors, metadata);
  }

  private static MemorySegment headerBytes(Path file, MemorySegment bytes)
      throws IoFormatException {
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

  private static SafetensorsHeader header(Path file, MemorySegment json, long available)
      throws IOException {
    Reader text =
        new InputStreamReader(
            new SegmentInputStream(json),
            StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT));
    try (SafetensorsHeaderReader reader = new SafetensorsHeaderReader(text)) {
      SafetensorsHeader header = reader.read();
      header.check(available);
      return header;
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

  private static Tensor tensor(Path file, String name, Entry entry, MemorySegment data)
      throws IoFormatException {
    MemorySegment source = data.asSlice(entry.begin(), entry.bytes());
    if (entry.dtype() == DType.BOOL) {
      requireBooleans(file, name, source);
    }
    Tensor tensor = Tensor.empty(entry.dtype(), entry.dimensions());
    if (entry.bytes() > 0) {
      tensor.segment().copyFrom(source);
    }
    return tensor;
  }

  /// libtorch reads a byte of a boolean tensor as it is: other values than 0 and 1 would be
  /// undefined behaviour there.
  private static void requireBooleans(Path file, String name, MemorySegment source)
      throws IoFormatException {
    for (long i = 0; i < source.byteSize(); i++) {
      byte value = source.get(ValueLayout.JAVA_BYTE, i);
      if (value != 0 && value != 1) {
        throw new IoFormatException(
            file, "tensor %s: expected booleans 0 or 1, got %d".formatted(name, value & 0xFF));
      }
    }
  }
}
