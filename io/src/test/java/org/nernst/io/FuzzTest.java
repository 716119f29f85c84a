package org.nernst.io;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nernst.tensor.DType;
import org.nernst.tensor.Tensor;

/// Thousands of damaged files of each format. [Fuzz#assertRefused] holds each against what a reader
/// promises: tensors or the declared exception, soon, with little heap.
class FuzzTest {
  @TempDir Path folder;

  private static SequencedMap<String, Tensor> tensors() {
    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("0.weight", Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3));
    tensors.put("flag", Tensor.of(new boolean[] {true, false}, 2));
    tensors.put("step", Tensor.scalar(7, DType.INT64));
    tensors.put("ids", Tensor.ones(DType.UINT16, 5));
    tensors.put("wave", Tensor.ones(DType.COMPLEX64, 2));
    tensors.put("none", Tensor.zeros(DType.INT16, 0, 3));
    return tensors;
  }

  @Test
  void safetensors() throws IOException {
    Path valid = folder.resolve("valid.safetensors");
    SequencedMap<String, Tensor> tensors = tensors();
    tensors.put("scale", Tensor.ones(DType.FLOAT8_E8M0FNU, 3));
    tensors.put("codes", Tensor.ones(DType.FLOAT8_E4M3FN, 4, 2));
    Safetensors.write(valid, tensors, Map.of("k", "v"));
    byte[] whole = Files.readAllBytes(valid);

    Fuzz.assertRefused(
        "safetensors", folder, 4000, Safetensors::open, random -> Fuzz.damage(whole, random));
  }

  @Test
  void npy() throws IOException {
    byte[] whole = Files.readAllBytes(Resources.path("numpy/version1.npy"));

    Fuzz.assertRefused("npy", folder, 4000, Npy::open, random -> Fuzz.damage(whole, random));
  }

  @Test
  void npzBytes() throws IOException {
    Path valid = folder.resolve("valid.npz");
    Npz.writeCompressed(valid, tensors());
    byte[] whole = Files.readAllBytes(valid);

    Fuzz.assertRefused("npz", folder, 2000, Npz::open, random -> Fuzz.damage(whole, random));
  }

  @Test
  void npzEntries() throws IOException {
    Path valid = folder.resolve("valid.npz");
    Npz.write(valid, tensors());

    Fuzz.assertRefused("npz", folder, 2000, Npz::open, damagedEntry(valid, name -> true));
  }

  @Test
  void torchZipBytes() throws IOException {
    byte[] whole = Files.readAllBytes(Resources.path("pytorch/state_dict.pt"));

    Fuzz.assertRefused("pt", folder, 2000, PyTorch::open, random -> Fuzz.damage(whole, random));
  }

  @Test
  void torchPickles() throws IOException {
    for (String name :
        List.of("checkpoint.pt", "state_dict_protocol4.pt", "shared.pt", "typed_v3.pt")) {
      Path valid = Resources.path("pytorch/" + name);
      Fuzz.assertRefused(
          "pt",
          folder,
          2000,
          PyTorch::open,
          damagedEntry(valid, entry -> entry.endsWith("data.pkl")));
    }
  }

  @Test
  void torchLegacy() throws IOException {
    for (String name : List.of("state_dict_legacy.pt", "shared_legacy.pt")) {
      byte[] whole = Files.readAllBytes(Resources.path("pytorch/" + name));
      Fuzz.assertRefused("pth", folder, 2000, PyTorch::open, random -> Fuzz.damage(whole, random));
    }
  }

  private interface Choice {
    boolean takes(String entry);
  }

  /// The archive with what is in one entry damaged, and its size and checksum right again: damage
  /// that gets past the checks of the archive.
  private static Fuzz.Damage damagedEntry(Path valid, Choice choice) throws IOException {
    SequencedMap<String, byte[]> entries = new LinkedHashMap<>();
    try (ZipFile zip = new ZipFile(valid.toFile())) {
      for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
        ZipEntry entry = all.nextElement();
        try (InputStream in = zip.getInputStream(entry)) {
          entries.put(entry.getName(), in.readAllBytes());
        }
      }
    }
    List<String> chosen = entries.keySet().stream().filter(choice::takes).toList();
    return random -> zip(entries, chosen.get(random.nextInt(chosen.size())), random);
  }

  private static byte[] zip(Map<String, byte[]> entries, String damaged, RandomGenerator random)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        boolean here = entry.getKey().equals(damaged);
        byte[] content = here ? Fuzz.damage(entry.getValue(), random) : entry.getValue();
        CRC32 crc = new CRC32();
        crc.update(content);
        ZipEntry made = new ZipEntry(entry.getKey());
        made.setMethod(ZipEntry.STORED);
        made.setSize(content.length);
        made.setCrc(crc.getValue());
        zip.putNextEntry(made);
        zip.write(content);
      }
    }
    return bytes.toByteArray();
  }
}
