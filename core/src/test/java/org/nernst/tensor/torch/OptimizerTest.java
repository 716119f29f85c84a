package org.nernst.tensor.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nernst.tensor.DType;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;

class OptimizerTest {
  /// A name and how to make the optimizer.
  record Kind(String name, Function<List<Tensor>, Optimizer> make) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Kind> kinds() {
    return List.of(
        new Kind("Adam", p -> new Adam(p, 0.01)),
        new Kind("Adam decay", p -> Adam.builder(p).learningRate(0.01).weightDecay(0.1).build()),
        new Kind("Adam betas", p -> Adam.builder(p).betas(0.4, 0.8).epsilon(1e-3).build()),
        new Kind("Adam amsgrad", p -> Adam.builder(p).learningRate(0.01).amsgrad(true).build()),
        new Kind("Adam maximize", p -> Adam.builder(p).learningRate(0.01).maximize(true).build()),
        new Kind("AdamW", p -> new AdamW(p, 0.01)),
        new Kind(
            "AdamW amsgrad",
            p -> AdamW.builder(p).learningRate(0.01).weightDecay(0.2).amsgrad(true).build()),
        new Kind("SGD", p -> new SGD(p, 0.1)),
        new Kind(
            "SGD momentum",
            p -> SGD.builder(p).learningRate(0.1).momentum(0.9).dampening(0.3).build()),
        new Kind(
            "SGD nesterov",
            p ->
                SGD.builder(p)
                    .learningRate(0.1)
                    .momentum(0.9)
                    .nesterov(true)
                    .weightDecay(0.05)
                    .build()),
        new Kind(
            "SGD maximize",
            p -> SGD.builder(p).learningRate(0.1).weightDecay(0.05).maximize(true).build()));
  }

  private static Tensor randomLeaf(long seed, DType dtype, long... shape) {
    return Tensor.randn(new Generator(seed), dtype, shape).requiresGrad(true);
  }

  private static void randomGradient(Tensor parameter, long seed) {
    Tensor like = Tensor.randn(new Generator(seed), DType.FLOAT64, parameter.shape());
    parameter.grad(like.to(parameter.dtype()));
  }

