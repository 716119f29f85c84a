package org.nernst.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nernst.tensor.SystemInfo;

class DoctorCommandTest {
  private static final Program DOCTOR = Program.run("doctor");

  @Test
  void showsEveryFactOnALineOfItsOwn() {
    assertThat(DOCTOR.status()).isZero();
    assertThat(DOCTOR.err()).isEmpty();
    assertThat(DOCTOR.out().lines().map(line -> line.split("  +")[0]))
        .contains(
            "nernst",
            "JDK",
            "JVM flags",
            "native access",
            "processor",
            "vector width",
            "libtorch",
            "BLAS",
            "GEMM",
            "threads",
            "OPENBLAS_CORETYPE",
            "OMP_WAIT_POLICY",
            "OPENBLAS_THREAD_TIMEOUT",
            "GPU",
            "native cache");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(?m)^JDK +25\\..*",
        "(?m)^JVM flags .*--add-modules.*",
        "(?m)^vector width +\\d+ bits \\(\\d+ floats\\)$",
        "(?m)^libtorch +2\\.\\d+.* kernels$",
        "(?m)^GEMM +[1-9]\\d* GFLOP/s.*",
        "(?m)^threads +\\d+ cores, libtorch \\d+, BLAS .*",
      })
  void theFactsAreMeasuredNotMissing(String line) {
    assertThat(DOCTOR.out()).containsPattern(line);
  }

  @Test
  void endsWithWhatToChange() {
    SystemInfo system = SystemInfo.detect();

    if (system.advice().isEmpty()) {
      assertThat(DOCTOR.out()).contains("Nothing to change.");
    } else {
      system.advice().forEach(advice -> assertThat(DOCTOR.out()).contains("  - " + advice));
    }
  }
}
