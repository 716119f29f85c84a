package org.nernst.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class BenchCommandTest {
  @Test
  void printsRowsWithRatios() {
    Program bench = Program.run("bench", "--only", "step", "--millis", "1", "--threads", "1");

    assertThat(bench.status()).isZero();
    assertThat(bench.err()).isEmpty();
    assertThat(bench.out())
        .contains("threads: 1")
        .containsPattern("without gradients +[\\d.]+ +[\\d.]+ +[\\d.]+x")
        .containsPattern("forward and backward +[\\d.]+ +[\\d.]+ +[\\d.]+x");
  }

  @Test
  void refusesAnUnknownSectionByName() {
    Program bench = Program.run("bench", "--only", "speed");

    assertThat(bench.status()).isEqualTo(2);
    assertThat(bench.err())
        .contains(
            "expected one of kernels, step, training, density, pairs, streaming for --only, got"
                + " 'speed'");
  }

  @Test
  void refusesATimeThatIsNone() {
    Program bench = Program.run("bench", "--millis", "0");

    assertThat(bench.status()).isEqualTo(2);
    assertThat(bench.err()).contains("expected --millis >= 1, got 0");
  }

  @Test
  void refusesTimeOfOneThreadForSeveral() {
    Program bench = Program.run("bench", "--clock", "cpu", "--threads", "2");

    assertThat(bench.status()).isEqualTo(2);
    assertThat(bench.err()).contains("expected --threads 1 with --clock cpu, got 2");
  }
}
