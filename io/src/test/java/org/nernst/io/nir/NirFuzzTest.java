package org.nernst.io.nir;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nernst.io.IoFormatException;
import org.nernst.tensor.Scope;

/// Damaged files end in the declared exception, soon and without much memory.
final class NirFuzzTest {
  private static final int CASES_PER_FILE = 400;
  private static final long MAX_NANOS = 1_000_000_000L;

  /// What any file may take beside four times its size: objects of the parser and of the network
  /// that it gives. Over 2,400 cases the most that a case took, all in all, was 1.7 MB, for the
  /// file with a node of every type, intact or nearly so, and 0.7 MB for the others.
  private static final long FLOOR = 2L << 20;

  /// Cases that load classes, which takes up to 16 MB and isn't the file's doing.
  private static final int WARM_UP = 20;

  private static final List<String> FILES =
      List.of(
          "handbuilt_every_type",
          "handbuilt_recurrent_nested",
          "handbuilt_conv2d_same",
          "norse_affine_lif_affine_li",
          "sinabs_affine_if_affine_li",
          "snntorch_rleaky");

  @Test
  void mutatedFilesGiveTheDeclaredExceptionOrANetwork(@TempDir Path folder) throws IOException {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int refused = 0;
    int read = 0;
    for (String name : FILES) {
      byte[] healthy = Files.readAllBytes(Recorded.nir(name));
      Nir.load(Recorded.nir(name), Recorded.options(name));
      for (int i = 0; i < CASES_PER_FILE; i++) {
        byte[] damaged = mutated(healthy, random);
        Path file = folder.resolve("damaged.nir");
        Files.write(file, damaged);
        String what = "seed %d, %s, case %d".formatted(seed, name, i);
        long allocated = threads.getCurrentThreadAllocatedBytes();
        long start = System.nanoTime();
        try (var _ = Scope.open()) {
          Nir.load(file, Recorded.options(name));
          read++;
        } catch (IoFormatException declared) {
          assertThat(declared.getMessage()).as(what).startsWith(file.toString());
          refused++;
        } catch (RuntimeException | Error other) {
          throw new AssertionError(what, other);
        }
        assertThat(System.nanoTime() - start).as(what).isLessThan(MAX_NANOS);
        long taken = threads.getCurrentThreadAllocatedBytes() - allocated;
        if (i >= WARM_UP) {
          assertThat(taken).as(what).isLessThan(FLOOR + 4L * damaged.length);
        }
      }
    }
    System.out.printf(
        "NIR fuzz: seed %d, %d mutated files, %d refused, %d read%n",
        seed, refused + read, refused, read);
    assertThat(refused).isGreaterThan(read / 4);
  }

  private static byte[] mutated(byte[] healthy, SplittableRandom random) {
    byte[] bytes = healthy.clone();
    switch (random.nextInt(5)) {
      case 0 -> {
        for (int flips = random.nextInt(1, 9); flips > 0; flips--) {
          bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
      }
      case 1 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
      case 2 -> {
        // Lengths, counts and addresses are small numbers in 8 bytes: make one huge or another one.
        ByteBuffer words = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int at = smallNumber(words, random);
        long[] evil = {-1, Long.MAX_VALUE, 1L << 31, 1L << 40, 0, at, random.nextLong()};
        words.putLong(at, evil[random.nextInt(evil.length)]);
      }
      case 3 -> {
        ByteBuffer words = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int from = smallNumber(words, random);
        words.putLong(smallNumber(words, random), words.getLong(from));
      }
      default -> {
        int length = random.nextInt(1, 64);
        int from = random.nextInt(bytes.length - length);
        int to = random.nextInt(bytes.length - length);
        System.arraycopy(healthy, from, bytes, to, length);
      }
    }
    return bytes;
  }

  private static int smallNumber(ByteBuffer words, SplittableRandom random) {
    int at = 0;
    for (int tries = 0; tries < 1000; tries++) {
      at = random.nextInt(words.capacity() / 8) * 8;
      long value = words.getLong(at);
      if (value > 0 && value <= words.capacity()) {
        break;
      }
    }
    return at;
  }
}
