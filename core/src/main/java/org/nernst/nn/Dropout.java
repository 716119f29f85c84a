package org.nernst.nn;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.nernst.tensor.Functional;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Tensor;

/// Sets each element to 0 with probability `p` in training, and scales the others by `1 / (1 - p)`;
/// does nothing in evaluation.
///
/// Any shape. Draws from a generator of its own or from the root's "dropout" split, a fresh mask at
/// every call.
///
/// Source: Srivastava et al., Dropout, 2014; torch.nn.Dropout, PyTorch 2.10.
public final class Dropout extends Layer {
  private static final String GENERATOR = "generator";

  private final double p;
  private final Generator generator;

  /// Drops half of the elements.
  public Dropout() {
    this(0.5);
  }

  /// Draws from the root's "dropout" split.
  ///
  /// @param p probability that an element is dropped, in [0, 1]
  public Dropout(double p) {
    this(p, Generator.root().stream("dropout"));
  }

  /// Draws from a given generator.
  ///
  /// @param p probability that an element is dropped, in [0, 1]
  /// @param generator draws the masks
  /// @throws IllegalArgumentException if `p` is no probability
  public Dropout(double p, Generator generator) {
    if (!(p >= 0 && p <= 1)) {
      throw new IllegalArgumentException("expected a probability p in [0, 1], got " + p);
    }
    this.p = p;
    this.generator = generator;
  }

  @Override
  protected Tensor compute(Tensor x) {
    return Functional.dropout(x, p, training(), generator);
  }

  @Override
  protected SequencedMap<String, Tensor> transientState() {
    SequencedMap<String, Tensor> state = super.transientState();
    state.put(GENERATOR, Tensor.of(generator.state(), 2));
    return state;
  }

  @Override
  protected void loadTransientState(Map<String, Tensor> state) {
    Map<String, Tensor> rest = new LinkedHashMap<>(state);
    Tensor position = rest.remove(GENERATOR);
    super.loadTransientState(rest);
    if (position != null) {
      generator.state(position.toLongArray());
    }
  }

  @Override
  public String extraRepr() {
    return "p=%s, inplace=False".formatted(PythonText.of(p));
  }
}
