package org.nernst.nn;

import org.jspecify.annotations.Nullable;
import org.nernst.engine.fused.LinearCurrent;
import org.nernst.engine.fused.SpikeCurrent;
import org.nernst.engine.fused.SteadyCurrent;
import org.nernst.synapse.EventBatch;
import org.nernst.synapse.EventLinear;
import org.nernst.synapse.SpikingCurrent;
import org.nernst.synapse.SynapticOperations;
import org.nernst.tensor.DType;
import org.nernst.tensor.Generator;
import org.nernst.tensor.SpikeBits;
import org.nernst.tensor.Tensor;

/// A dense connection: `y = x W^T + b`.
///
/// Input (..., in), output (..., out): any leading axes, time and batch among them. Parameters:
/// `weight` (out, in) and `bias` (out), drawn uniformly from `±1/sqrt(in)` as in PyTorch.
///
/// An input that is expanded along a leading axis (stride 0: the same current at every step) is
/// multiplied once, and the output is expanded likewise.
///
/// An input of float32 or float64 whose numbers are mostly zero, as spikes are, is not multiplied:
/// the rows of the weight that spikes choose are summed, where that is faster. The numbers are the
/// same up to the order of summation, and no bit depends on the number of threads. A weight that
/// isn't finite reaches only outputs whose input isn't zero.
///
/// Source: torch.nn.Linear, PyTorch 2.10.
public class Linear extends Layer {
  private final long in;
  private final long out;
  private final EventLinear events = new EventLinear();
  private final SynapticOperations operations = new SynapticOperations();

  /// A float32 connection with bias.
  ///
  /// @param in features of an input, at least 1
  /// @param out features of an output, at least 1
  public Linear(long in, long out) {
    this(in, out, true);
  }

  /// A float32 connection.
  ///
  /// @param in features of an input, at least 1
  /// @param out features of an output, at least 1
  /// @param bias whether a bias is added
  public Linear(long in, long out, boolean bias) {
    this(in, out, bias, DType.FLOAT32);
  }

  /// A connection of any floating dtype.
  ///
  /// @param in features of an input, at least 1
  /// @param out features of an output, at least 1
  /// @param bias whether a bias is added
  /// @param dtype of the parameters, and so of the input
  public Linear(long in, long out, boolean bias, DType dtype) {
    this(in, out, bias, dtype, Initial.generator());
  }

  /// A connection whose parameters are drawn from a generator.
  ///
  /// @param in features of an input, at least 1
  /// @param out features of an output, at least 1
  /// @param bias whether a bias is added
  /// @param dtype of the parameters, and so of the input
  /// @param generator draws the parameters
  /// @throws IllegalArgumentException if `in` or `out` is below 1
  public Linear(long in, long out, boolean bias, DType dtype, Generator generator) {
    Checks.positive("in", in);
    Checks.positive("out", out);
    this.in = in;
    this.out = out;
    registerParameter("weight", Initial.uniform(generator, dtype, in, out, in));
    registerParameter("bias", bias ? Initial.uniform(generator, dtype, in, out) : null);
  }

  /// The weight, (out, in).
  public final Tensor weight() {
    return getParameter("weight");
  }

  /// The bias, (out); null without.
  public final @Nullable Tensor bias() {
    return parameterOrNull("bias");
  }

  /// Features of an input.
  public final long inFeatures() {
    return in;
  }

  /// Features of an output.
  public final long outFeatures() {
    return out;
  }

  /// Runs the layer on events, without a raster unless hooks want to see one.
  ///
  /// @param x events of as many neurons as the layer has inputs
  /// @return (time, batch, out) or (batch, time, out), as the events are laid out
  /// @throws IllegalArgumentException if they are of another number of neurons
  public final Tensor forward(EventBatch x) {
    if (x.width() != in) {
      throw new IllegalArgumentException(
          "Linear: expected events of %d neurons, got %d".formatted(in, x.width()));
    }
    if (isHooked()) {
      return forward(x.toRaster(weight().dtype()));
    }
    if (operations.isCounting()) {
      operations.add(x.spikes() * out, (long) x.steps() * x.batch());
    }
    return events.apply(x, weight(), bias());
  }

  /// What [#forward(Tensor)] gives to a next layer that alone sees it: not computed yet if it would
  /// be summed by spike, computed for one step if that is every step.
  ///
  /// @param areSpikesRead whether the layer after the next is such a map too
  /// @return null where it has to be computed
  @Nullable LinearCurrent current(Tensor x, boolean areSpikesRead) {
    if (getClass() != Linear.class
        || isHooked()
        || out < SpikeCurrent.LEAST_OUTPUTS
        || x.dim() < 2
        || x.size(-1) != in) {
      return null;
    }
    if (Leading.repeats(1, x)) {
      return steady(x);
    }
    SpikingCurrent spiking = events.current(x, weight(), bias());
    if (spiking == null) {
      return null;
    }
    if (operations.isCounting()) {
      count(x);
    }
    return new SpikeCurrent(x, weight(), bias(), spiking, areSpikesRead);
  }

  private SteadyCurrent steady(Tensor x) {
    if (operations.isCounting()) {
      count(x);
    }
    long[] shape = x.shape();
    shape[shape.length - 1] = out;
    return new SteadyCurrent(events.apply(Leading.distinct(1, x), weight(), bias()), shape);
  }

  @Override
  protected void compileKernels(DType dtype) {
    events.compile(weight(), bias());
  }

  /// The counter of synaptic operations: spikes times outputs. It is off until it is started.
  public final SynapticOperations synapticOperations() {
    return operations;
  }

  private void count(Tensor x) {
    SpikeBits bits = x.spikeBits();
    double spikes =
        bits != null && bits.isBinary()
            ? bits.count()
            : x.detach().sum(-1).to(DType.FLOAT64).sum().item();
    operations.add(spikes * out, x.numel() / in);
  }

  @Override
  protected Tensor compute(Tensor x) {
    if (x.dim() == 0 || x.size(-1) != in) {
      throw new IllegalArgumentException(
          "Linear: expected input (..., %d), got %s".formatted(in, Tensor.shapeText(x.shape())));
    }
    if (operations.isCounting()) {
      count(x);
    }
    return Leading.once(1, x, distinct -> events.apply(distinct, weight(), bias()));
  }

  @Override
  public String extraRepr() {
    return "in_features=%d, out_features=%d, bias=%s"
        .formatted(in, out, PythonText.of(bias() != null));
  }
}
