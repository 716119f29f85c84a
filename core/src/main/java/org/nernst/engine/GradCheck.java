package org.nernst.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.nernst.neuron.NeuronModel;
import org.nernst.tensor.Autograd;
import org.nernst.tensor.DType;
import org.nernst.tensor.Generator;
import org.nernst.tensor.NoGrad;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;
import org.nernst.tensor.Value;

/// Compares gradients with central finite differences, in double precision. Functions must be
/// smooth: check a spiking neuron by its [NeuronModel#smooth] form.
///
/// Each entry x is moved by `h = eps * max(1, |x|)` up and down. A gradient passes if it differs
/// from the quotient by at most `rtol` times the largest quotient of its tensor, plus what rounding
/// the loss can make of the quotient.
public final class GradCheck {
  private static final double EPS = 1e-6;
  private static final double RTOL = 1e-5;
  private static final double ULPS = 256;

  private GradCheck() {}

  /// The outcome for the entry that differs most, in units of what is tolerated.
  ///
  /// @param tensor name of the tensor it belongs to
  /// @param index of the entry, row-major
  /// @param gradient that backward found
  /// @param quotient of finite differences
  /// @param excess distance between the two, divided by the tolerance: at most 1 passes
  /// @param entries how many were compared
  public record Report(
      String tensor, int index, double gradient, double quotient, double excess, int entries) {
    /// {@return whether every entry passed}
    public boolean passed() {
      return excess <= 1;
    }

    /// Throws unless every entry passed.
    ///
    /// @throws AssertionError with the worst entry
    public void orThrow() {
      if (!passed()) {
        throw new AssertionError(this);
      }
    }

    @Override
    public String toString() {
      return "%d entries, worst %s[%d]: gradient %s, finite difference %s, %.3g of the tolerance"
          .formatted(entries, tensor, index, gradient, quotient, excess);
    }
  }

  /// {@return the check of a neuron by inputs, given states, parameters (numbers too) and weights}
  /// The loss is a fixed random combination of outputs and final states. Everything is taken in
  /// double precision.
  ///
  /// @param call the run to check; its tensors stay as they are
  public static Report of(NeuronCall call) {
    return of(call, Engine.AUTO);
  }

  /// {@return the check of a neuron on a certain engine}
  public static Report of(NeuronCall call, Engine engine) {
    try (Scope _ = Scope.open()) {
      Map<String, Tensor> leaves = new LinkedHashMap<>();
      NeuronCall.Builder builder =
          NeuronCall.of(call.model())
              .dt(call.dt())
              .layout(call.layout())
              .outputs(call.outputs().toArray(String[]::new))
              .randomKey(call.randomKey())
              .firstStep(call.firstStep());
      call.inputs().forEach((name, t) -> builder.input(name, leaf(leaves, "input " + name, t)));
      call.states().forEach((name, t) -> builder.state(name, leaf(leaves, "state " + name, t)));
      call.weights().forEach((name, t) -> builder.weight(name, leaf(leaves, "weight " + name, t)));
      for (NeuronModel.Param param : call.model().params()) {
        Tensor value = call.param(param).tensor(DType.FLOAT64);
        builder.param(param.name(), Value.of(leaf(leaves, "parameter " + param.name(), value)));
      }
      NeuronCall checked = builder.build();
      NeuronEngine runner = NeuronEngine.select(engine, checked);
      return of(() -> loss(runner.run(checked)), leaves);
    }
  }

  private static Tensor leaf(Map<String, Tensor> leaves, String name, Tensor value) {
    Tensor leaf = value.detach().to(DType.FLOAT64).clone().requiresGrad(true);
    leaves.put(name, leaf);
    return leaf;
  }

  private static Tensor loss(NeuronResult result) {
    Generator weights = new Generator(20_261);
    Tensor loss = Tensor.scalar(0, DType.FLOAT64);
    List<Tensor> parts = new ArrayList<>(result.outputs().values());
    parts.addAll(result.states().values());
    for (Tensor part : parts) {
      loss = loss.add(part.mul(Tensor.randn(weights, DType.FLOAT64, part.shape())).sum());
    }
    return loss;
  }

