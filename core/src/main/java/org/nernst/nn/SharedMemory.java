package org.nernst.nn;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.nernst.tensor.Tensor;

/// A memory-mapped file that holds the tensors of a module.
///
/// Layout: the length of the header as 8 bytes (little endian); the header, UTF-8 lines `offset
/// dtype shape path` after a title line; from the next multiple of 64 on, the tensors, each at its
/// offset from there. The mapping lasts as long as the JVM, because tensors that were taken from
/// the module may outlive it.
record SharedMemory(Path file) {
  private static final String TITLE = "nernst shared memory 1";
  private static final int ALIGNMENT = 64;
  private static final int CHUNK = 1 << 20;
  private static final ValueLayout.OfLong LENGTH =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /// A tensor and its place after the header.
  private record Place(String path, Tensor tensor, long offset) {
    String describe() {
      return "%d %s %s %s"
          .formatted(
              offset, tensor.dtype(), Tensor.shapeText(tensor.shape()).replace(" ", ""), path);
    }

    long bytes() {
      return tensor.numel() * tensor.dtype().byteSize();
    }
  }

  static SharedMemory create(Module module, @Nullable Path wanted) {
    List<Place> places = places(module);
    byte[] header = header(places);
    long start = align(Long.BYTES + header.length);
    Place last = places.getLast();
    long size = start + last.offset() + last.bytes();
    Path file = wanted == null ? newFile() : wanted;
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      // Written, not only mapped: on a full disk this throws, a mapping would kill the JVM.
      allocate(channel, size);
      MemorySegment memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, size, Arena.global());
      memory.set(LENGTH, 0, header.length);
      MemorySegment.copy(header, 0, memory, ValueLayout.JAVA_BYTE, Long.BYTES, header.length);
      for (Place place : places) {
        if (place.bytes() > 0) {
          Tensor mapped = mapped(memory, start, place);
          mapped.copyFrom(place.tensor().detach());
          place.tensor().setData(mapped);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot share memory in " + file, e);
    }
    if (wanted == null) {
      file.toFile().deleteOnExit();
    }
    return new SharedMemory(file);
  }

  static SharedMemory open(Module module, Path file) {
    List<Place> places = places(module);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long size = channel.size();
      byte[] header = readHeader(channel, file, size);
      check(places, header, module, file);
      long start = align(Long.BYTES + header.length);
      Place last = places.getLast();
      if (size < start + last.offset() + last.bytes()) {
        throw new IllegalArgumentException(
            "%s is cut off: expected %d bytes, got %d"
                .formatted(file, start + last.offset() + last.bytes(), size));
      }
      MemorySegment memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, size, Arena.global());
      for (Place place : places) {
        if (place.bytes() > 0) {
          place.tensor().setData(mapped(memory, start, place));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot open the shared memory in " + file, e);
    }
    return new SharedMemory(file);
  }

  private static Tensor mapped(MemorySegment memory, long start, Place place) {
    Tensor tensor = place.tensor();
    return Tensor.ofSegment(
        memory.asSlice(start + place.offset(), place.bytes()), tensor.dtype(), tensor.shape());
  }

  private static List<Place> places(Module module) {
    SequencedMap<String, Tensor> tensors = module.namedParameters();
    tensors.putAll(module.namedBuffers());
    List<Place> places = new ArrayList<>();
    Set<Object> seen = new HashSet<>();
    long offset = 0;
    for (var entry : tensors.entrySet()) {
      Tensor tensor = entry.getValue();
      if (!seen.add(ModuleTree.identity(tensor))) {
        continue;
      }
      if (!tensor.device().isCpu()) {
        throw new IllegalStateException(
            "expected '%s' on the CPU to share it, got %s"
                .formatted(entry.getKey(), tensor.device()));
      }
      if (tensor.hasGradFn()) {
        throw new IllegalStateException(
            "cannot share '%s': it has a history; detach the states first"
                .formatted(entry.getKey()));
      }
      Place place = new Place(entry.getKey(), tensor, offset);
      places.add(place);
      offset = align(offset + place.bytes());
    }
    if (places.isEmpty()) {
      throw new IllegalStateException(
          "%s has no parameters or buffers to share".formatted(module.kind()));
    }
    return places;
  }

  private static byte[] header(List<Place> places) {
    StringBuilder text = new StringBuilder(TITLE).append('\n');
    places.forEach(place -> text.append(place.describe()).append('\n'));
    return text.toString().getBytes(UTF_8);
  }

  private static byte[] readHeader(FileChannel channel, Path file, long size) throws IOException {
    ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    read(channel, length, 0);
    long bytes = length.getLong(0);
    if (bytes < TITLE.length() || bytes > size - Long.BYTES) {
      throw new IllegalArgumentException(file + " is not a file made by shareMemory");
    }
    ByteBuffer header = ByteBuffer.allocate(Math.toIntExact(bytes));
    read(channel, header, Long.BYTES);
    return header.array();
  }

  private static void read(FileChannel channel, ByteBuffer into, long from) throws IOException {
    while (into.hasRemaining() && channel.read(into, from + into.position()) >= 0) {
      // until full or at the end of the file
    }
  }

  private static void check(List<Place> places, byte[] header, Module module, Path file) {
    List<String> found = new String(header, UTF_8).lines().toList();
    if (!found.getFirst().equals(TITLE)) {
      throw new IllegalArgumentException(file + " is not a file made by shareMemory");
    }
    List<String> expected = places.stream().map(Place::describe).toList();
    List<String> got = found.subList(1, found.size());
    for (int i = 0; i < Math.max(expected.size(), got.size()); i++) {
      String want = i < expected.size() ? expected.get(i) : "nothing";
      String have = i < got.size() ? got.get(i) : "nothing";
      if (!want.equals(have)) {
        throw new IllegalArgumentException(
            "%s doesn't fit %s: expected (offset dtype shape path) %s, got %s"
                .formatted(file, module.kind(), want, have));
      }
    }
  }

  private static Path newFile() {
    Path memory = Path.of("/dev/shm");
    String tmp = System.getProperty("java.io.tmpdir");
    Path folder = Files.isWritable(memory) ? memory : Path.of(tmp);
    return folder.resolve(
        "nernst-%d-%d".formatted(ProcessHandle.current().pid(), System.nanoTime()));
  }

  private static void allocate(FileChannel channel, long size) throws IOException {
    ByteBuffer zeros = ByteBuffer.allocate((int) Math.min(CHUNK, size));
    for (long written = 0; written < size; written += zeros.limit()) {
      zeros.clear().limit((int) Math.min(zeros.capacity(), size - written));
      while (zeros.hasRemaining()) {
        channel.write(zeros);
      }
    }
  }

  private static long align(long offset) {
    return (offset + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }
}
