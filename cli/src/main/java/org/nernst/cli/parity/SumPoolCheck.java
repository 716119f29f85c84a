package org.nernst.cli.parity;

import org.nernst.cli.parity.Difference.Kind;
import org.nernst.nn.SumPool2d;
import org.nernst.tensor.Tensor;
import tools.jackson.databind.JsonNode;

/// A recorded run of Sinabs's sum pooling, which scales partial windows up.
final class SumPoolCheck implements Check {
  private static final double TOLERANCE = 1e-5;

  @Override
  public void run(Recording recording, Comparison comparison) {
    Leaves leaves = new Leaves(recording);
    JsonNode stride = recording.arguments().get("stride");
    long[] kernel = SinabsArguments.longs(recording.arguments().get("kernel_size"), "kernel_size");
    boolean ceil = recording.flag("ceil_mode", false);
    SumPool2d pool =
        SumPool2d.builder(kernel)
            .stride(
                stride == null || stride.isNull()
                    ? kernel
                    : SinabsArguments.longs(stride, "stride"))
            .ceilMode(ceil)
            .scalePartialWindows(ceil)
            .build();
    Tensor output = pool.forward(leaves.leaf("input"));
    comparison.relative(Kind.OUTPUT, "output", output, TOLERANCE);
    output.mul(recording.tensor("loss_weight")).sum().backward();
    leaves.compare(comparison, TOLERANCE);
  }
}
