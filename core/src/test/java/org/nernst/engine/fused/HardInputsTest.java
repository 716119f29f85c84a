package org.nernst.engine.fused;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.nernst.engine.NeuronCall;
import org.nernst.engine.NeuronEngine;
import org.nernst.engine.NeuronResult;
import org.nernst.engine.eager.EagerEngine;
import org.nernst.memory.Layout;
import org.nernst.norse.LIFAdExCell;
import org.nernst.tensor.DType;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;

final class HardInputsTest {
  private static final List<Kernels> BOTH = List.of(Kernels.VECTOR, Kernels.SCALAR);

  private static NeuronCall.Builder call(EveryNeuron.Form form, Tensor input) {
    NeuronCall.Builder call =
        NeuronCall.of(form.step().model()).dt(form.step().dt()).params(form.step().params());
    return call.input(form.step().model().inputs().getFirst(), input);
  }

  /// Infinities, NaN and denormal numbers, one to a neuron, in the second of four steps.
  @Test
  void whatIsntAnOrdinaryNumberBehavesAsOnTheEagerEngine() {
    double[] odd = {
      Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY,
      Double.NaN,
      Float.MIN_VALUE,
      -Float.MIN_VALUE,
      Float.MAX_VALUE,
      -Float.MAX_VALUE,
      -0.0,
      1e30,
      -1e30
    };
    for (EveryNeuron.Form form : EveryNeuron.all()) {
      for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
        for (Kernels kernels : BOTH) {
          try (Scope _ = Scope.open()) {
            Tensor input = Tensor.zeros(DType.FLOAT64, 4, odd.length).add(0.4);
            input.select(0, 1).copyFrom(Tensor.of(odd, odd.length));
            Tensor x = input.to(dtype);
            String what = form + " " + dtype + " " + kernels;
            NeuronResult eager = run(EagerEngine.instance(), form, x);
            NeuronResult fused = run(new FusedEngine(kernels, 32, 0), form, x);
            String output = form.step().model().outputs().keySet().iterator().next();
            assertSame(what, eager.output(output), fused.output(output));
            eager.states().forEach((name, state) -> assertSame(what, state, fused.state(name)));
          }
        }
      }
    }
  }

  private static NeuronResult run(NeuronEngine engine, EveryNeuron.Form form, Tensor x) {
    return engine.run(call(form, x).layout(Layout.TIME_MAJOR).build());
  }

  private static void assertSame(String what, Tensor expected, Tensor actual) {
    double[] wanted = expected.toDoubleArray();
    double[] got = actual.toDoubleArray();
    for (int k = 0; k < wanted.length; k++) {
      boolean same =
          Double.compare(wanted[k] + 0.0, got[k] + 0.0) == 0
              || Math.abs(wanted[k] - got[k]) <= 1e-5 * Math.max(1, Math.abs(wanted[k]));
      assertThat(same).as("%s at %d: expected %s, got %s", what, k, wanted[k], got[k]).isTrue();
    }
  }

  @Test
  void adExDrivenHardStaysFinite() {
    EveryNeuron.Form adEx = new EveryNeuron.Form("LIFAdEx", new LIFAdExCell().neuronStep());
    for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
      for (Kernels kernels : BOTH) {
        try (Scope _ = Scope.open()) {
          Tensor x =
              Tensor.randn(new Generator(3), DType.FLOAT64, 300, 64)
                  .mul(1e6)
                  .to(dtype)
                  .requiresGrad(true);
          NeuronResult result = run(new FusedEngine(kernels, 32, 0), adEx, x);
          result.output("spikes").sum().backward();
          assertThat(result.state("v").isfinite().all().item()).isEqualTo(1);
          assertThat(result.state("a").isfinite().all().item()).isEqualTo(1);
          assertThat(Objects.requireNonNull(x.grad()).isfinite().all().item()).isEqualTo(1);
        }
      }
    }
  }

  @Test
  void aLongSequenceNeedsNoMoreThanItsTensorsAndCheckpoints() throws IOException {
    EveryNeuron.Form adEx = new EveryNeuron.Form("LIFAdEx", new LIFAdExCell().neuronStep());
    int steps = 20_000;
    int neurons = 256;
    long tensor = 4L * steps * neurons;
    // the compilers of the JVM take memory too
    for (int k = 0; k < 100; k++) {
      train(adEx, 2_000, neurons);
    }
    long before = train(adEx, 2_000, neurons);
    long after = train(adEx, steps, neurons);
    // input, output, the gradients of both, checkpoints of three states every 32 steps
    long expected = 4 * tensor + 3 * tensor / 32;
    // malloc keeps what was freed; the states of all steps would be 60 MB more
    assertThat(after - before).isLessThan(expected + expected / 10 + (56L << 20));
  }

  private static long residentBytes() throws IOException {
    assumeTrue(Files.exists(Path.of("/proc/self/status")), "resident memory is read from /proc");
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
      }
    }
    throw new IOException("no VmRSS");
  }

  /// {@return resident bytes while everything of the run is alive}
  private static long train(EveryNeuron.Form form, int steps, int neurons) throws IOException {
    try (Scope _ = Scope.open()) {
      // not drawn at random: that goes through the Java heap
      Tensor x = Tensor.zeros(DType.FLOAT32, steps, neurons).add(0.8).requiresGrad(true);
      Tensor spikes = run(FusedEngine.instance(), form, x).output("spikes");
      spikes.backward(Tensor.onesLike(spikes));
      assertThat(Objects.requireNonNull(x.grad()).isfinite().all().item()).isEqualTo(1);
      return residentBytes();
    }
  }
}
