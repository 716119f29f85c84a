package org.nernst.bench;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nernst.engine.Engine;

final class WorkloadTest {
  static Stream<Workload> others() {
    return Stream.of(
        new CopyWork(100_003),
        new CellWork(Engine.FUSED, Pass.FORWARD, 2, 33),
        new CellWork(Engine.EAGER, Pass.TRAINING, 2, 33),
        SequenceWork.recurrent(Engine.AUTO, Input.SPIKES_5, Pass.TRAINING, 10, 2, 32),
        SequenceWork.linear(null, Input.DENSE, Pass.TRAINING, 10, 2, 32),
        new DensityWork(DensityWork.Method.EVENTS, 65, 0.1),
        new DensityWork(DensityWork.Method.GEMM, 65, 0.1),
        new WeightGradientWork(WeightGradientWork.Method.CHOSEN, 65, 0.1),
        new WeightGradientWork(WeightGradientWork.Method.EVENTS, 65, 0.1),
        new WeightGradientWork(WeightGradientWork.Method.GEMM, 65, 0.1),
        new StreamWork(StreamWork.Method.STREAM),
        new StreamWork(StreamWork.Method.MODULES),
        new EpochWork(300));
  }

  @ParameterizedTest
  @MethodSource("others")
  void runsAgainAndAgain(Workload work) {
    assertThatCode(() -> runThrice(work)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @EnumSource
  void runsBehindLinear(Neuron neuron) {
    Workload work = SequenceWork.linear(neuron, Input.SPIKES_5, Pass.TRAINING, 10, 2, 32);
    assertThatCode(() -> runThrice(work)).doesNotThrowAnyException();
  }

  private static void runThrice(Workload work) {
    for (int i = 0; i < 3; i++) {
      work.run();
    }
  }
}
