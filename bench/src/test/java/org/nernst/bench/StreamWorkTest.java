package org.nernst.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StreamWorkTest {
  /// Silent hidden neurons would make the second Linear free.
  @Test
  void someOfTheHiddenNeuronsSpike() {
    StreamWork work = new StreamWork(StreamWork.Method.STREAM);
    double rate = 0;
    for (int t = 0; t < 200; t++) {
      work.run();
      rate += work.hiddenRate() / 200;
    }
    assertThat(rate).isBetween(0.01, 0.15);
  }
}
