package org.nernst.io.nir;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.nernst.memory.Layout;
import org.nernst.nn.Module;
import org.nernst.tensor.DType;
import org.nernst.tensor.Tensor;

/// Hands on each element some steps later; zero comes out before the first has come in.
final class NirDelay extends Module implements NirUnit {
  private static final String PAST = "past";
  private static final long MAX_STEPS = 1_000_000;

  private final double dt;
  private final NirNode.Delay node;

  NirDelay(String path, NirNode.Delay node, NirConventions conventions) {
    this.node = node;
    this.dt = conventions.requiredDt(path);
    registerBuffer("delay", node.delay().detach().clone());
    try (Tensor steps = steps()) {
      if (steps.numel() > 0 && (steps.min().itemLong() < 0 || steps.max().itemLong() > MAX_STEPS)) {
        throw new IllegalArgumentException(
            "node '%s': expected delays of 0 to %d steps of %s, got %d to %d"
                .formatted(path, MAX_STEPS, dt, steps.min().itemLong(), steps.max().itemLong()));
      }
    }
  }

  private Tensor steps() {
    return getBuffer("delay").toDouble().div(dt).round().to(DType.INT64);
  }

  NirNode current() {
    return new NirNode.Delay(getBuffer("delay"), node.metadata());
  }

  @Override
  public Tensor run(Tensor x, Layout layout, Map<String, Tensor> states, Map<String, Tensor> next) {
    if (layout == Layout.STEP) {
      return delayed(x.unsqueeze(0), 0, states, next).squeeze(0);
    }
    return delayed(x, layout.timeDim(), states, next);
  }

  private Tensor delayed(Tensor x, int time, Map<String, Tensor> states, Map<String, Tensor> next) {
    Tensor steps = steps();
    long longest = steps.numel() == 0 ? 0 : steps.max().itemLong();
    if (longest == 0) {
      return x;
    }
    Tensor past = states.get(PAST);
    if (past == null) {
      long[] shape = x.shape();
      shape[time] = longest;
      past = Tensor.zeros(x.dtype(), shape);
    } else if (time == 1) {
      past = past.transpose(0, 1);
    }
    Tensor all = Tensor.cat(List.of(past, x), time);
    long length = x.size(time);
    Tensor kept = all.narrow(time, length, longest);
    // The state has time first in every layout, so that steps and sequences share it.
    next.put(PAST, time == 1 ? kept.transpose(0, 1) : kept);
    if (steps.min().itemLong() == longest) {
      return all.narrow(time, 0, length);
    }
    long[] along = new long[x.dim()];
    Arrays.fill(along, 1);
    along[time] = length;
    Tensor index =
        Tensor.arange(length).reshape(along).add(steps.neg().add(longest)).expand(x.shape());
    return all.gather(time, index);
  }

  @Override
  public boolean hasState() {
    return true;
  }

  @Override
  public String extraRepr() {
    return "dt=" + dt;
  }
}
