package org.nernst.cli.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.nernst.cli.UsageError;

/// The formats that the program knows and the ways between them.
public final class Formats {
  /// How many bytes of a file tell its format.
  public static final int HEAD_BYTES = 512;

  /// Every format; the first that recognises a file reads it.
  public static final List<FileFormat> ALL =
      Stream.concat(
              TensorFormat.ALL.stream(),
              Stream.of(new NirFormat(), new RunFormat(), new NirRunFormat()))
          .toList();

  /// Every conversion; the first that joins two formats is taken.
  public static final List<Conversion> CONVERSIONS =
      List.of(new TensorConversion(), new RunConversion(), new NirRunConversion());

  private Formats() {}

  /// The format of a file that is there, by its content.
  ///
  /// @param file a file or folder
  /// @return the format
  /// @throws UsageError if no format recognises it
  /// @throws IOException if it can't be read
  public static FileFormat of(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new NoSuchFileException(file.toString());
    }
    byte[] head = head(file);
    for (FileFormat format : ALL) {
      if (format.recognises(file, head)) {
        return format;
      }
    }
    throw new UsageError(
        "%s: expected %s, got %s"
            .formatted(file, names(), Files.isDirectory(file) ? "a folder" : "something else"));
  }

  /// The format that a new file shall have, by the ending of its name; a name without a dot is that
  /// of a directory, which holds a network out of NIR.
  ///
  /// @param file where it will be
  /// @return the format
  /// @throws UsageError if the ending is none of a format
  public static FileFormat named(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    if (name.indexOf('.') < 0) {
      return new NirRunFormat();
    }
    return ALL.stream()
        .filter(format -> format.endings().stream().anyMatch(name::endsWith))
        .findFirst()
        .orElseThrow(
            () ->
                new UsageError(
                    "%s: expected a name that ends in %s"
                        .formatted(
                            file,
                            ALL.stream()
                                .flatMap(format -> format.endings().stream())
                                .collect(Collectors.joining(", ")))));
  }

  /// The way from one format to another.
  ///
  /// @param from the format that is there
  /// @param to the format that is wanted
  /// @return the conversion
  /// @throws UsageError if there is none
  public static Conversion between(FileFormat from, FileFormat to) {
    return CONVERSIONS.stream()
        .filter(conversion -> conversion.joins(from, to))
        .findFirst()
        .orElseThrow(
            () ->
                new UsageError("there is no way from %s to %s".formatted(from.name(), to.name())));
  }

  private static byte[] head(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      return new byte[0];
    }
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(HEAD_BYTES);
    }
  }

  private static String names() {
    return ALL.stream().map(FileFormat::name).collect(Collectors.joining(", "));
  }
}
