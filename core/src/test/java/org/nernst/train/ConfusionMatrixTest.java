package org.nernst.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ConfusionMatrixTest {
  @Test
  void countsAnswersByClass() {
    ConfusionMatrix matrix = new ConfusionMatrix(3);
    matrix.add(0, 0);
    matrix.add(0, 0);
    matrix.add(1, 2);
    matrix.add(2, 2);
    assertThat(matrix.count(0, 0)).isEqualTo(2);
    assertThat(matrix.count(1, 2)).isEqualTo(1);
    assertThat(matrix.count(2, 1)).isZero();
    assertThat(matrix.total()).isEqualTo(4);
    assertThat(matrix.correct()).isEqualTo(3);
    assertThat(matrix.accuracy()).isEqualTo(0.75);
    assertThat(matrix.classes()).isEqualTo(3);
  }

  @Test
  void isPrintedWithARowPerClass() {
    ConfusionMatrix matrix = new ConfusionMatrix(2);
    matrix.add(0, 1);
    assertThat(matrix.toString().lines())
        .containsExactly("label \\ answer", "        0   1", "    0   0   1", "    1   0   0");
  }

  @Test
  void refusesClassesThatThereAreNot() {
    ConfusionMatrix matrix = new ConfusionMatrix(2);
    assertThatThrownBy(() -> matrix.add(2, 0))
        .hasMessage("expected classes from 0 to 1, got label 2 and answer 0");
    assertThatThrownBy(() -> new ConfusionMatrix(0)).hasMessage("expected classes >= 1, got 0");
    assertThat(matrix.accuracy()).isNaN();
  }
}
