package org.nernst.neuron;

import java.util.List;

/// Norse's surrogate gradients, functions of the distance `x = v - threshold` alone. `alpha` and
/// `k` mean something else in each: see there. Source: Norse, functional.threshold and
/// functional.superspike.
public final class Surrogates {
  private static final List<String> METHODS =
      List.of("super", "triangle", "tanh", "circ", "heavi_erfc", "heaviside");

  private Surrogates() {}

  /// `1 / (alpha |x| + 1)²`: SuperSpike (Zenke and Ganguli, 2018). Steeper with larger alpha; 1 at
  /// the threshold.
  ///
  /// @param alpha steepness, not negative
  public record SuperSpike(double alpha) implements Surrogate {
    /// Checks alpha.
    public SuperSpike {
      positiveOrZero("alpha", alpha);
    }

    @Override
    public Expr derivative(Expr v, Expr threshold) {
      return superSpike(v.minus(threshold), Expr.constant(alpha));
    }
  }

  /// `alpha relu(1 - |x|)`: a triangle of half-width 1 whose height is alpha.
  ///
  /// @param alpha height
  public record Triangle(double alpha) implements Surrogate {
    /// Checks alpha.
    public Triangle {
      finite("alpha", alpha);
    }

    @Override
    public Expr derivative(Expr v, Expr threshold) {
      return triangle(v.minus(threshold), Expr.constant(alpha));
    }
  }

  /// `1 - tanh(k x)²`; 1 at the threshold, not scaled by k.
  ///
  /// @param k steepness
  public record Tanh(double k) implements Surrogate {
    /// Checks k.
    public Tanh {
      finite("k", k);
    }

    @Override
    public Expr derivative(Expr v, Expr threshold) {
      return tanh(v.minus(threshold), Expr.constant(k));
    }
  }

  /// `alpha³ / (alpha² + x²)^1.5`; 1 at the threshold, flatter with larger alpha. Norse writes it
  /// as a difference of two terms, which far from the threshold loses digits.
  ///
  /// @param alpha width, positive
  public record Circ(double alpha) implements Surrogate {
    /// Checks alpha.
    public Circ {
      positive("alpha", alpha);
    }

    @Override
    public Expr derivative(Expr v, Expr threshold) {
      return circ(v.minus(threshold), Expr.constant(alpha));
    }
  }

  /// `2/sqrt(pi) exp(-(k x)²)`; about 1.128 at the threshold.
  ///
  /// @param k steepness
  public record HeaviErfc(double k) implements Surrogate {
    /// Checks k.
    public HeaviErfc {
      finite("k", k);
    }

    @Override
    public Expr derivative(Expr v, Expr threshold) {
      return heaviErfc(v.minus(threshold), Expr.constant(k));
    }
  }

  /// No gradient at all: the true derivative of a step.
  public record NoGradient() implements Surrogate {
    @Override
    public Expr derivative(Expr v, Expr threshold) {
      return Expr.constant(0);
    }
  }

  /// {@return the SuperSpike surrogate, Norse's `super`}
  ///
  /// @param alpha steepness, 100 in Norse
  public static Surrogate superSpike(double alpha) {
    return new SuperSpike(alpha);
  }

  /// {@return Norse's `triangle`}
  ///
  /// @param alpha height, 0.3 in Norse's function
  public static Surrogate triangle(double alpha) {
    return new Triangle(alpha);
  }

  /// {@return Norse's `tanh`}
  ///
  /// @param k steepness
  public static Surrogate tanh(double k) {
    return new Tanh(k);
  }

  /// {@return Norse's `circ`}
  ///
  /// @param alpha width, positive
  public static Surrogate circ(double alpha) {
    return new Circ(alpha);
  }

  /// {@return Norse's `heavi_erfc`}
  ///
  /// @param k steepness
  public static Surrogate heaviErfc(double k) {
    return new HeaviErfc(k);
  }

