import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// Checks or applies google-java-format to all Java files of the project.
///
/// Maven may run on a JDK that the formatter doesn't run on, so the build starts this file on the
/// JDK of its toolchain. Files known to be well formatted are remembered by their hash.
final class Format {
  private Format() {}

  /// Arguments: check or apply, the project's root, a work directory, the formatter's version.
  ///
  /// Writes the names of badly formatted files to `wrong` in the work directory, if there are any.
  public static void main(String[] args) throws IOException {
    boolean apply =
        switch (args[0]) {
          case "check" -> false;
          case "apply" -> true;
          default -> throw new IllegalArgumentException("-Dformat=check or apply, not " + args[0]);
        };
    Path root = Path.of(args[1]);
    Path known = Path.of(args[2], "known-" + args[3]);
    Path list = Path.of(args[2], "wrong");

    Set<String> good = ConcurrentHashMap.newKeySet();
    if (Files.exists(known)) {
      good.addAll(Files.readAllLines(known));
    }
    Set<String> seen = ConcurrentHashMap.newKeySet();
    List<String> wrong =
        sources(root).parallelStream()
            .filter(file -> !format(file, apply, good, seen))
            .map(file -> root.relativize(file).toString())
            .toList();
    Files.createDirectories(known.getParent());
    Files.write(known, seen.stream().sorted().toList());
    wrong.forEach(file -> System.err.println((apply ? "formatted " : "not formatted: ") + file));
    if (apply || wrong.isEmpty()) {
      Files.deleteIfExists(list);
    } else {
      Files.write(list, wrong);
    }
  }

  private static List<Path> sources(Path root) throws IOException {
    try (Stream<Path> top = Files.list(root)) {
      return top.flatMap(d -> Stream.of(d.resolve("src"), d))
          .filter(d -> d.endsWith("src") || d.endsWith("tools"))
          .filter(Files::isDirectory)
          .flatMap(Format::javaFiles)
          .toList();
    }
  }

  private static Stream<Path> javaFiles(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(f -> f.toString().endsWith(".java")).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Returns whether the file was well formatted.
  private static boolean format(Path file, boolean apply, Set<String> good, Set<String> seen) {
    try {
      String source = Files.readString(file);
      if (good.contains(hash(source))) {
        seen.add(hash(source));
        return true;
      }
      String formatted = new Formatter().formatSourceAndFixImports(source);
      if (apply || formatted.equals(source)) {
        seen.add(hash(formatted));
      }
      if (apply && !formatted.equals(source)) {
        Files.writeString(file, formatted);
      }
      return formatted.equals(source);
    } catch (FormatterException e) {
      System.err.println(file + ": " + e.getMessage());
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
