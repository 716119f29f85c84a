package org.nernst.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nernst.tensor.DType;

class SafetensorsHeaderTest {
  private static final String GOOD =
      """
      {"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},\
      "b":{"dtype":"BOOL","shape":[3],"data_offsets":[16,19]},\
      "c":{"dtype":"I64","shape":[],"data_offsets":[19,27]}}\
      """;

  @TempDir Path folder;

  static Stream<Arguments> hostileHeaders() {
    return Stream.of(
        arguments("empty object and rest", "{}", 4, "expected 0 bytes of data"),
        arguments("an array", "[]", 0, "starts with {"),
        arguments("leading space", " {}", 0, "starts with {"),
        arguments("cut off", "{\"a\":{\"dtype\":\"F32\"", 0, "can't be parsed"),
        arguments("no JSON", "{abc}", 0, "can't be parsed"),
        arguments("a comment", "{/* */}", 0, "can't be parsed"),
        arguments("text behind", "{}x", 0, "can't be parsed"),
        arguments("an object behind", "{}{}", 0, "behind the header's JSON"),
        arguments("a NUL behind", "{}\u0000", 0, "can't be parsed"),
        arguments("same tensor twice", "{%s,%s}".formatted(f32("a"), f32("a")), 4, "uplicate"),
        arguments(
            "same tensor twice, once escaped",
            "{%s,%s}".formatted(f32("a"), f32("\\u0061")),
            4,
            "uplicate"),
        arguments("metadata twice", "{\"__metadata__\":{},\"__metadata__\":{}}", 0, "uplicate"),
        arguments(
            "metadata key twice", "{\"__metadata__\":{\"k\":\"1\",\"k\":\"2\"}}", 0, "uplicate"),
        arguments(
            "dtype twice",
            "{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]}}",
            4,
            "uplicate"),
        arguments("metadata number", "{\"__metadata__\":{\"k\":1}}", 0, "expected a string, got"),
        arguments("metadata null", "{\"__metadata__\":null}", 0, "expected an object, got null"),
        arguments("metadata deep", "{\"__metadata__\":{\"k\":{}}}", 0, "expected a string, got"),
        arguments("tensor null", "{\"a\":null}", 0, "tensor a: expected an object, got null"),
        arguments("no dtype", "{\"a\":{\"shape\":[],\"data_offsets\":[0,4]}}", 4, "expected dtype"),
        arguments(
            "no shape", "{\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,4]}}", 4, "expected shape"),
        arguments(
            "no offsets", "{\"a\":{\"dtype\":\"F32\",\"shape\":[]}}", 4, "expected data_offsets"),
        arguments("unknown key", "{\"a\":{\"code\":\"x\"}}", 0, "got code"),
        arguments("unknown dtype", entry("F128", "[]", "[0,1]"), 1, "got F128"),
        arguments("packed dtype", entry("F4", "[2]", "[0,1]"), 1, "got F4, which packs them"),
        arguments(
            "packed dtype", entry("F6_E2M3", "[4]", "[0,3]"), 3, "got F6_E2M3, which packs them"),
        arguments("dtype number", "{\"a\":{\"dtype\":3}}", 0, "expected a string, got an integer"),
        arguments("one offset", entry("F32", "[]", "[4]"), 4, "two numbers"),
        arguments("three offsets", entry("F32", "[]", "[0,4,4]"), 4, "at most 2 numbers"),
        arguments("backward offsets", entry("F32", "[]", "[4,0]"), 4, "data_offsets over 4 bytes"),
        arguments("negative offset", entry("F32", "[]", "[-4,0]"), 4, "got [-4, 0]"),
        arguments("offset beyond the file", entry("F32", "[2]", "[0,8]"), 4, "8 bytes of data"),
        arguments("too few bytes for the shape", entry("F32", "[2]", "[0,4]"), 4, "over 8 bytes"),
        arguments("too many bytes for the shape", entry("U8", "[2]", "[0,4]"), 4, "over 2 bytes"),
        arguments("negative axis", entry("F32", "[-1]", "[0,4]"), 4, "at least 0"),
        arguments("two negative axes", entry("F32", "[-1,-1]", "[0,4]"), 4, "at least 0"),
        arguments("fraction", entry("F32", "[1.0]", "[0,4]"), 4, "no integer"),
        arguments("exponent", entry("F32", "[1e0]", "[0,4]"), 4, "no integer"),
        arguments("string for a number", entry("F32", "[\"1\"]", "[0,4]"), 4, "got a string"),
        arguments("number in words", entry("F32", "[NaN]", "[0,4]"), 4, "can't be parsed"),
        arguments("above 2^63", entry("F32", "[9223372036854775808]", "[0,4]"), 4, "below 2^63"),
        arguments(
            "number of 1000 digits",
            entry("F32", "[" + "9".repeat(1000) + "]", "[0,4]"),
            4,
            "can't be parsed"),
        arguments(
            "product overflows to the right size",
            entry("F32", "[4611686018427387905]", "[0,4]"),
            4,
            "overflows"),
        arguments(
            "product of axes overflows",
            entry("U8", "[4294967296,4294967296]", "[0,0]"),
            0,
            "overflows"),
        arguments(
            "overflow hidden by a zero",
            entry("U8", "[0,4294967296,4294967296]", "[0,0]"),
            0,
            "overflows"),
        arguments("nine axes", entry("F32", "[1,1,1,1,1,1,1,1,1]", "[0,4]"), 4, "at most 8"),
        arguments("deep array", entry("F32", "[[[[1]]]]", "[0,4]"), 4, "nesting depth"),
        arguments("deep object", "{\"a\":".repeat(100_000), 0, "tensor a: expected dtype"),
        arguments(
            "hole",
            "{%s,\"b\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[8,12]}}"
                .formatted(f32("a")),
            12,
            "a hole"),
        arguments(
            "hole at the beginning", entry("F32", "[]", "[4,8]"), 8, "begin at 0, got 4 (a hole)"),
        arguments(
            "overlap",
            "{%s,%s}".formatted(f32("a"), f32("b")),
            4,
            "begin at 4, got 0 (an overlap)"),
        arguments(
            "partial overlap",
            "{%s,\"b\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[2,6]}}"
                .formatted(f32("a")),
            6,
            "an overlap"),
        arguments("rest behind the data", entry("F32", "[]", "[0,4]"), 5, "got 5"),
        arguments("data cut off", entry("F32", "[]", "[0,4]"), 3, "got 3"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("hostileHeaders")
  void hostileHeadersAreRefused(String name, String header, int dataBytes, String problem)
      throws IOException {
    Path file = HeaderBytes.write(folder, header, new byte[dataBytes]);

    assertTimeoutPreemptively(
        Duration.ofSeconds(30),
        () ->
            assertThatThrownBy(() -> Safetensors.read(file))
                .isInstanceOf(IoFormatException.class)
                .hasMessageStartingWith(file + ": ")
                .hasMessageContaining(problem));
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, -1, 100_000_001, Long.MAX_VALUE})
  void headersOfMoreThan100MegabytesAreRefused(long length) throws IOException {
    Path file =
        HeaderBytes.write(folder, HeaderBytes.file(length, new byte[] {'{', '}'}, new byte[0]));

    assertThatThrownBy(() -> Safetensors.read(file))
        .isInstanceOf(IoFormatException.class)
        .hasMessageContaining(
            "expected a header of at most 100000000 bytes, got " + Long.toUnsignedString(length));
  }

  @Test
  void aHeaderLongerThanTheFileIsRefused() throws IOException {
    Path file =
        HeaderBytes.write(folder, HeaderBytes.file(99_000_000, new byte[] {'{', '}'}, new byte[0]));

    assertThatThrownBy(() -> Safetensors.read(file))
        .isInstanceOf(IoFormatException.class)
        .hasMessageContaining("expected a header of 99000000 bytes, got 2");
  }

  @Test
  void aHeaderOfNoBytesIsRefused() throws IOException {
    Path file = HeaderBytes.write(folder, HeaderBytes.file(0, new byte[0], new byte[0]));

    assertThatThrownBy(() -> Safetensors.read(file))
        .isInstanceOf(IoFormatException.class)
        .hasMessageContaining("starts with {");
  }

  @ParameterizedTest
  @ValueSource(strings = {"C3", "C0AF", "EDA080", "FF", "F8808080"})
  void headersThatAreNotUtf8AreRefused(String bytes) throws IOException {
    byte[] name = HexFormat.of().parseHex(bytes);
    byte[] before = "{\"__metadata__\":{\"".getBytes(StandardCharsets.UTF_8);
    byte[] after = "\":\"\"}}".getBytes(StandardCharsets.UTF_8);
    byte[] header = Arrays.copyOf(before, before.length + name.length + after.length);
    System.arraycopy(name, 0, header, before.length, name.length);
    System.arraycopy(after, 0, header, before.length + name.length, after.length);
    Path file = HeaderBytes.write(folder, HeaderBytes.file(header.length, header, new byte[0]));

    assertThatThrownBy(() -> Safetensors.read(file))
        .isInstanceOf(IoFormatException.class)
        .hasMessageContaining("UTF-8");
  }

  @Test
  void booleansOtherThan0And1AreRefused() throws IOException {
    Path file = HeaderBytes.write(folder, entry("BOOL", "[3]", "[0,3]"), new byte[] {0, 1, 2});

    assertThatThrownBy(() -> Safetensors.read(file))
        .isInstanceOf(IoFormatException.class)
        .hasMessageContaining("tensor a: expected booleans 0 or 1, got 2");
  }

  @Test
  void everyTruncationIsRefused() throws IOException {
    byte[] whole = HeaderBytes.file(GOOD, new byte[27]);
    assertThat(Safetensors.read(HeaderBytes.write(folder, whole)).tensors()).hasSize(3);

    for (int length = 0; length < whole.length; length++) {
      Path file = HeaderBytes.write(folder, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> Safetensors.read(file))
          .as("cut to %d of %d bytes", length, whole.length)
          .isInstanceOf(IoFormatException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void mutatedFilesAreReadOrRefusedButNothingElse(long seed) throws IOException {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    byte[] whole = HeaderBytes.file(GOOD, new byte[27]);
    int refused = 0;
    int rounds = 250;
    for (int round = 0; round < rounds; round++) {
      byte[] mutant = mutate(whole, random);
      Path file = HeaderBytes.write(folder, mutant);
      try {
        SafetensorsFile read = Safetensors.read(file);
        assertThat(read.tensors().size()).isLessThanOrEqualTo(3);
      } catch (IoFormatException expected) {
        refused++;
      } catch (IOException | RuntimeException | Error other) {
        throw new AssertionError(
            "seed %d, round %d: %s".formatted(seed, round, Arrays.toString(mutant)), other);
      }
      Files.delete(file);
    }
    assertThat(refused).isBetween(rounds / 2, rounds - 1);
  }

  private static byte[] mutate(byte[] whole, RandomGenerator random) {
    byte[] mutant = whole.clone();
    switch (random.nextInt(4)) {
      case 0 -> {
        for (int i = random.nextInt(1, 4); i > 0; i--) {
          mutant[random.nextInt(mutant.length)] = (byte) random.nextInt();
        }
      }
      case 1 -> mutant[random.nextInt(mutant.length)] ^= (byte) (1 << random.nextInt(8));
      case 2 -> {
        String signs = "{}[]\",:0123456789-eE.\\u";
        mutant[8 + random.nextInt(mutant.length - 8)] =
            (byte) signs.charAt(random.nextInt(signs.length()));
      }
      default -> {
        int from = random.nextInt(mutant.length);
        int to = random.nextInt(mutant.length);
        int count = random.nextInt(1, 1 + mutant.length - Math.max(from, to));
        System.arraycopy(whole, from, mutant, to, count);
      }
    }
    return mutant;
  }

  @Test
  void manyTensorNamesTakeLittleTime() throws IOException {
    String header =
        IntStream.range(0, 100_000)
            .mapToObj(
                i -> "\"%d\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[1,1]}".formatted(i))
            .collect(Collectors.joining(",", "{", "}"));
    Path file = HeaderBytes.write(folder, header, new byte[0]);

    assertTimeoutPreemptively(
        Duration.ofSeconds(30),
        () ->
            assertThatThrownBy(() -> Safetensors.read(file))
                .isInstanceOf(IoFormatException.class)
                .hasMessageContaining("a hole"));
  }

  @Test
  void everyDtypeHasItsName() {
    for (DType dtype : DType.values()) {
      if (dtype == DType.COMPLEX128) {
        continue;
      }
      assertThat(SafetensorsHeader.dtype(SafetensorsHeader.name(dtype))).isEqualTo(dtype);
    }
  }

  private static String f32(String name) {
    return "\"%s\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]}".formatted(name);
  }

  private static String entry(String dtype, String shape, String offsets) {
    return "{\"a\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":%s}}"
        .formatted(dtype, shape, offsets);
  }
}
