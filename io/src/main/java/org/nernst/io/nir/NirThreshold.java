package org.nernst.io.nir;

import org.nernst.engine.Engine;
import org.nernst.engine.NeuronCall;
import org.nernst.memory.Layout;
import org.nernst.neuron.Expr;
import org.nernst.neuron.NeuronModel;
import org.nernst.neuron.Surrogate;
import org.nernst.nn.Layer;
import org.nernst.tensor.Tensor;
import org.nernst.tensor.Value;

/// 1 where the input is above the threshold, with a surrogate gradient.
final class NirThreshold extends Layer {
  private static final String THRESHOLD = "threshold";

  private final Engine engine;
  private final NeuronModel model;
  private final NirNode.Threshold node;

  NirThreshold(NirNode.Threshold node, Surrogate surrogate, Engine engine) {
    this.node = node;
    this.engine = engine;
    registerBuffer(THRESHOLD, node.threshold().detach().clone());
    this.model =
        NeuronModel.define(
            "nir.Threshold",
            n -> {
              Expr x = n.input(NeuronEquations.INPUT);
              Expr threshold = n.param(THRESHOLD);
              n.output(
                  NeuronEquations.OUTPUT,
                  n.spike(Expr.step(x.minus(threshold)), surrogate.at(x, threshold)));
            });
  }

  NirNode current() {
    return new NirNode.Threshold(getBuffer(THRESHOLD), node.metadata());
  }

  @Override
  protected Tensor compute(Tensor x) {
    return NeuronCall.of(model)
        .layout(Layout.STEP)
        .input(NeuronEquations.INPUT, x)
        .param(THRESHOLD, Value.of(getBuffer(THRESHOLD)))
        .run(engine)
        .output(NeuronEquations.OUTPUT);
  }
}
