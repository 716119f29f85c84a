package org.nernst.io.nir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nernst.engine.Engine;
import org.nernst.neuron.MembraneReset;
import org.nernst.neuron.SingleSpike;
import org.nernst.nn.AvgPool2d;
import org.nernst.nn.BatchNorm1d;
import org.nernst.nn.BatchNorm2d;
import org.nernst.nn.Conv1d;
import org.nernst.nn.Conv2d;
import org.nernst.nn.Dropout;
import org.nernst.nn.Flatten;
import org.nernst.nn.Identity;
import org.nernst.nn.Linear;
import org.nernst.nn.MaxPool2d;
import org.nernst.nn.Module;
import org.nernst.nn.ReLU;
import org.nernst.nn.Sequential;
import org.nernst.nn.SequentialState;
import org.nernst.nn.SumPool2d;
import org.nernst.nn.TimeAxis;
import org.nernst.nn.TimeFirst;
import org.nernst.norse.LI;
import org.nernst.norse.LIF;
import org.nernst.norse.LIFAdEx;
import org.nernst.norse.LIFCell;
import org.nernst.norse.LIFParameters;
import org.nernst.norse.LIFRecurrent;
import org.nernst.norse.LIFRecurrentCell;
import org.nernst.norse.LILinearCell;
import org.nernst.norse.LIParameters;
import org.nernst.sinabs.ExpLeak;
import org.nernst.sinabs.IAF;
import org.nernst.sinabs.IAFRecurrent;
import org.nernst.tensor.Autograd;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Nernst;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;

/// What is exported, written and loaded again gives what the modules gave.
final class NirExportTest {
  @TempDir Path folder;

  @BeforeEach
  void seed() {
    Nernst.seed(3);
  }

  @Test
  void norsesNeuronsGiveTheSameSpikesAndPotentials() throws IOException {
    LIFParameters p =
        new LIFParameters()
            .withVLeak(Tensor.of(new float[] {0.1f, 0, 0.2f, 0, 0}, 5))
            .withVReset(-0.2)
            .withVTh(0.6);
    assertSame(
        new Sequential(
            new Linear(4, 5),
            new LIF(p, 0.002),
            new Linear(5, 3),
            new LI(new LIParameters(), 0.002)),
        TimeAxis.FIRST,
        4);
  }

  @Test
  void norsesRecurrentNeuronsGiveTheSameSpikes() throws IOException {
    assertSame(
        new Sequential(new Linear(4, 5), new LIFRecurrent(5, 6), new Linear(6, 2)),
        TimeAxis.FIRST,
        4);
  }

  @Test
  void norsesCellsOfOneStepAreTheSameNetwork() throws IOException {
    try (var _ = Scope.open();
        var _ = Autograd.noGrad()) {
      LIFRecurrentCell lif = new LIFRecurrentCell(4, 6);
      LILinearCell readout = new LILinearCell(6, 3);
      Sequential cells = new Sequential(lif, readout);
      Tensor input = drive(20, 2, 4);
      NirNetwork network = reloaded(cells, new NirOptions(), 4);
      Tensor got = network.forward(input).output();
      SequentialState state = null;
      for (int t = 0; t < 20; t++) {
        var step = cells.forward(input.select(0, t), state);
        state = step.state();
        assertClose(got.select(0, t), step.output());
      }
      assertThat(Nir.export(new LIFCell(), 3).graph().nodes()).containsKey("lifcell");
    }
  }

  @Test
  void sinabsConvolutionalNetworksGiveTheSameCounts() throws IOException {
    assertSame(
        new Sequential(
            Conv2d.builder(2, 4, 3).padding(1).build(),
            new IAF(),
            new SumPool2d(2),
            Conv2d.builder(4, 4, 2).groups(2).bias(false).build(),
            org.nernst.sinabs.LIF.builder(5).normInput(false).tauSyn(3).build(),
            AvgPool2d.builder(2).stride(1).build(),
            new Flatten(2),
            new Dropout(0.5),
            new Identity(),
            new Linear(16, 3),
            new ExpLeak(7)),
        TimeAxis.SECOND,
        2,
        8,
        8);
  }

  @Test
  void sinabsResetToAValueAndSingleSpikesNeedNoHint() throws IOException {
    Sequential network =
        new Sequential(
            new Linear(4, 5, false),
            IAF.builder().spikeFn(new SingleSpike()).resetFn(new MembraneReset(-0.25)).build(),
            new Linear(5, 5),
            org.nernst
                .sinabs
                .LIF
                .builder(4)
                .spikeFn(new SingleSpike())
                .resetFn(new MembraneReset())
                .spikeThreshold(0.3)
                .build());
    assertSame(network, TimeAxis.SECOND, 4);
    assertThat(Nir.export(network, 4).notes())
        .noneMatch(note -> note.contains("metadata"))
        .anyMatch(note -> note.startsWith("module '1': the surrogate gradient"));
  }

  @Test
  void sinabsRecurrentNetworksGiveTheSameSpikes() throws IOException {
    assertSame(
        new Sequential(
            new Linear(4, 5),
            new IAFRecurrent(new Linear(5, 5)),
            new org.nernst.sinabs.LIFRecurrent(
                6, new Sequential(new Linear(5, 7), new Linear(7, 5)))),
        TimeAxis.SECOND,
        4);
    assertThat(Nir.export(new IAFRecurrent(new Linear(5, 5)), 5).notes())
        .anyMatch(note -> note.contains("a bias of it acts"));
  }

