package org.nernst.engine.fused;

import java.util.ArrayList;
import java.util.List;
import org.nernst.neuron.Expr;
import org.nernst.neuron.NeuronModel;
import org.nernst.neuron.Surrogates;
import org.nernst.tensor.Generator;

/// Draws neurons of random equations, whose values stay in a range where engines can be compared.
final class RandomNeurons {
  private final Generator generator;
  private final List<Expr> pool = new ArrayList<>();

  private RandomNeurons(Generator generator) {
    this.generator = generator;
  }

  /// {@return a neuron with parameters p0, p1, p2, states s0 to s2 and inputs x0, x1}
  ///
  /// @param operations how many are drawn
  static NeuronModel draw(Generator generator, int operations) {
    return NeuronModel.define("random", n -> new RandomNeurons(generator).build(n, operations));
  }

  private void build(NeuronModel.Builder n, int operations) {
    int states = 1 + generator.nextInt(3);
    List<Expr> refs = new ArrayList<>();
    for (int p = 0; p < 3; p++) {
      pool.add(n.param("p" + p, 0.3 + 0.4 * p, "", ""));
    }
    for (int s = 0; s < states; s++) {
      var ref = n.state("s" + s);
      if (generator.nextInt(2) == 0) {
        ref.initially(pool.get(generator.nextInt(3)).times(0.5));
      }
      refs.add(ref);
    }
    pool.addAll(refs);
    pool.add(n.input("x0"));
    if (generator.nextInt(2) == 0) {
      pool.add(n.input("x1"));
    }
    pool.add(n.dt());
    pool.add(Expr.constant(0.7));
    if (generator.nextInt(3) == 0) {
      pool.add(Expr.uniform(0));
    }
    for (int k = 0; k < operations; k++) {
      pool.add(operation(n));
    }
    for (Expr ref : refs) {
      // bounded, and never without the newest expressions
      n.next(ref, last().plus(any()).tanh());
    }
    n.output("y", last().plus(any()));
    n.output("z", any());
  }

  private Expr any() {
    return pool.get(generator.nextInt(pool.size()));
  }

  private Expr last() {
    return pool.get(pool.size() - 1 - generator.nextInt(Math.min(4, pool.size())));
  }

  private Expr positive() {
    return any().abs().plus(0.5);
  }

  private Expr operation(NeuronModel.Builder n) {
    Expr a = last();
    Expr b = any();
    return switch (generator.nextInt(30)) {
      case 0, 1 -> a.plus(b);
      case 2, 3 -> a.minus(b);
      case 4, 5 -> a.times(b).tanh();
      case 6 -> a.dividedBy(positive());
      case 7 -> a.neg();
      case 8 -> a.abs();
      case 9 -> a.sign().times(b);
      case 10 -> a.min(2).exp();
      case 11 -> positive().log();
      case 12 -> a.tanh();
      case 13 -> a.sigmoid();
      case 14 -> positive().sqrt();
      case 15 -> positive().pow(new double[] {2, 3, 0.5, -1, 1.7, -2, 1}[generator.nextInt(7)]);
      case 16 -> positive().min(3).pow(b.tanh());
      case 17 -> a.times(3).floor().min(3).max(-3);
      case 18 -> a.times(3).trunc().min(3).max(-3).plus(b);
      case 19 -> a.min(b);
      case 20 -> a.max(b);
      case 21 -> a.relu();
      case 22 -> a.clamp(-0.5, 0.8);
      case 23 -> a.clamp(b.minus(1), any().abs());
      case 24 -> Expr.select(a.gt(b), b, any());
      case 25 -> Expr.select(a.le(0.2), any(), b.detach());
      case 26 -> n.spike(Expr.step(a.minus(b)), Surrogates.superSpike(5).at(a, b));
      case 27 -> {
        Expr z = n.spike(Expr.stepInclusive(a.minus(0.3)), Surrogates.tanh(2).at(a, b));
        yield Expr.blend(z, any(), b);
      }
      case 28 -> Expr.blend(a.ge(b).detach(), any(), b);
      default -> a.ne(b).times(any()).plus(a.lt(b)).plus(a.eq(a));
    };
  }
}
