package org.nernst.io.hdf5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nernst.io.IoFormatException;

/// Files made to keep a reader busy, in circles or in ever more branches. Without the guard these
/// tests don't end.
final class Hdf5StructureTest {
  private static final int TREE_HEADER = 24;

  @TempDir Path folder;
  private byte[] healthy;

  @BeforeEach
  void load() throws IOException, URISyntaxException {
    healthy =
        Files.readAllBytes(
            Path.of(
                Objects.requireNonNull(
                        Hdf5StructureTest.class.getResource("/nir/handbuilt_delay.nir"))
                    .toURI()));
  }

  @Test
  void aTreeThatContainsItselfIsRefused() {
    int tree = find("TREE", 0);
    byte[] copy = healthy.clone();
    ByteBuffer bytes = words(copy);
    bytes.put(tree + 5, (byte) 1);
    bytes.putLong(tree + TREE_HEADER + 8, tree);
    refused(copy);
  }

  @Test
  void aTreeWhoseBranchesMeetAgainIsRefused() {
    int width = 64;
    int levels = 6;
    int size = TREE_HEADER + width * 16 + 8;
    byte[] longer = Arrays.copyOf(healthy, healthy.length + levels * size);
    ByteBuffer bytes = words(longer);
    int tree = find("TREE", 0);
    replace(bytes, tree, healthy.length);
    for (int level = levels; level > 0; level--) {
      int at = healthy.length + (levels - level) * size;
      bytes.position(at).put("TREE".getBytes(StandardCharsets.US_ASCII));
      bytes.put(at + 5, (byte) level).putShort(at + 6, (short) width);
      long next = level == 1 ? tree : at + size;
      for (int i = 0; i < width; i++) {
        bytes.putLong(at + TREE_HEADER + 8 + i * 16, next);
      }
    }
    refused(longer);
  }

  @Test
  void aHeaderThatContinuesInItselfIsRefused() {
    byte[] copy = healthy.clone();
    ByteBuffer bytes = words(copy);
    int names = find("SNOD", 0);
    int header = (int) bytes.getLong(names + 8 + 8);
    bytes.putShort(header + 2, (short) -1);
    bytes.putShort(header + 16, (short) 0x10).putShort(header + 18, (short) 16);
    bytes.putLong(header + 24, header + 16).putLong(header + 32, bytes.getInt(header + 8));
    refused(copy);
  }

  @Test
  void namesThatLeadToOneObjectAreRefused() {
    byte[] copy = healthy.clone();
    ByteBuffer bytes = words(copy);
    int names = find("SNOD", 0);
    while (bytes.getShort(names + 6) < 2) {
      names = find("SNOD", names + 1);
    }
    bytes.putLong(names + 8 + 40 + 8, bytes.getLong(names + 8 + 8));
    refused(copy);
  }

  @Test
  void addressesOutsideAreRefused() {
    byte[] copy = healthy.clone();
    ByteBuffer bytes = words(copy);
    int names = find("SNOD", 0);
    for (long address : new long[] {-2, Long.MAX_VALUE, healthy.length, healthy.length - 4}) {
      bytes.putLong(names + 8 + 8, address);
      refused(copy);
    }
  }

  private void refused(byte[] bytes) {
    Path file = folder.resolve("hostile.h5");
    assertThatThrownBy(
            () -> {
              Files.write(file, bytes);
              try (Hdf5File open = Hdf5File.open(file)) {
                walk(open.root());
              }
            })
        .isInstanceOf(IoFormatException.class)
        .hasMessageContaining("not valid HDF5");
  }

  private static void walk(Hdf5Group group) throws IoFormatException {
    for (String name : group.names()) {
      if (group.hasGroup(name)) {
        walk(group.group(name));
      } else {
        assertThat(group.dataset(name).shape().length).isLessThanOrEqualTo(8);
      }
    }
  }

  private static ByteBuffer words(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private int find(String signature, int from) {
    byte[] wanted = signature.getBytes(StandardCharsets.US_ASCII);
    for (int at = from; at < healthy.length - 4; at++) {
      if (Arrays.equals(healthy, at, at + 4, wanted, 0, 4)) {
        return at;
      }
    }
    throw new AssertionError("no " + signature);
  }

  private static void replace(ByteBuffer bytes, long before, long after) {
    for (int at = 0; at < bytes.capacity() - 8; at += 8) {
      if (bytes.getLong(at) == before) {
        bytes.putLong(at, after);
      }
    }
  }
}