  @Test
  void feedbackWithABiasBeginsOnceHoweverASequenceIsSplit() throws IOException {
    Sequential network =
        new Sequential(
            new IAFRecurrent(new Linear(4, 4)),
            new org.nernst.sinabs.LIFRecurrent(
                6, new Sequential(new Linear(4, 7), new Linear(7, 4))));
    try (var _ = Scope.open();
        var _ = Autograd.noGrad()) {
      Tensor input = drive(2, 20, 4);
      Tensor expected = network.forward(input).output();
      for (Engine engine : new Engine[] {Engine.AUTO, Engine.EAGER}) {
        NirOptions options = new NirOptions().withTimeAxis(TimeAxis.SECOND).withEngine(engine);
        NirNetwork back = reloaded(network, options, 4);
        var first = back.forward(input.narrow(1, 0, 1), null);
        var second = back.forward(input.narrow(1, 1, 6), first.state());
        var third = back.forward(input.narrow(1, 7, 13), second.state());
        assertClose(
            Tensor.cat(List.of(first.output(), second.output(), third.output()), 1), expected);
      }
    }
  }

  @Test
  void batchNormIsFolded() throws IOException {
    Sequential conv =
        new Sequential(
            new Conv1d(2, 3, 3),
            BatchNorm1d.builder(3).build(),
            new Flatten(1),
            new Linear(18, 4, false));
    conv.append(BatchNorm1d.builder(4).build());
    for (int i = 0; i < 20; i++) {
      conv.forward(drive(9, 2, 8).mul(2).add(1)).output().close();
    }
    conv.eval();
    try (var _ = Scope.open();
        var _ = Autograd.noGrad()) {
      Tensor input = drive(6, 2, 8);
      NirNetwork network = reloaded(conv, new NirOptions(), 2, 8);
      assertClose(network.forward(input).output(), conv.forward(input).output());
      NirExported exported = Nir.export(conv, 2, 8);
      assertThat(exported.graph().nodes()).hasSize(5);
      assertThat(exported.notes()).hasSize(2).allMatch(note -> note.contains("is folded into"));
    }
  }

  @Test
  void whatNirCantExpressIsRefusedByName() {
    refused(new Sequential(new Linear(4, 4), new LIFAdEx()), "module '1' (LIFAdEx)", 4);
    refused(new Sequential(new Linear(4, 4), new ReLU()), "module '1' (ReLU)", 4);
    refused(new Sequential(new Identity(), new MaxPool2d(2)), "module '1' (MaxPool2d)", 1, 4, 4);
    refused(Module.of("mine", x -> x), "(FunctionLayer)", 4);
    refused(new Sequential(IAF.builder().minVMem(-1).build()), "no lower bound", 4);
    refused(new Sequential(IAF.builder().tauSyn(2).build()), "without leak behind a synapse", 4);
    refused(new Sequential(SumPool2d.builder(2).ceilMode(true).build()), "hang over", 1, 5, 5);
    refused(new Sequential(new IAF(), BatchNorm2d.builder(2).build()), "directly behind", 2, 4, 4);
    refused(new Sequential(new IAF(), new Flatten(1)), "it flattens axes 1 to 2 of 3", 4);
    refused(new Sequential(new Linear(4, 4)), "NIR wants 1 axes", 2, 4);
    refused(new Sequential(TimeFirst.of(new IAF()), new LIF()), "has steps of 0.001", 4);
    refused(
        new Sequential(
            new org.nernst.sinabs.LIF(3.0),
            new Sequential(new Linear(4, 3), new IAFRecurrent(new Linear(3, 2)))),
        "module '1.1.rec_connect' (Linear) can't be exported to NIR: it gives back",
        4);
    refused(new Sequential(new Linear(3, 3)), "expected input of shape", 4);
  }

  private static void refused(Module module, String reason, long... shape) {
    assertThatThrownBy(() -> Nir.export(module, shape))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason);
  }

  private void assertSame(Sequential original, TimeAxis axis, long... shape) throws IOException {
    try (var _ = Scope.open();
        var _ = Autograd.noGrad()) {
      original.eval();
      long[] all = new long[shape.length + 2];
      all[0] = axis == TimeAxis.FIRST ? 40 : 3;
      all[1] = axis == TimeAxis.FIRST ? 3 : 40;
      System.arraycopy(shape, 0, all, 2, shape.length);
      Tensor input = drive(all);
      NirNetwork network = reloaded(original, new NirOptions().withTimeAxis(axis), shape);
      Tensor expected = original.forward(input).output();
      assertClose(network.forward(input).output(), expected);
      assertThat(expected.abs().max().item()).isGreaterThan(0);
    }
  }

  private NirNetwork reloaded(Module module, NirOptions options, long... shape) throws IOException {
    Path file = folder.resolve("network.nir");
    Nir.save(module, shape, file);
    return Nir.load(file, options);
  }

  private static Tensor drive(long... shape) {
    Tensor x = Tensor.zeros(shape);
    x.uniformInPlace(-0.5, 2, new Generator(7));
    return x;
  }

  private static void assertClose(Tensor got, Tensor expected) {
    assertThat(got.shape()).isEqualTo(expected.shape());
    assertThat(got.sub(expected).abs().max().item()).isLessThanOrEqualTo(1e-5);
  }
}
