package org.nernst.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CpuFeaturesTest {
  private static final String ZEN5 =
      """
      processor\t: 0
      model name\t: AMD EPYC 9B45
      flags\t\t: fpu sse2 avx avx2 fma avx512f avx512dq avx512cd avx512bw avx512vl

      processor\t: 1
      model name\t: another
      flags\t\t: never_read
      """;

  @Test
  void readsTheFirstProcessor() {
    CpuFeatures cpu = CpuFeatures.parse(ZEN5);
    assertThat(cpu.model()).isEqualTo("AMD EPYC 9B45");
    assertThat(cpu.has("avx2")).isTrue();
    assertThat(cpu.has("never_read")).isFalse();
    assertThat(cpu.features().first()).isEqualTo("avx");
  }

  @Test
  void skylakeXKernelsNeedAllFivePartsOfAvx512() {
    assertThat(CpuFeatures.parse(ZEN5).runsSkylakeXKernels()).isTrue();
    // Knights Landing has the foundation but neither BW, DQ nor VL
    assertThat(CpuFeatures.parse(ZEN5.replace("avx512bw", "avx512er")).runsSkylakeXKernels())
        .isFalse();
    assertThat(CpuFeatures.parse("").runsSkylakeXKernels()).isFalse();
  }

  @Test
  void armCallsThemFeatures() {
    CpuFeatures cpu = CpuFeatures.parse("processor : 0\nFeatures : fp asimd sve\n");
    assertThat(cpu.has("sve")).isTrue();
    assertThat(cpu.model()).isEqualTo(System.getProperty("os.arch"));
  }
}
