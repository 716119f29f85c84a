package org.nernst.cli.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.nernst.nn.AvgPool2d;
import org.nernst.nn.Conv2d;
import org.nernst.nn.Linear;
import org.nernst.synapse.SynapticOperations;
import org.nernst.tensor.Tensor;
import tools.jackson.databind.JsonNode;

/// The counts that Sinabs recorded of its own networks.
class SynapticOperationsTest {
  private static Recording recording(String name) throws IOException {
    return Recording.read(Golden.file("synops", name));
  }

  private static SynapticOperations count(Recording recording, int layer, Tensor input) {
    JsonNode node = recording.arguments().get("model").get(layer);
    if (node.get("type").stringValue().equals("Linear")) {
      Linear linear = new Linear(input.size(-1), node.get("out_features").intValue());
      linear.synapticOperations().start();
      linear.forward(input);
      return linear.synapticOperations();
    }
    Conv2d convolution =
        Conv2d.builder(
                node.get("in_channels").intValue(),
                node.get("out_channels").intValue(),
                SinabsArguments.longs(node.get("kernel_size"), "kernel_size"))
            .stride(SinabsArguments.longs(node.get("stride"), "stride"))
            .padding(SinabsArguments.longs(node.get("padding"), "padding"))
            .groups(node.get("groups").intValue())
            .build();
    convolution.synapticOperations().start();
    convolution.forward(input);
    return convolution.synapticOperations();
  }

  private static void check(Recording recording, int layer, SynapticOperations counted) {
    double perStep = recording.tensor("hooks." + layer + ".layer_synops_per_timestep").item();
    assertThat(counted.perRow()).isCloseTo(perStep, within(1e-6 * perStep));
  }

  @Test
  void ofLinearLayers() throws IOException {
    Recording recording = recording("synops_linear");
    SynapticOperations first = count(recording, 0, recording.tensor("input"));
    check(recording, 0, first);
    SynapticOperations second = count(recording, 2, recording.tensor("output.1"));
    check(recording, 2, second);
    double batch = recording.arguments().get("batch_size").intValue();
    assertThat(first.total() / batch).isEqualTo(recording.tensor("analyzer.0.synops").item());
    assertThat((first.total() + second.total()) / batch)
        .isEqualTo(recording.tensor("analyzer.model.synops").item());
  }

  @Test
  void ofConvolutionsWithStridePaddingAndGroups() throws IOException {
    Recording recording = recording("synops_conv_stride_padding");
    check(recording, 0, count(recording, 0, recording.tensor("input")));
    check(recording, 2, count(recording, 2, recording.tensor("output.1")));
    check(recording, 5, count(recording, 5, recording.tensor("output.3").flatten(1, -1)));
  }

  @Test
  void ofConvolutionsBehindPooling() throws IOException {
    Recording recording = recording("synops_avgpool");
    check(recording, 0, count(recording, 0, recording.tensor("input")));
    Tensor pooled = new AvgPool2d(2).forward(recording.tensor("output.1"));
    check(recording, 3, count(recording, 3, pooled));
  }
}
