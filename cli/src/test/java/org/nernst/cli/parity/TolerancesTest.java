package org.nernst.cli.parity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TolerancesTest {
  /// The tables of the recordings' READMEs.
  @ParameterizedTest
  @CsvSource({
    "adex_cell_single_default,  1e-5, 1e-5",
    "adex_cell_single_state,    1e-5, 2e-5",
    "adex_cell_default,         1e-5, 5e-4",
    "adex_time_bio,             1e-5, 1e-3",
    "adex_cell_default_f64,     1e-12, 1e-12",
    "li_cell,                   1e-5, 1e-5",
    "threshold_super,           1e-5, 1e-5",
    "threshold_super_f64,       1e-12, 1e-12",
  })
  void thoseOfNorseAreTheRecordedOnes(String name, double state, double gradient)
      throws IOException {
    Tolerances tolerances = Tolerances.norse(Recording.read(Golden.file("norse", name)));

    assertThat(tolerances).isEqualTo(new Tolerances(state, gradient));
  }

  @ParameterizedTest
  @CsvSource({
    "iafrecurrent_default, 2e-5, 1e-5",
    "iafrecurrent_tau_syn_array, 2e-5, 5e-5",
    "iafrecurrent_two_calls_detached, 2e-5, 5e-5",
    "lif_tau_mem_array, 2e-5, 5e-5",
    "expleak_default, 2e-5, 1e-5",
  })
  void thoseOfSinabsAreTheRecordedOnes(String name, double state, double gradient)
      throws IOException {
    Tolerances tolerances = Tolerances.sinabs(Recording.read(Golden.file("sinabs", name)));

    assertThat(tolerances).isEqualTo(new Tolerances(state, gradient));
  }

  @Test
  void roundingUpNeverGoesBelowTheValue() {
    assertThat(Tolerances.roundUp(0, 1, 2, 5)).isZero();
    assertThat(Tolerances.roundUp(2.3e-4, 1, 2, 5)).isEqualTo(5e-4);
    assertThat(Tolerances.roundUp(2.0e-4, 1, 2, 5)).isEqualTo(2e-4);
    assertThat(Tolerances.roundUp(7e-4, 1, 2, 5)).isEqualTo(1e-3);
    assertThat(Tolerances.roundUp(1.1e-5, 1, 5)).isEqualTo(5e-5);
  }
}
