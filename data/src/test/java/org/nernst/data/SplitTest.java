package org.nernst.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.nernst.tensor.Generator;

class SplitTest {
  private static final TensorDataset DIGITS = Digits.load();

  @Test
  void everyExampleIsInExactlyOnePart() {
    Split split = Split.stratified(DIGITS, 0.8, new Generator(1));
    int[] all =
        IntStream.concat(
                IntStream.of(split.train().indices()), IntStream.of(split.test().indices()))
            .sorted()
            .toArray();
    assertThat(all).containsExactly(IntStream.range(0, DIGITS.size()).toArray());
    assertThat(split.train().size()).isEqualTo(Math.round(0.8 * 1797));
  }

  @Test
  void everyClassIsSplitInTheSameProportion() {
    for (double share : new double[] {0.8, 0.5, 0.13}) {
      Split split = Split.stratified(DIGITS, share, new Generator(2));
      double[] whole = counts(DIGITS);
      double[] train = counts(split.train());
      for (int c = 0; c < Digits.CLASSES; c++) {
        assertThat(train[c]).isCloseTo(share * whole[c], within(1.0));
      }
    }
  }

  @Test
  void theSeedDecides() {
    int[] first = Split.stratified(DIGITS, 0.8, new Generator(5)).train().indices();
    int[] again = Split.stratified(DIGITS, 0.8, new Generator(5)).train().indices();
    int[] other = Split.stratified(DIGITS, 0.8, new Generator(6)).train().indices();
    assertThat(again).containsExactly(first);
    assertThat(other).isNotEqualTo(first);
  }

  @Test
  void refusesASplitIntoOnePart() {
    assertThatThrownBy(() -> Split.stratified(DIGITS, 1, new Generator(0)))
        .hasMessage("expected 0 < trainShare < 1, got 1.0");
  }

  private static double[] counts(Dataset data) {
    double[] counts = new double[Digits.CLASSES];
    for (int i = 0; i < data.size(); i++) {
      counts[data.label(i)]++;
    }
    return counts;
  }
}
