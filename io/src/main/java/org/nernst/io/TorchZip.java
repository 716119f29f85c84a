package org.nernst.io;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;
import org.nernst.io.PickleValue.Storage;

/// The form that PyTorch writes since 1.6: a zip archive of unpacked entries below one folder,
/// `data.pkl` with the pickle, `data/KEY` with each storage, `byteorder`, `version`.
final class TorchZip implements TorchFile.Storages {
  private static final String PICKLE = "/data.pkl";
  private static final int SHORT_TEXT = 32;
  private static final long NEWEST_VERSION = 10;

  private final Path file;
  private final ZipReader zip;
  private final String root;
  private final boolean swapped;

  private TorchZip(Path file, ZipReader zip) throws IOException {
    this.file = file;
    this.zip = zip;
    root = root();
    for (ZipEntry entry : zip.entries().values()) {
      if (entry.getMethod() != ZipEntry.STORED) {
        throw new IoFormatException(
            file, "expected entries that aren't packed, got " + entry.getName());
      }
    }
    checkVersion(text(root + "/version"));
    swapped = isBigEndian(text(root + "/byteorder"));
  }

  static TorchFile open(Path file) throws IOException {
    return ZipReader.open(file, (path, zip) -> new TorchZip(path, zip).parse());
  }

  private String root() throws IoFormatException {
    String found = null;
    for (String name : zip.entries().keySet()) {
      if (name.endsWith(PICKLE) && name.indexOf('/') == name.length() - PICKLE.length()) {
        if (found != null) {
          throw new IoFormatException(file, "expected one data.pkl, got two");
        }
        found = name.substring(0, name.length() - PICKLE.length());
      }
    }
    if (found == null) {
      throw new IoFormatException(
          file, "expected an archive of PyTorch's, got one without data.pkl");
    }
    if (zip.entries().containsKey(found + "/constants.pkl")) {
      throw new IoFormatException(
          file, "expected a state dict, got a TorchScript archive, which holds code");
    }
    return found;
  }

  private @Nullable String text(String name) throws IOException {
    ZipEntry entry = zip.entries().get(name);
    return entry == null
        ? null
        : new String(zip.head(entry, SHORT_TEXT), StandardCharsets.ISO_8859_1).strip();
  }

  private void checkVersion(@Nullable String version) throws IoFormatException {
    if (version == null
        || !version.matches("\\d{1,3}")
        || Integer.parseInt(version) < 1
        || Integer.parseInt(version) > NEWEST_VERSION) {
      throw new IoFormatException(
          file, "expected a version of 1 to %d, got %s".formatted(NEWEST_VERSION, version));
    }
  }

  /// PyTorch before 2.1 wrote no byte order; its files are little-endian in practice.
  private boolean isBigEndian(@Nullable String order) throws IoFormatException {
    return switch (order) {
      case null -> false;
      case "little" -> false;
      case "big" -> true;
      default ->
          throw new IoFormatException(file, "expected the byte order little or big, got " + order);
    };
  }

  private TorchFile parse() throws IOException {
    ZipEntry entry = zip.entries().get(root + PICKLE);
    if (entry == null) {
      throw new IoFormatException(file, "expected a data.pkl, there is none");
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment pickle = arena.allocate(Math.max(1, entry.getSize()));
      zip.read(entry, 0, pickle.asSlice(0, entry.getSize()));
      HeapBudget budget = new HeapBudget(Files.size(file));
      PickleInput in = new PickleInput(pickle.asSlice(0, entry.getSize()), 0);
      PickleValue top = new Unpickler(in, new TorchGlobals(this::check, budget), budget).load();
      return new TorchFile(file, TorchContents.of(top, budget), this);
    } catch (IllegalArgumentException wrong) {
      throw new IoFormatException(file, String.valueOf(wrong.getMessage()), wrong);
    }
  }

  private void check(Storage storage) {
    ZipEntry entry = entry(storage);
    if (entry == null) {
      throw new IllegalArgumentException("expected a storage data/%s".formatted(storage.key()));
    }
    if (entry.getSize() != storage.bytes()) {
      throw new IllegalArgumentException(
          "storage %s: expected %d bytes for %d elements of %s, got %d"
              .formatted(
                  storage.key(),
                  storage.bytes(),
                  storage.numel(),
                  storage.dtype(),
                  entry.getSize()));
    }
  }

  private @Nullable ZipEntry entry(Storage storage) {
    return zip.entries().get(root + "/data/" + storage.key());
  }

  @Override
  public void read(Storage storage, MemorySegment target) throws IOException {
    ZipEntry entry = entry(storage);
    if (entry == null) {
      throw new IoFormatException(file, "expected a storage data/%s".formatted(storage.key()));
    }
    zip.read(entry, 0, target);
  }

  @Override
  public boolean swapped() {
    return swapped;
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
