package org.nernst.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nernst.engine.Engine;
import org.nernst.norse.LIF;
import org.nernst.norse.LIFAdEx;
import org.nernst.norse.LIFParameters;
import org.nernst.synapse.Crossover;
import org.nernst.tensor.Autograd;
import org.nernst.tensor.DType;
import org.nernst.tensor.Generator;
import org.nernst.tensor.HeldBlocks;
import org.nernst.tensor.Nernst;
import org.nernst.tensor.Tensor;
import org.nernst.tensor.Value;

final class FedCellTest {
  private final int threads = Nernst.threads();

  @BeforeEach
  void takeSpikes() {
    Crossover.set(1);
    Nernst.threads(2);
  }

  @AfterEach
  void restore() {
    Crossover.reset();
    Nernst.threads(threads);
  }

  static Tensor spikes(long seed, double density, long... shape) {
    return Tensor.rand(new Generator(seed), DType.FLOAT32, shape).lt(density).to(DType.FLOAT32);
  }

  private static Linear linear(int in, int out) {
    Linear linear = new Linear(in, out, true, DType.FLOAT32, new Generator(in));
    try (var _ = Autograd.noGrad()) {
      linear.weight().mulInPlace(30);
    }
    return linear;
  }

  /// Output, final states and gradients of all parameters.
  private static List<Tensor> all(
      Sequential network, Tensor x, @Nullable SequentialState state, boolean together) {
    Tensor output;
    SequentialState after;
    if (together) {
      Step<SequentialState> step = network.forward(x, state);
      output = step.output();
      after = step.state();
    } else {
      SequentialTrace trace = network.forwardAll(x, state);
      output = trace.output();
      after = trace.state();
    }
    List<Tensor> found = new ArrayList<>(List.of(output.detach()));
    after.tensors().forEach(tensor -> found.add(tensor.detach()));
    network.zeroGrad(true);
    Tensor loss = output.mul(Tensor.randn(new Generator(1), output.dtype(), output.shape())).sum();
    for (Tensor tensor : after.tensors()) {
      if (tensor.requiresGrad()) {
        loss = loss.add(tensor.sum());
      }
    }
    loss.backward();
    network.parameters().forEach(p -> found.add(Objects.requireNonNull(p.grad()).clone()));
    return found;
  }

  private static void same(List<Tensor> got, List<Tensor> expected) {
    assertThat(got).hasSameSizeAs(expected);
    for (int k = 0; k < got.size(); k++) {
      assertThat(Arrays.equals(got.get(k).toDoubleArray(), expected.get(k).toDoubleArray()))
          .as("result %d", k)
          .isTrue();
    }
  }

  @Test
  void aLinearAndNeuronsGiveTheSameBitsTogetherAsApart() {
    LIF trained =
        new LIF(new LIFParameters().withVTh(Value.param(Tensor.full(new long[] {90}, 0.8))));
    for (Module neurons : List.of(new LIF(), new LIFAdEx(), trained)) {
      Sequential network = new Sequential(linear(150, 90), neurons, linear(90, 120), new LIF());
      Tensor x = spikes(3, 0.03, 70, 12, 150);
      same(all(network, x, null, true), all(network, x, null, false));
    }
  }

  @Test
  void aSteadyCurrentGivesTheSameNumbersTogetherAsApart() {
    Sequential network = new Sequential(linear(40, 30), new LIFAdEx(), linear(30, 20), new LIF());
    Tensor x = Tensor.rand(new Generator(6), DType.FLOAT32, 1, 12, 40).expand(70, 12, 40);
    close(all(network, x, null, true), all(network, x, null, false));
  }

  /// Sums over time have another order.
  static void close(List<Tensor> got, List<Tensor> expected) {
    assertThat(got).hasSameSizeAs(expected);
    for (int k = 0; k < got.size(); k++) {
      Tensor other = expected.get(k);
      double scale = 1 + other.abs().max().item();
      assertThat(got.get(k).sub(other).abs().max().item() / scale)
          .as("result %d", k)
          .isLessThan(1e-5);
    }
  }

  @Test
  void statesAreCarriedBetweenCalls() {
    Sequential network = new Sequential(linear(150, 90), new LIFAdEx());
    Tensor x = spikes(4, 0.05, 140, 12, 150);
    try (var _ = Autograd.noGrad()) {
      Step<SequentialState> whole = network.forward(x);
      Step<SequentialState> first = network.forward(x.narrow(0, 0, 75));
      Step<SequentialState> second = network.forward(x.narrow(0, 75, 65), first.state());
      same(List.of(second.output()), List.of(whole.output().narrow(0, 75, 65)));
      same(second.state().tensors(), whole.state().tensors());
    }
    SequentialState before = network.forward(x.narrow(0, 0, 75)).state().detach();
    Tensor rest = x.narrow(0, 75, 65);
    same(all(network, rest, before, true), all(network, rest, before, false));
  }

