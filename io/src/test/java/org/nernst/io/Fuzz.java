package org.nernst.io;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.nernst.tensor.Scope;

/// Damages valid files in many ways and reads them: a reader gives tensors or throws
/// [IoFormatException], within a second, with heap of no more than four times the file's size (and
/// what any file costs, such as buffers).
///
/// Each run takes a fixed seed and a new one, and prints both with the counts.
final class Fuzz {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final long FIXED_SEED = 20260101;
  private static final long LIMIT_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long ANY_FILE_BYTES = 1 << 20;
  private static final int WARM_UP = 20;
  private static final long[] HUGE = {
    -1,
    0,
    1,
    Byte.MAX_VALUE,
    Short.MAX_VALUE,
    0xFFFF,
    Integer.MAX_VALUE,
    0xFFFFFFFFL,
    1L << 40,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };

  /// Opens a file.
  interface Reader {
    TensorFile open(Path file) throws IOException;
  }

  /// A damaged variant of a valid file.
  interface Damage {
    byte[] make(RandomGenerator random) throws IOException;
  }

  private final String format;
  private final Path file;
  private final Reader reader;
  private int refused;
  private int read;

  private Fuzz(String format, Path folder, Reader reader) {
    this.format = format;
    this.file = folder.resolve("fuzzed." + format);
    this.reader = reader;
  }

  /// Runs half of the cases with the fixed seed, half with a new one, and asserts of each what the
  /// class says; of all, that damage was found often enough for the test to mean something.
  static void assertRefused(String format, Path folder, int cases, Reader reader, Damage damage)
      throws IOException {
    for (long seed : new long[] {FIXED_SEED, System.nanoTime()}) {
      Fuzz fuzz = new Fuzz(format, folder, reader);
      fuzz.run(seed, cases / 2, damage);
      System.out.printf(
          "fuzzed %s, seed %d: %d refused, %d read%n", format, seed, fuzz.refused, fuzz.read);
      assertThat(fuzz.refused).as("refused with seed %d", seed).isGreaterThan(cases / 10);
    }
  }

  private void run(long seed, int cases, Damage damage) throws IOException {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    for (int round = 0; round < cases; round++) {
      byte[] bytes = damage.make(random);
      Files.write(file, bytes);
      String what = "%s, seed %d, round %d".formatted(format, seed, round);
      long allocated = THREADS.getCurrentThreadAllocatedBytes();
      long begin = System.nanoTime();
      try {
        readAll();
        read++;
      } catch (IoFormatException expected) {
        refused++;
      } catch (IOException | RuntimeException | Error other) {
        throw new AssertionError(what + ": " + HexFormat.of().formatHex(bytes), other);
      }
      assertThat(System.nanoTime() - begin).as(what).isLessThan(LIMIT_NANOS);
      // The first reads load classes.
      if (round >= WARM_UP) {
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - allocated)
            .as("heap of %s, %d bytes", what, bytes.length)
            .isLessThan(ANY_FILE_BYTES + 4L * bytes.length);
      }
    }
  }

  private void readAll() throws IOException {
    try (Scope _ = Scope.open();
        TensorFile open = reader.open(file)) {
      assertThat(open.metadata()).isNotNull();
      assertThat(open.tensors().keySet()).isEqualTo(open.entries().keySet());
    }
  }

  /// Damages bytes once to three times: flipped bits, other bytes, huge numbers in place of others,
  /// pieces copied, repeated, left out, the end cut off.
  static byte[] damage(byte[] whole, RandomGenerator random) {
    byte[] bytes = whole;
    for (int times = random.nextInt(1, 4); times > 0; times--) {
      bytes = damageOnce(bytes, random);
    }
    return bytes;
  }

  private static byte[] damageOnce(byte[] whole, RandomGenerator random) {
    if (whole.length < 2) {
      return new byte[] {(byte) random.nextInt()};
    }
    byte[] bytes = whole.clone();
    int at = random.nextInt(bytes.length);
    int length = random.nextInt(1, 1 + Math.min(40, bytes.length - at));
    switch (random.nextInt(7)) {
      case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> bytes[at] = (byte) random.nextInt();
      case 2 -> {
        byte[] number =
            ByteBuffer.allocate(Long.BYTES)
                .order(random.nextBoolean() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN)
                .putLong(HUGE[random.nextInt(HUGE.length)])
                .array();
        int from = random.nextBoolean() ? 0 : 4;
        int count = Math.min(random.nextBoolean() ? 4 : Long.BYTES - from, bytes.length - at);
        System.arraycopy(number, from, bytes, at, Math.min(count, Long.BYTES - from));
      }
      case 3 ->
          System.arraycopy(whole, at, bytes, random.nextInt(bytes.length - length + 1), length);
      case 4 -> bytes = spliced(whole, at, at + length);
      case 5 -> bytes = spliced(whole, at + length, at);
      default -> bytes = Arrays.copyOf(whole, at);
    }
    return bytes;
  }

  /// The first so many bytes, then those from an index on.
  private static byte[] spliced(byte[] whole, int length, int from) {
    byte[] bytes = Arrays.copyOf(whole, length + whole.length - from);
    System.arraycopy(whole, from, bytes, length, whole.length - from);
    return bytes;
  }
}
