package org.nernst.nn;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nernst.engine.Engine;
import org.nernst.neuron.Expr;
import org.nernst.neuron.NeuronModel;
import org.nernst.neuron.Surrogates;
import org.nernst.norse.LIFAdEx;
import org.nernst.norse.LIFAdExParameters;
import org.nernst.norse.LIFRecurrentCell;
import org.nernst.sinabs.IAFRecurrent;
import org.nernst.tensor.DType;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Nernst;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;
import org.nernst.tensor.Value;

class KernelCompilationTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /// A model whose kernels no other test has warmed: their constants are its own.
  private static NeuronModel rare(double constant) {
    return NeuronModel.define(
        "rare",
        n -> {
          Expr v = n.state("v");
          Expr w = n.state("w");
          Expr charged =
              v.times(n.param("decay", 0.9, "", ""))
                  .plus(n.input("x"))
                  .minus(w.times(constant).sigmoid());
          Expr z =
              n.spike(
                  Expr.step(charged.minus(1)),
                  Surrogates.superSpike(10).at(charged, Expr.constant(1)));
          n.next(v, charged.minus(z));
          n.next(w, w.times(0.5).plus(z));
          n.output("spikes", z);
        });
  }

  private static long allocated(NeuronCell neurons, Tensor x) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    try (var _ = Scope.open()) {
      neurons.forward(x).output().sum().backward();
    }
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }

  @Test
  void theFirstCallAfterwardsRunsCompiledCode() {
    Tensor x = Tensor.rand(new Generator(1), DType.FLOAT32, 40, 1, 1000).requiresGrad(true);
    NeuronCell cold = NeuronCell.builder(rare(0.71)).train("decay").engine(Engine.FUSED).build();
    NeuronCell warm = NeuronCell.builder(rare(0.73)).train("decay").engine(Engine.FUSED).build();
    // what a call allocates beside the vectors of interpreted kernels, and its first time
    allocated(cold, x);
    warm.compile();
    assertThat(allocated(warm, x)).isLessThan(1 << 20);
  }

  static Stream<Supplier<Module>> neurons() {
    return Stream.of(
        () ->
            new LIFAdEx(
                new LIFAdExParameters().with("v_th", Value.param(Tensor.ones(5))), 1e-3, true),
        () -> LIFRecurrentCell.builder(3, 5).generator(new Generator(1)).build(),
        () -> new IAFRecurrent(new Linear(5, 5, true, DType.FLOAT32, new Generator(2))),
        () -> org.nernst.sinabs.LIF.builder(20).tauSyn(5).minVMem(-1).build(),
        () -> NeuronCell.builder(rare(0.5)).train("decay", 5).time(TimeAxis.NONE).build());
  }

  private static Tensor run(Module module) {
    boolean single = Timed.of(module) == TimeAxis.NONE;
    int width = module instanceof LIFRecurrentCell ? 3 : 5;
    Tensor x = Tensor.rand(new Generator(3), DType.FLOAT32, 4, 6, width).mul(3);
    Tensor input = single ? x.select(1, 0) : x;
    return switch (module) {
      case Layer layer -> layer.forward(input);
      case Cell<?> cell -> cell.forward(input).output();
      default -> throw new AssertionError(module);
    };
  }

  @ParameterizedTest
  @MethodSource("neurons")
  void nothingButSpeedChanges(Supplier<Module> make) {
    for (boolean training : new boolean[] {false, true}) {
      Nernst.seed(5);
      Tensor expected = run(make.get());
      Nernst.seed(5);
      Module module = make.get();
      module.train(training);
      String before = module.toString();
      Map<String, double[]> tensors = values(module);
      long[] root = Generator.root().state();
      module.compile();
      assertThat(Generator.root().state()).isEqualTo(root);
      assertThat(module).hasToString(before);
      assertThat(module.training()).isEqualTo(training);
      assertThat(module.parameters()).allSatisfy(p -> assertThat(p.grad()).isNull());
      Map<String, double[]> after = values(module);
      assertThat(after.keySet()).isEqualTo(tensors.keySet());
      tensors.forEach((name, value) -> assertThat(after.get(name)).as(name).isEqualTo(value));
      assertThat(run(module).equal(expected)).isTrue();
    }
  }

  private static Map<String, double[]> values(Module module) {
    Map<String, double[]> values = new LinkedHashMap<>();
    module.stateDict().forEach((name, t) -> values.put(name, t.detach().toDoubleArray()));
    Modules.transientState(module)
        .forEach((name, t) -> values.put("transient " + name, t.to(DType.FLOAT64).toDoubleArray()));
    return values;
  }

  @Test
  void compilesDoublesToo() {
    NeuronCell neurons = NeuronCell.builder(rare(0.25)).train("decay").build();
    neurons.toDouble();
    neurons.eval().compile();
    Tensor x = Tensor.ones(DType.FLOAT64, 3, 2);
    assertThat(neurons.forward(x).output().dtype()).isEqualTo(DType.FLOAT64);
  }

  @Test
  void findsTheShapeOfNeuronsThatParametersFit() {
    Map<String, Value> values =
        Map.of(
            "a",
            Value.of(1),
            "b",
            Value.of(Tensor.ones(3, 1, 1)),
            "c",
            Value.of(Tensor.ones(1, 4)));
    assertThat(Rehearsal.neurons(values)).containsExactly(3, 1, 4);
    assertThat(Rehearsal.neurons(Map.of("a", Value.of(1)))).hasSize(1);
  }

  @Test
  void theStateOfAnUnusedLayerStaysUnknown() {
    IAFRecurrent layer = new IAFRecurrent(new Linear(5, 5));
    layer.eval().compile();
    assertThat(layer.isStateInitialised()).isFalse();
    assertThat(layer.lastSpikes()).isEmpty();
    assertThat(List.of(layer.firingRate())).containsExactly(java.util.Optional.empty());
  }
}
