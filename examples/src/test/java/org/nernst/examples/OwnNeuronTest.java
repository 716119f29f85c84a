package org.nernst.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.nernst.engine.Engine;
import org.nernst.nn.NeuronCell;
import org.nernst.nn.Sequential;
import org.nernst.tensor.DType;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Nernst;
import org.nernst.tensor.Tensor;
import org.nernst.train.Evaluation;

class OwnNeuronTest {
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);

  @Test
  void learnsTheDigits() {
    Nernst.seed(0);
    Sequential network = OwnNeuron.network(OwnNeuron.shunted());
    Tensor shunt = network.getParameter("1.shunt").detach().clone();
    Evaluation evaluation = OwnNeuron.train(network, 3, out).epochs().getLast().evaluation();
    assertThat(evaluation.accuracy()).isGreaterThan(0.9);
    assertThat(network.getParameter("1.shunt").equal(shunt)).isFalse();
  }

  @Test
  void runsTheSameOnBothEngines() {
    Tensor current = Tensor.rand(new Generator(3), DType.FLOAT32, 20, 4, 5).mul(0.6);
    NeuronCell neurons = NeuronCell.of(OwnNeuron.shunted());
    neurons.engine(Engine.FUSED);
    Tensor fused = neurons.forward(current).output();
    neurons.engine(Engine.EAGER);
    assertThat(neurons.forward(current).output().equal(fused)).isTrue();
    assertThat(fused.sum().item()).isPositive();
  }

  @Test
  void partsOfACurrentAreTheWhole() {
    Tensor current = Tensor.rand(new Generator(4), DType.FLOAT32, 20, 3).mul(0.6);
    Tensor whole = NeuronCell.of(OwnNeuron.shunted()).forward(current).output();
    Tensor parts =
        OwnNeuron.inParts(OwnNeuron.shunted(), current.narrow(0, 0, 7), current.narrow(0, 7, 13));
    assertThat(parts.equal(whole)).isTrue();
  }

  @Test
  void printsItsEquationsItsAdjointAndItsSpeed() {
    Nernst.seed(0);
    OwnNeuron.run(1, 3, out);
    assertThat(printed.toString(StandardCharsets.UTF_8))
        .contains("charged = ", "v' = ", "d.v = ", "d.shunt = ", "epoch 1/1", "times as fast");
  }
}
