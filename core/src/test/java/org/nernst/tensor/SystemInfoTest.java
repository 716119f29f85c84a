package org.nernst.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.Runtime.Version;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class SystemInfoTest {
  private static final CpuFeatures AVX512 =
      new CpuFeatures(
          "cpu", new TreeSet<>(List.of("avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl")));

  private static SystemInfo info(
      String jdk,
      boolean nativeAccess,
      OptionalInt vectorBits,
      String kernels,
      String waitPolicy,
      int threads) {
    return new SystemInfo(
        Version.parse(jdk),
        "vendor",
        nativeAccess,
        vectorBits,
        AVX512,
        "2.10.0",
        "AVX512",
        new BlasInfo("OpenBLAS", kernels, "OpenBLAS 0.3", 2),
        List.of(new NativeSetup.Decision("OMP_WAIT_POLICY", waitPolicy, "test")),
        2,
        threads,
        "none",
        Path.of("cache"));
  }

  @Test
  void seesThisProcess() {
    SystemInfo here = SystemInfo.detect();
    assertThat(here.jdk().feature()).isGreaterThanOrEqualTo(25);
    assertThat(here.libtorch()).matches("\\d+\\.\\d+\\.\\d+.*");
    assertThat(here.cores()).isPositive();
    assertThat(here.libtorchThreads()).isPositive();
    assertThat(here.nativeCache()).exists();
    assertThat(here.environment()).hasSize(4);
    assertThat(here.nativeAccess()).isTrue();
    assertThat(here.vectorBits().orElseThrow()).isIn(64, 128, 256, 512);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void asksOpenBlasItself() {
    BlasInfo blas = SystemInfo.detect().blas();
    assertThat(blas.library()).isEqualTo("OpenBLAS");
    assertThat(blas.kernels()).isNotEqualTo("unknown").isNotBlank();
    assertThat(blas.config()).contains("OpenBLAS");
    assertThat(blas.threads()).isPositive();
    // the kernels that NativeSetup asked for are the ones in use
    for (NativeSetup.Decision decision : NativeSetup.decisions()) {
      if (decision.variable().equals("OPENBLAS_CORETYPE") && decision.value() != null) {
        assertThat(blas.kernels()).isEqualToIgnoringCase(decision.value());
      }
    }
  }

  @Test
  void measuresTheRateOfMatrixProducts() {
    // any machine of this century is within these
    assertThat(SystemInfo.measureGemm()).isBetween(0.1, 1e6);
  }

  @Test
  void nothingToChangeGivesNoAdvice() {
    assertThat(info("25.0.3", true, OptionalInt.of(512), "SkylakeX", "PASSIVE", 2).advice())
        .isEmpty();
  }

  @Test
  void eachDefectHasItsAdvice() {
    assertThat(info("25.0.2", true, OptionalInt.of(512), "SkylakeX", "PASSIVE", 2).advice())
        .singleElement()
        .asString()
        .contains("25.0.3", "JDK-8377811");
    assertThat(info("26", true, OptionalInt.of(512), "Cooperlake", "PASSIVE", 2).advice())
        .isEmpty();
    assertThat(info("25.0.3", false, OptionalInt.of(512), "SkylakeX", "PASSIVE", 2).advice())
        .singleElement()
        .asString()
        .contains("--enable-native-access");
    assertThat(info("25.0.3", true, OptionalInt.empty(), "SkylakeX", "PASSIVE", 2).advice())
        .singleElement()
        .asString()
        .contains("jdk.incubator.vector");
    assertThat(info("25.0.3", true, OptionalInt.of(512), "Haswell", "PASSIVE", 2).advice())
        .singleElement()
        .asString()
        .contains("OPENBLAS_CORETYPE", "Haswell");
    assertThat(info("25.0.3", true, OptionalInt.of(512), "SkylakeX", "active", 2).advice())
        .singleElement()
        .asString()
        .contains("OMP_WAIT_POLICY");
    assertThat(info("25.0.3", true, OptionalInt.of(512), "SkylakeX", "PASSIVE", 3).advice())
        .singleElement()
        .asString()
        .contains("at most 2 threads", "set to 3");
  }
}
