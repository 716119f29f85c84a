package org.nernst.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.nernst.engine.Engine;

final class NetworkWorkTest {
  @Test
  void feedForwardNetworkLearns() {
    assertLearns(NetworkWork.feedForward(20, 8));
  }

  @Test
  void convolutionalNetworkLearns() {
    assertLearns(NetworkWork.convolutional(4, 4));
  }

  @Test
  void digitsNetworkLearns() {
    assertLearns(NetworkWork.digits(Engine.AUTO));
  }

  private static void assertLearns(NetworkWork work) {
    double before = work.loss();
    for (int i = 0; i < 10; i++) {
      work.run();
    }
    assertThat(work.loss()).isLessThan(before);
  }
}
