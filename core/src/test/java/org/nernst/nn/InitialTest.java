package org.nernst.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.nernst.tensor.DType;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Nernst;
import org.nernst.tensor.Tensor;

class InitialTest {
  @Test
  void drawsOnFromOneSplitThatTheSeedResets() {
    Nernst.seed(1);
    double first = Initial.generator().nextDouble();
    double second = Initial.generator().nextDouble();
    assertThat(second).isNotEqualTo(first);
    Nernst.seed(1);
    assertThat(Initial.generator().nextDouble()).isEqualTo(first);
  }

  @Test
  void isUniformInTheBoundsOfTheFanIn() {
    Tensor w = Initial.uniform(new Generator(1), DType.FLOAT32, 16, 100, 50);
    assertThat(w.shape()).containsExactly(100, 50);
    assertThat(w.abs().max().item()).isBetween(0.249, 0.25);
  }

  @Test
  void refusesNoInputsAndIntegers() {
    Generator generator = new Generator(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Initial.uniform(generator, DType.FLOAT32, 0, 2));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Initial.uniform(generator, DType.INT64, 1, 2));
  }
}