  /// {@return Norse's `heaviside`: no gradient}
  public static Surrogate heaviside() {
    return new NoGradient();
  }

  /// {@return the derivative of Norse's `logistic_fn`} Its spikes are drawn: see
  /// [SpikeDraw#logistic].
  ///
  /// @param k steepness
  public static Surrogate logistic(double k) {
    return new Tanh(k);
  }

  /// {@return the derivative of Norse's `circ_dist_fn`} Its spikes are drawn: see
  /// [SpikeDraw#circDist].
  ///
  /// @param alpha width, positive
  public static Surrogate circDist(double alpha) {
    return new Circ(alpha);
  }

  /// {@return a surrogate by Norse's name of the method}
  ///
  /// @param method one of super, triangle, tanh, circ, heavi_erfc, heaviside
  /// @param alpha its argument, whatever it means there; heaviside has none
  public static Surrogate norse(String method, double alpha) {
    return switch (method) {
      case "super" -> superSpike(alpha);
      case "triangle" -> triangle(alpha);
      case "tanh" -> tanh(alpha);
      case "circ" -> circ(alpha);
      case "heavi_erfc" -> heaviErfc(alpha);
      case "heaviside" -> heaviside();
      default -> throw unknown(method);
    };
  }

  /// {@return a surrogate by Norse's name of the method, whose argument is a parameter of the
  /// neuron, so that neurons that differ only in it share a kernel}
  ///
  /// @param method one of super, triangle, tanh, circ, heavi_erfc, heaviside
  /// @param alpha its argument, which receives no gradient
  public static Surrogate norse(String method, Expr alpha) {
    return switch (method) {
      case "super" -> (v, threshold) -> superSpike(v.minus(threshold), alpha);
      case "triangle" -> (v, threshold) -> triangle(v.minus(threshold), alpha);
      case "tanh" -> (v, threshold) -> tanh(v.minus(threshold), alpha);
      case "circ" -> (v, threshold) -> circ(v.minus(threshold), alpha);
      case "heavi_erfc" -> (v, threshold) -> heaviErfc(v.minus(threshold), alpha);
      case "heaviside" -> heaviside();
      default -> throw unknown(method);
    };
  }

  private static IllegalArgumentException unknown(String method) {
    return new IllegalArgumentException(
        "expected method to be one of " + String.join(", ", METHODS) + ", got \"" + method + "\"");
  }

  private static Expr superSpike(Expr x, Expr alpha) {
    Expr root = x.abs().times(alpha).plus(1);
    return Expr.constant(1).dividedBy(root.times(root));
  }

  private static Expr triangle(Expr x, Expr alpha) {
    return Expr.constant(1).minus(x.abs()).relu().times(alpha);
  }

  private static Expr tanh(Expr x, Expr k) {
    Expr t = x.times(k).tanh();
    return Expr.constant(1).minus(t.times(t));
  }

  private static Expr circ(Expr x, Expr alpha) {
    Expr squared = x.times(x).plus(alpha.times(alpha));
    return alpha.times(alpha).times(alpha).dividedBy(squared.times(squared.sqrt()));
  }

  private static Expr heaviErfc(Expr x, Expr k) {
    Expr scaled = x.times(k);
    return scaled.times(scaled).neg().exp().times(2 / Math.sqrt(Math.PI));
  }

  /// {@return the methods that [#norse] knows}
  public static List<String> methods() {
    return METHODS;
  }

  static void finite(String name, double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(
          "expected a finite " + name + " of the surrogate, got " + value);
    }
  }

  static void positive(String name, double value) {
    finite(name, value);
    if (value <= 0) {
      throw new IllegalArgumentException(
          "expected " + name + " > 0 of the surrogate, got " + value);
    }
  }

  private static void positiveOrZero(String name, double value) {
    finite(name, value);
    if (value < 0) {
      throw new IllegalArgumentException(
          "expected " + name + " >= 0 of the surrogate, got " + value);
    }
  }
}