  @Test
  void hooksOnEitherSideSeeTheCurrent() {
    Sequential network = new Sequential(linear(150, 90), new LIF());
    Tensor x = spikes(5, 0.05, 70, 12, 150);
    List<Tensor> expected = all(network, x, null, false);
    List<Tensor> seen = new ArrayList<>();
    try (var handle =
        network
            .get(0)
            .registerForwardHook(
                (module, input, output) -> {
                  seen.add(Objects.requireNonNull(output).output());
                  return null;
                })) {
      assertThat(handle).isNotNull();
      same(all(network, x, null, true), expected);
    }
    try (var handle =
        network
            .get(1)
            .registerForwardPreHook(
                (module, input) -> {
                  seen.add(input.input());
                  return null;
                })) {
      assertThat(handle).isNotNull();
      same(all(network, x, null, true), expected);
    }
    assertThat(seen).hasSize(2);
    same(List.of(seen.get(0).detach()), List.of(seen.get(1).detach()));
  }

  @Test
  void aSubclassOfLinearRunsItsOwnWay() {
    int[] calls = new int[1];
    Linear doubled =
        new Linear(150, 90) {
          @Override
          protected Tensor compute(Tensor x) {
            calls[0]++;
            return super.compute(x).mul(2);
          }
        };
    Sequential network = new Sequential(doubled, new LIF());
    Tensor x = spikes(6, 0.05, 70, 12, 150);
    same(all(network, x, null, true), all(network, x, null, false));
    assertThat(calls[0]).isEqualTo(2);
  }

  @Test
  void theEagerEngineGetsTheCurrent() {
    LIF neurons = new LIF();
    neurons.engine(Engine.EAGER);
    Sequential network = new Sequential(linear(150, 90), neurons);
    Tensor x = spikes(7, 0.05, 70, 12, 150);
    same(all(network, x, null, true), all(network, x, null, false));
  }

  @Test
  void synapticOperationsAreCountedOnce() {
    Linear linear = linear(150, 90);
    Sequential network = new Sequential(linear, new LIF());
    Tensor x = spikes(8, 0.05, 70, 12, 150);
    linear.synapticOperations().start();
    network.forward(x);
    assertThat(linear.synapticOperations().total()).isEqualTo(x.sum().item() * 90);
    assertThat(linear.synapticOperations().rows()).isEqualTo(70 * 12);
  }

  /// Pooled blocks that tensors leave behind tell what a call had: output and states, no current.
  @Test
  void theCurrentNeverLiesInMemoryWithoutGradients() {
    Linear linear = linear(64, 256);
    LIF neurons = new LIF();
    Sequential network = new Sequential(linear, neurons);
    Tensor x = spikes(9, 0.02, 128, 32, 64);
    long raster = 4L * 128 * 32 * 256;
    try (var _ = Autograd.noGrad()) {
      assertThat(HeldBlocks.after(() -> network.forward(x))).isBetween(raster, raster * 3 / 2);
      assertThat(HeldBlocks.after(() -> network.forwardAll(x))).isGreaterThanOrEqualTo(2 * raster);
    }
  }

  /// Few spikes make the current again sooner than memory gives it back.
  @Test
  void fewSpikesKeepNoCurrentForTheBackwardPassEither() {
    Sequential network = new Sequential(linear(64, 256), new LIF());
    Tensor x = spikes(10, 0.02, 128, 32, 64);
    long raster = 4L * 128 * 32 * 256;
    assertThat(HeldBlocks.after(() -> network.forward(x))).isLessThan(raster * 3 / 2);
    assertThat(HeldBlocks.after(() -> network.forwardAll(x))).isGreaterThanOrEqualTo(2 * raster);
  }

  /// The gradient of the sum arrives expanded, so there is one raster: the output. Apart, there is
  /// the current's gradient as well.
  @Test
  void theGradientOfASteadyCurrentNeverLiesInMemory() {
    Sequential network = new Sequential(linear(64, 256), new LIF());
    Tensor x = Tensor.rand(new Generator(11), DType.FLOAT32, 1, 32, 64).expand(128, 32, 64);
    long raster = 4L * 128 * 32 * 256;
    assertThat(HeldBlocks.after(() -> network.forward(x).output().sum().backward()))
        .isBetween(raster, raster * 3 / 2);
    assertThat(HeldBlocks.after(() -> network.forwardAll(x).output().sum().backward()))
        .isGreaterThanOrEqualTo(2 * raster);
  }

  /// A pair of many spikes keeps its current: beside its output and the current's gradient, that is
  /// the third raster, and the gradient of the input takes its place.
  @Test
  void theKeptCurrentMakesRoomForTheGradientOfTheInput() {
    Sequential network = new Sequential(linear(256, 256), new LIF());
    Tensor x = spikes(12, 0.05, 128, 32, 256).requiresGrad(true);
    long raster = 4L * 128 * 32 * 256;
    long held =
        HeldBlocks.after(
            () -> {
              network.forward(x).output().sum().backward();
              x.grad(null);
            });
    assertThat(held).isBetween(3 * raster, 4 * raster - 1);
  }
}
