package org.nernst.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class MallocSetupTest {
  private static final long BYTES = 48 << 20;
  private static final long PAGE = 4096;

  @Test
  void theUsersSettingsWin() {
    for (String name : new String[] {"MALLOC_MMAP_THRESHOLD_", "MALLOC_TRIM_THRESHOLD_"}) {
      assertThat(MallocSetup.byUser(Map.of(name, "131072")))
          .hasValueSatisfying(
              decision -> {
                assertThat(decision.variable()).isEqualTo(name);
                assertThat(decision.value()).isEqualTo("131072");
                assertThat(decision.reason()).isEqualTo("set by the user");
              });
    }
    assertThat(MallocSetup.byUser(Map.of("GLIBC_TUNABLES", "glibc.malloc.top_pad=0"))).isPresent();
  }

  @Test
  void otherVariablesSayNothingAboutMalloc() {
    assertThat(
            MallocSetup.byUser(
                Map.of("GLIBC_TUNABLES", "glibc.rtld.nns=4", "MALLOC_ARENA_MAX", "1", "HOME", "/")))
        .isEmpty();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aFreedBlockServesTheNextOfItsSize() throws IOException {
    NativeSetup.ensure();
    // glibc may be left to the user, and other C libraries have no such setting
    if (!"M_MMAP_THRESHOLD".equals(MallocSetup.decision().variable())
        || MallocSetup.decision().value() == null) {
      return;
    }
    Pointer.free(filled());
    long faults = pageFaults();
    Pointer.free(filled());
    assertThat(pageFaults() - faults).isLessThan(BYTES / PAGE / 10);
  }

  private static Pointer filled() {
    return Pointer.memset(Pointer.malloc(BYTES), 1, BYTES);
  }

  /// Of this thread so far.
  private static long pageFaults() throws IOException {
    String stat = Files.readString(Path.of("/proc/thread-self/stat"));
    return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[7]);
  }
}
