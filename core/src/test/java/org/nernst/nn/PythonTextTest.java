package org.nernst.nn;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PythonTextTest {
  @Test
  void numbersLookAsInPython() {
    assertThat(PythonText.of(0.1)).isEqualTo("0.1");
    assertThat(PythonText.of(1e-5)).isEqualTo("1e-05");
    assertThat(PythonText.of(1.5e-12)).isEqualTo("1.5e-12");
    assertThat(PythonText.of(0.001)).isEqualTo("0.001");
    assertThat(PythonText.of(0.0001)).isEqualTo("0.0001");
    assertThat(PythonText.of(1)).isEqualTo("1.0");
    assertThat(PythonText.of(1e7)).isEqualTo("10000000.0");
    assertThat(PythonText.of(1.25e20)).isEqualTo("1.25e+20");
    assertThat(PythonText.of(true)).isEqualTo("True");
  }

  @Test
  void tuplesAndSizesLookAsInPython() {
    assertThat(PythonText.tuple(3)).isEqualTo("(3,)");
    assertThat(PythonText.tuple(3, 4)).isEqualTo("(3, 4)");
    assertThat(PythonText.sizes(3, 3)).isEqualTo("3");
    assertThat(PythonText.sizes(3, 4)).isEqualTo("(3, 4)");
  }
}
