package org.nernst.io;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.zip.ZipEntry;
import org.nernst.tensor.Tensor;

/// An open `.npz` archive.
final class NpzFile implements TensorFile {
  static final String ENDING = ".npy";

  private record Array(ZipEntry entry, NpyHeader header) {}

  private final Path file;
  private final ZipReader zip;
  private final SequencedMap<String, Array> arrays = new LinkedHashMap<>();
  private final SequencedMap<String, TensorInfo> entries = new LinkedHashMap<>();

  private NpzFile(Path file, ZipReader zip) throws IOException {
    this.file = file;
    this.zip = zip;
    for (Map.Entry<String, ZipEntry> entry : zip.entries().entrySet()) {
      String fileName = entry.getKey();
      if (!fileName.endsWith(ENDING)) {
        throw new IoFormatException(
            file, "expected entries whose names end in .npy, got " + fileName);
      }
      String name = fileName.substring(0, fileName.length() - ENDING.length());
      NpyHeader header = header(name, entry.getValue());
      arrays.put(name, new Array(entry.getValue(), header));
      entries.put(name, header.info());
    }
  }

  static NpzFile open(Path file) throws IOException {
    return ZipReader.open(file, NpzFile::new);
  }

  private NpyHeader header(String name, ZipEntry entry) throws IOException {
    try {
      NpyHeader header = NpyHeader.parse(zip.head(entry, NpyHeader.MAX_BYTES));
      long elements = entry.getSize() - header.length();
      if (elements != header.info().bytes()) {
        throw new IllegalArgumentException(
            "expected %d bytes for %s %s, got %d"
                .formatted(
                    header.info().bytes(), header.info().dtype(), header.info().shape(), elements));
      }
      return header;
    } catch (IllegalArgumentException wrong) {
      throw new IoFormatException(file, "array %s: %s".formatted(name, wrong.getMessage()), wrong);
    }
  }

  @Override
  public SequencedMap<String, TensorInfo> entries() {
    return Collections.unmodifiableSequencedMap(entries);
  }

  @Override
  public SequencedMap<String, String> metadata() {
    return Collections.unmodifiableSequencedMap(new LinkedHashMap<>());
  }

  @Override
  public Tensor tensor(String name) throws IOException {
    Array array = TensorFile.require(arrays, name);
    NpyHeader header = array.header();
    return NpyArray.tensor(
        file,
        name,
        header,
        array.entry().getSize() - header.length(),
        memory -> zip.read(array.entry(), header.length(), memory));
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
