package org.nernst.norse;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ParameterChecksTest {
  @Test
  void aStepInAnotherUnitThanTheTimeConstantsIsDoubtful() {
    var bio = LIFAdExParameters.bioDefault();
    assertThat(ParameterChecks.doubtfulStep(bio.values(), 0.001))
        .isEqualTo(
            "a step of dt = 0.001 is only 1.0e-04 of a membrane time constant (tau_mem_inv = 0.1): "
                + "are both in the same unit? bioDefault() is in milliseconds and wants dt = 1.0");
    assertThat(ParameterChecks.doubtfulStep(bio.values(), 1.0)).isNull();
    assertThat(ParameterChecks.doubtfulStep(new LIFAdExParameters().values(), 0.001)).isNull();
    assertThat(ParameterChecks.doubtfulStep(LIParameters.bioDefault().values(), 0.001)).isNotNull();
  }
}