  /// {@return the check of any function of some tensors}
  ///
  /// @param loss computes a 0-dim tensor from the leaves, the same on each call
  /// @param leaves by name: contiguous double-precision leaves that require a gradient; moved
  ///   during the check and put back
  public static Report of(Supplier<Tensor> loss, Map<String, Tensor> leaves) {
    leaves.forEach(GradCheck::check);
    Map<String, double[]> gradients = new LinkedHashMap<>();
    double value;
    try (Scope _ = Scope.open()) {
      leaves.values().forEach(leaf -> leaf.grad(null));
      Tensor result = loss.get();
      value = result.item();
      result.backward();
      leaves.forEach((name, leaf) -> gradients.put(name, gradient(leaf)));
      leaves.values().forEach(leaf -> leaf.grad(null));
    }
    Report worst = new Report("none", 0, 0, 0, 0, 0);
    try (NoGrad _ = Autograd.noGrad()) {
      for (Map.Entry<String, Tensor> leaf : leaves.entrySet()) {
        double[] gradient = Objects.requireNonNull(gradients.get(leaf.getKey()));
        worst = worse(worst, leaf.getKey(), leaf.getValue(), gradient, loss, value);
      }
    }
    return worst;
  }

  private static void check(String name, Tensor leaf) {
    if (leaf.dtype() != DType.FLOAT64 || !leaf.isLeaf() || !leaf.requiresGrad()) {
      throw new IllegalArgumentException(
          "expected %s as a float64 leaf that requires a gradient, got %s, %s"
              .formatted(
                  name, leaf.dtype(), leaf.requiresGrad() ? "not a leaf" : "without gradient"));
    }
  }

  private static double[] gradient(Tensor leaf) {
    Tensor gradient = leaf.grad();
    return gradient == null ? new double[(int) leaf.numel()] : gradient.toDoubleArray();
  }

  private static Report worse(
      Report soFar,
      String name,
      Tensor leaf,
      double[] gradient,
      Supplier<Tensor> loss,
      double value) {
    double[] at = leaf.toDoubleArray();
    double[] quotient = new double[at.length];
    double[] noise = new double[at.length];
    double scale = 0;
    for (int k = 0; k < at.length; k++) {
      double x = at[k];
      double h = EPS * Math.max(1, Math.abs(x));
      double up = moved(leaf, at, k, x + h, loss);
      double down = moved(leaf, at, k, x - h, loss);
      quotient[k] = (up - down) / (2 * h);
      noise[k] = ULPS * Math.ulp(Math.max(1, Math.abs(value))) / (2 * h);
      scale = Math.max(scale, Math.abs(quotient[k]));
    }
    move(leaf, at);
    Report worst = soFar;
    for (int k = 0; k < at.length; k++) {
      double excess = Math.abs(gradient[k] - quotient[k]) / (RTOL * scale + noise[k]);
      // Not a number anywhere fails.
      if (!(excess <= worst.excess())) {
        double shown = Double.isNaN(excess) ? Double.POSITIVE_INFINITY : excess;
        worst = new Report(name, k, gradient[k], quotient[k], shown, 0);
      }
    }
    return new Report(
        worst.tensor(),
        worst.index(),
        worst.gradient(),
        worst.quotient(),
        worst.excess(),
        soFar.entries() + at.length);
  }

  private static double moved(Tensor leaf, double[] at, int k, double to, Supplier<Tensor> loss) {
    double x = at[k];
    at[k] = to;
    move(leaf, at);
    at[k] = x;
    try (Scope _ = Scope.open()) {
      return loss.get().item();
    }
  }

  private static void move(Tensor leaf, double[] to) {
    try (Tensor values = Tensor.of(to);
        Tensor shaped = values.reshape(leaf.shape());
        Tensor data = leaf.data()) {
      data.copyFrom(shaped);
    }
  }
}
