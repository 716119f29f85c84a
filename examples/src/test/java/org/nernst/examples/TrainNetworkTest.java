package org.nernst.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;
import org.nernst.data.Digits;
import org.nernst.tensor.Nernst;
import org.nernst.train.Evaluation;

class TrainNetworkTest {
  @Test
  void learnsTheDigits() {
    Nernst.seed(0);
    Evaluation evaluation =
        TrainNetwork.run(
            TrainNetwork.network(),
            Digits.load(),
            3,
            new PrintStream(OutputStream.nullOutputStream()));
    assertThat(evaluation.accuracy()).isGreaterThan(0.85);
    assertThat(evaluation.layers().getFirst().spikeRate()).isBetween(0.005, 0.6);
  }
}