  private static double[] train(Kind kind, Tensor parameter, boolean tensorOperations, int steps) {
    try (Optimizer optimizer = kind.make.apply(List.of(parameter))) {
      if (tensorOperations) {
        optimizer.useTensorOperations();
      }
      for (int step = 0; step < steps; step++) {
        randomGradient(parameter, 100 + step);
        optimizer.step();
      }
      return parameter.detach().toDoubleArray();
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void bothWaysGiveTheSameNumbers(Kind kind) {
    // more than two chunks and a tail
    long n = 2 * FloatPass.CHUNK + 37;
    double[] pass = train(kind, randomLeaf(1, DType.FLOAT32, n), false, 5);
    double[] operations = train(kind, randomLeaf(1, DType.FLOAT32, n), true, 5);
    for (int i = 0; i < n; i++) {
      assertThat(pass[i]).isEqualTo(operations[i], within(2e-6 * (1 + Math.abs(operations[i]))));
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void singlePrecisionFollowsDoublePrecision(Kind kind) {
    Tensor single = randomLeaf(2, DType.FLOAT32, 7, 5);
    Tensor twice = single.detach().to(DType.FLOAT64).requiresGrad(true);
    double[] a = train(kind, single, false, 20);
    double[] b = train(kind, twice, false, 20);
    for (int i = 0; i < a.length; i++) {
      assertThat(a[i]).isEqualTo(b[i], within(2e-5 * (1 + Math.abs(b[i]))));
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void nonContiguousParametersAreUpdatedInPlace(Kind kind) {
    Tensor plain = randomLeaf(3, DType.FLOAT32, 4, 6);
    Tensor transposed = plain.detach().clone().t().contiguous().t().requiresGrad(true);
    assertThat(transposed.isContiguous()).isFalse();
    double[] a = train(kind, plain, false, 3);
    double[] b = train(kind, transposed, false, 3);
    for (int i = 0; i < a.length; i++) {
      assertThat(a[i]).isEqualTo(b[i], within(1e-6 * (1 + Math.abs(b[i]))));
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aLoadedStateContinuesExactly(Kind kind) {
    Tensor a = randomLeaf(4, DType.FLOAT32, 33);
    Tensor b = a.detach().clone().requiresGrad(true);
    Tensor idle = randomLeaf(5, DType.FLOAT32, 3);
    Tensor idleToo = idle.detach().clone().requiresGrad(true);
    try (Optimizer first = kind.make.apply(List.of(idle, a));
        Optimizer second = kind.make.apply(List.of(idleToo, b))) {
      for (int step = 0; step < 3; step++) {
        randomGradient(a, step);
        first.step();
      }
      b.detach().copyFrom(a.detach());
      second.loadStateTensors(first.stateTensors());
      for (int step = 3; step < 6; step++) {
        randomGradient(a, step);
        randomGradient(b, step);
        first.step();
        second.step();
      }
      assertThat(b.detach().toFloatArray()).containsExactly(a.detach().toFloatArray());
      assertThat(second.stateTensors().keySet())
          .containsExactlyElementsOf(first.stateTensors().keySet())
          .allMatch(name -> name.startsWith("1."));
    }
  }

  @Test
  void parametersWithoutGradientAreSkipped() {
    Tensor a = randomLeaf(6, DType.FLOAT32, 4);
    Tensor b = randomLeaf(7, DType.FLOAT32, 4);
    float[] before = b.detach().toFloatArray();
    try (Optimizer optimizer = AdamW.builder(List.of(a, b)).weightDecay(0.5).build()) {
      randomGradient(a, 1);
      optimizer.step();
      assertThat(b.detach().toFloatArray()).containsExactly(before);
      assertThat(optimizer.stateTensors()).containsOnlyKeys("0.step", "0.exp_avg", "0.exp_avg_sq");
      assertThat(optimizer.stateTensors().get("0.step").itemLong()).isEqualTo(1);
    }
  }

  @Test
  void zeroGradDropsOrClears() {
    Tensor a = randomLeaf(8, DType.FLOAT32, 2);
    try (Optimizer optimizer = new SGD(List.of(a), 0.1)) {
      randomGradient(a, 1);
      optimizer.zeroGrad(false);
      assertThat(a.grad().toFloatArray()).containsExactly(0, 0);
      optimizer.zeroGrad();
      assertThat(a.grad()).isNull();
      optimizer.zeroGrad(false);
      assertThat(a.grad()).isNull();
    }
  }

  @Test
  void theLearningRateCanBeChanged() {
    Tensor a = Tensor.zeros(1).requiresGrad(true);
    try (Optimizer optimizer = new SGD(List.of(a), 0.5)) {
      a.grad(Tensor.ones(1));
      optimizer.step();
      optimizer.learningRate(0.25);
      optimizer.step();
      assertThat(a.item()).isEqualTo(-0.75);
      assertThat(optimizer.learningRate()).isEqualTo(0.25);
      assertThatThrownBy(() -> optimizer.learningRate(-1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("expected learningRate of at least 0 and finite, got -1.0");
    }
  }

  @Test
  void aGraphThatNeedsTheOldValuesNotices() {
    Tensor a = randomLeaf(9, DType.FLOAT32, 3);
    long version = a.version();
    Tensor loss = a.mul(a).sum();
    try (Optimizer optimizer = new Adam(List.of(a), 0.1)) {
      a.grad(Tensor.ones(3));
      optimizer.step();
      assertThat(a.version()).isGreaterThan(version);
      assertThatThrownBy(() -> loss.backward()).hasMessageContaining("modified by an inplace");
    }
  }

  @Test
  void theStateOutlivesTheScopeOfAStep() {
    Tensor a = randomLeaf(10, DType.FLOAT32, 3);
    Tensor b = randomLeaf(10, DType.FLOAT64, 3);
    List<Tensor> states = new ArrayList<>();
    try (Optimizer optimizer = new Adam(List.of(a, b), 0.1)) {
      for (int step = 0; step < 2; step++) {
        try (var _ = Scope.open()) {
          randomGradient(a, step);
          randomGradient(b, step);
          optimizer.step();
        }
      }
      states.add(optimizer.stateTensors().get("0.exp_avg"));
      states.add(optimizer.stateTensors().get("1.exp_avg_sq"));
      assertThat(states).noneMatch(Tensor::isClosed);
    }
    assertThat(states).allMatch(Tensor::isClosed);
  }

  @Test
  void statesThatDontFitAreRefused() {
    Tensor a = randomLeaf(11, DType.FLOAT32, 3);
    try (Optimizer optimizer = new Adam(List.of(a), 0.1)) {
      randomGradient(a, 1);
      optimizer.step();
      Map<String, Tensor> state = new LinkedHashMap<>(optimizer.stateTensors());
      state.put("0.exp_avg", Tensor.zeros(4));
      assertThatThrownBy(() -> optimizer.loadStateTensors(state))
          .hasMessage("expected state 0.exp_avg of shape (3), got (4)");
      state.remove("0.exp_avg");
      assertThatThrownBy(() -> optimizer.loadStateTensors(state))
          .hasMessage("expected state 0.exp_avg of shape (3), got none");
      assertThatThrownBy(() -> optimizer.loadStateTensors(Map.of("7.step", Tensor.scalar(1))))
          .hasMessageContaining("of parameters 0 to 0, got [7.step]");
      optimizer.loadStateTensors(Map.of());
      assertThat(optimizer.stateTensors()).isEmpty();
    }
  }

  @Test
  void parametersAreChecked() {
    Tensor a = randomLeaf(12, DType.FLOAT32, 3);
    assertThatThrownBy(() -> new Adam(List.of(), 0.1)).hasMessageContaining("at least one");
    assertThatThrownBy(() -> new Adam(List.of(a, a), 0.1))
        .hasMessage("expected each parameter once, got parameter 0 again as 1");
    assertThatThrownBy(() -> new SGD(List.of(a.mul(2)), 0.1))
        .hasMessage("parameter 0: expected a floating leaf, got a float32 result of an operation");
    assertThatThrownBy(() -> new SGD(List.of(Tensor.zeros(DType.INT64, 2)), 0.1))
        .hasMessageContaining("got a int64 leaf");
  }

  @Test
  void halfPrecisionIsUpdatedByTensorOperations() {
    Tensor a = Tensor.zeros(DType.BFLOAT16, 4).requiresGrad(true);
    try (Optimizer optimizer = new SGD(List.of(a), 0.5)) {
      a.grad(Tensor.ones(DType.BFLOAT16, 4));
      optimizer.step();
      assertThat(a.detach().toFloatArray()).containsExactly(-0.5f, -0.5f, -0.5f, -0.5f);
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aStateDictTakesEverythingOver(Kind kind) {
    Tensor a = randomLeaf(14, DType.FLOAT32, 9);
    Tensor b = a.detach().clone().requiresGrad(true);
    try (Optimizer first = kind.make.apply(List.of(a));
        Optimizer second = kind.make.apply(List.of(b))) {
      first.learningRate(0.375);
      randomGradient(a, 1);
      first.step();
      b.detach().copyFrom(a.detach());
      second.loadStateDict(first.stateDict());
      assertThat(second.hyperparameters()).isEqualTo(first.hyperparameters());
      randomGradient(a, 2);
      randomGradient(b, 2);
      first.step();
      second.step();
      assertThat(b.detach().toFloatArray()).containsExactly(a.detach().toFloatArray());
    }
  }

  @Test
  void hyperparametersOfTheStateDictReplaceItsOwn() {
    Tensor a = randomLeaf(15, DType.FLOAT32, 2);
    try (Optimizer from =
            Adam.builder(List.of(a)).betas(0.5, 0.75).epsilon(1e-3).weightDecay(0.25).build();
        Optimizer to = new Adam(List.of(a), 0.1);
        Optimizer fromSgd =
            SGD.builder(List.of(a)).momentum(0.5).weightDecay(0.1).nesterov(true).build();
        Optimizer toSgd = SGD.builder(List.of(a)).momentum(0.9).dampening(0.1).build()) {
      to.loadStateDict(from.stateDict());
      assertThat(to.hyperparameters()).isEqualTo(from.hyperparameters());
      toSgd.loadStateDict(fromSgd.stateDict());
      assertThat(toSgd.hyperparameters()).isEqualTo(fromSgd.hyperparameters());
    }
  }

  @Test
  void aStateDictOfAnotherOptimizerIsRefusedByName() {
    Tensor a = randomLeaf(16, DType.FLOAT32, 2);
    try (Optimizer adam = new Adam(List.of(a), 0.1);
        Optimizer adamW = new AdamW(List.of(a), 0.1);
        Optimizer amsgrad = Adam.builder(List.of(a)).amsgrad(true).build();
        Optimizer plain = new SGD(List.of(a), 0.1);
        Optimizer momentum = SGD.builder(List.of(a)).momentum(0.5).build()) {
      assertThatThrownBy(() -> adam.loadStateDict(adamW.stateDict()))
          .hasMessage("expected a state of an optimizer with optimizer = Adam, got AdamW");
      assertThatThrownBy(() -> adam.loadStateDict(amsgrad.stateDict()))
          .hasMessage("expected a state of an optimizer with amsgrad = false, got true");
      assertThatThrownBy(() -> plain.loadStateDict(momentum.stateDict()))
          .hasMessage("expected a state of an optimizer without momentum, got momentum = 0.5");
      var group = new LinkedHashMap<>(adam.hyperparameters());
      group.put("betas", 0.9);
      assertThatThrownBy(() -> adam.loadStateDict(new OptimizerState(new LinkedHashMap<>(), group)))
          .hasMessage("expected two numbers for hyperparameter betas, got 0.9");
      group.remove("lr");
      assertThatThrownBy(() -> adam.loadStateDict(new OptimizerState(new LinkedHashMap<>(), group)))
          .hasMessage("expected a number for hyperparameter lr, got null");
    }
  }

  @Test
  void takesAStateOfPyTorchsSgdWhichCountsNoSteps() {
    Tensor a = Tensor.zeros(2).requiresGrad(true);
    try (Optimizer sgd = SGD.builder(List.of(a)).learningRate(1).momentum(0.5).build()) {
      sgd.loadStateTensors(Map.of("0.momentum_buffer", Tensor.of(new float[] {2, 4})));
      a.grad(Tensor.ones(2));
      sgd.step();
      assertThat(a.detach().toFloatArray()).containsExactly(-2, -3);
    }
  }
}
