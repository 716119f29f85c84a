package org.nernst.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.nernst.train.TrainState;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.ObjectMapper;

/// The files of one checkpoint: `tensors.safetensors`, `state.json`, and `SHA256SUMS` with the
/// checksums of both, in the format of the program `sha256sum`.
///
/// @param folder where they are
record CheckpointFiles(Path folder) {
  private static final String TENSORS = "tensors.safetensors";
  private static final String STATE = "state.json";
  private static final String SUMS = "SHA256SUMS";
  private static final int FORMAT = 1;
  private static final int CHUNK = 1 << 16;
  private static final long MAX_JSON_BYTES = 100_000_000;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<LinkedHashMap<String, @Nullable Object>> MAP =
      new TypeReference<>() {};

  /// What `state.json` says beside the checkpoint.
  record Read(Checkpoint checkpoint, @Nullable Best best) {}

  /// Writes all files and forces them to the device; the folder must be there and empty.
  void write(Disk disk, Checkpoint checkpoint, @Nullable Best best) throws IOException {
    byte[] json = JSON.writeValueAsBytes(json(checkpoint, best));
    StringBuilder sums = new StringBuilder();
    sums.append(
        write(
            disk,
            TENSORS,
            SafetensorsWriter.content(checkpoint.state().tensors(), Map.of("format", "pt"))));
    sums.append(write(disk, STATE, sink -> sink.write(ByteBuffer.wrap(json))));
    byte[] lines = sums.toString().getBytes(StandardCharsets.UTF_8);
    write(disk, SUMS, sink -> sink.write(ByteBuffer.wrap(lines)));
    AtomicFile.forceFolder(folder);
  }

  /// Writes one file.
  ///
  /// @return its line in the file of checksums
  private String write(Disk disk, String name, AtomicFile.Content content) throws IOException {
    MessageDigest digest = sha256();
    try (Disk.OpenFile file = disk.create(folder.resolve(name))) {
      content.writeTo(new AtomicFile.Sink(new Digesting(file, digest)));
      file.force();
    }
    return line(digest, name);
  }

  private static String line(MessageDigest digest, String name) {
    return HexFormat.of().formatHex(digest.digest()) + "  " + name + "\n";
  }

  private static Map<String, @Nullable Object> json(Checkpoint checkpoint, @Nullable Best best) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("format", FORMAT);
    json.put("versions", checkpoint.versions());
    json.put("configuration", checkpoint.configuration());
    json.put("notes", checkpoint.notes());
    json.put("best", best == null ? null : best.values());
    json.put("state", checkpoint.state().values());
    return json;
  }

  /// Reads the files after comparing them with their checksums; the tensors belong to the open
  /// scope.
  ///
  /// @throws IoFormatException if they are damaged
  /// @throws IOException if they can't be read
  Read read() throws IOException {
    String expected = Files.readString(folder.resolve(SUMS), StandardCharsets.ISO_8859_1);
    if (!expected.equals(sum(TENSORS) + sum(STATE))) {
      throw new IoFormatException(folder, "the files don't have the checksums of " + SUMS);
    }
    Map<String, @Nullable Object> json = json();
    if (!Integer.valueOf(FORMAT).equals(json.get("format"))) {
      throw new IoFormatException(
          folder.resolve(STATE),
          "expected format %d, got %s".formatted(FORMAT, json.get("format")));
    }
    SequencedMap<String, String> versions = new LinkedHashMap<>();
    map(json, "versions").forEach((name, version) -> versions.put(name, String.valueOf(version)));
    TrainState state =
        new TrainState(Safetensors.read(folder.resolve(TENSORS)).tensors(), map(json, "state"));
    Best best = json.get("best") == null ? null : Best.of(map(json, "best"));
    return new Read(
        new Checkpoint(state, map(json, "configuration"), map(json, "notes"), versions), best);
  }

  private String sum(String name) throws IOException {
    MessageDigest digest = sha256();
    try (InputStream in = Files.newInputStream(folder.resolve(name))) {
      byte[] chunk = new byte[CHUNK];
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        digest.update(chunk, 0, n);
      }
    }
    return line(digest, name);
  }

  private Map<String, @Nullable Object> json() throws IOException {
    Path file = folder.resolve(STATE);
    long size = Files.size(file);
    if (size > MAX_JSON_BYTES) {
      throw new IoFormatException(
          file, "expected at most %d bytes, got %d".formatted(MAX_JSON_BYTES, size));
    }
    try {
      return JSON.readValue(Files.readAllBytes(file), MAP);
    } catch (JacksonException malformed) {
      throw new IoFormatException(
          file, "it can't be parsed: " + malformed.getOriginalMessage(), malformed);
    }
  }

  private SequencedMap<String, Object> map(Map<String, @Nullable Object> json, String key)
      throws IoFormatException {
    if (!(json.get(key) instanceof Map<?, ?> map)) {
      throw new IoFormatException(
          folder.resolve(STATE), "expected an object for %s, got %s".formatted(key, json.get(key)));
    }
    SequencedMap<String, Object> typed = new LinkedHashMap<>();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (entry.getValue() == null) {
        throw new IoFormatException(
            folder.resolve(STATE), "expected a value for %s.%s".formatted(key, entry.getKey()));
      }
      typed.put(String.valueOf(entry.getKey()), entry.getValue());
    }
    return typed;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /// Passes bytes on and adds them to a checksum.
  private record Digesting(WritableByteChannel next, MessageDigest digest)
      implements WritableByteChannel {
    @Override
    public int write(ByteBuffer bytes) throws IOException {
      ByteBuffer same = bytes.duplicate();
      int written = next.write(bytes);
      digest.update(same.limit(same.position() + written));
      return written;
    }

    @Override
    public boolean isOpen() {
      return next.isOpen();
    }

    @Override
    public void close() throws IOException {
      next.close();
    }
  }
}
