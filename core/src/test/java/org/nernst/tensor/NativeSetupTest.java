package org.nernst.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class NativeSetupTest {
  private static final CpuFeatures AVX512 =
      new CpuFeatures(
          "x", new TreeSet<>(List.of("avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl")));
  private static final CpuFeatures PLAIN = new CpuFeatures("x", new TreeSet<>(List.of("avx2")));

  @Test
  void theUsersCoreTypeWins() {
    assertThat(NativeSetup.coreType("Zen", AVX512).value()).isEqualTo("Zen");
  }

  @Test
  void avx512KernelsOnlyWhereTheProcessorHasThem() {
    assertThat(NativeSetup.coreType(null, AVX512).value()).isEqualTo("SkylakeX");
    assertThat(NativeSetup.coreType(null, PLAIN).value()).isNull();
  }

  @Test
  void openMpThreadsSleepUnlessTheUserSaysOtherwise() {
    assertThat(NativeSetup.waitPolicy(null).value()).isEqualTo("PASSIVE");
    assertThat(NativeSetup.waitPolicy("ACTIVE").value()).isEqualTo("ACTIVE");
  }

  @Test
  void threadsOfBlasSleepSoonUnlessTheUserSaysOtherwise() {
    assertThat(NativeSetup.spinning(null).value()).isEqualTo("8");
    assertThat(NativeSetup.spinning("26").value()).isEqualTo("26");
  }

  @Test
  @SuppressWarnings("restricted")
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void nativeCodeSeesWhatWasDecided() throws Throwable {
    var linker = Linker.nativeLinker();
    var getenv =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("getenv"),
            FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.ADDRESS));
    assertThat(NativeSetup.decisions()).hasSize(3);
    for (NativeSetup.Decision decision : NativeSetup.decisions()) {
      try (var arena = java.lang.foreign.Arena.ofConfined()) {
        var seen = (MemorySegment) getenv.invokeExact(arena.allocateFrom(decision.variable()));
        String text = seen.address() == 0 ? null : seen.reinterpret(Long.MAX_VALUE).getString(0);
        assertThat(text).as(decision.variable()).isEqualTo(decision.value());
      }
    }
  }
}
