package org.nernst.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  @TempDir Path folder;

  @Test
  void theFileHoldsAllThatWasWritten() throws IOException {
    Path file = folder.resolve("deep/er/file");

    AtomicFile.write(
        file,
        sink -> {
          sink.write(bytes("one "));
          sink.write(MemorySegment.ofArray("two".getBytes(StandardCharsets.UTF_8)));
        });

    assertThat(file).hasContent("one two");
    assertThat(filesIn(file.resolveSibling("."))).isEqualTo(1);
  }

  @Test
  void anOlderFileIsReplaced() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "a longer text");

    AtomicFile.write(file, sink -> sink.write(bytes("new")));

    assertThat(file).hasContent("new");
  }

  @Test
  void theOlderFileIsThereUntilTheLastByteIsWritten() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "old");

    AtomicFile.write(
        file,
        sink -> {
          sink.write(bytes("new"));
          assertThat(file).hasContent("old");
        });

    assertThat(file).hasContent("new");
  }

  @Test
  void afterAFailureTheOlderFileIsUntouchedAndTheTemporaryOneGone() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "old");

    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    file,
                    sink -> {
                      sink.write(bytes("half"));
                      throw new IOException("disk full");
                    }))
        .isInstanceOf(IOException.class)
        .hasMessage("disk full");

    assertThat(file).hasContent("old");
    assertThat(filesIn(folder)).isEqualTo(1);
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private static long filesIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.count();
    }
  }
}
