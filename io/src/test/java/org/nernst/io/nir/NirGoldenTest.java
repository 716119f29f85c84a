package org.nernst.io.nir;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nernst.engine.Engine;
import org.nernst.io.SafetensorsFile;
import org.nernst.nn.Step;
import org.nernst.tensor.Autograd;
import org.nernst.tensor.DType;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;

/// Files of other tools give what the networks that wrote them gave.
final class NirGoldenTest {
  private static final double TOLERANCE = 1e-5;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "handbuilt_conv1d_0",
        "handbuilt_conv1d_1",
        "handbuilt_conv1d_2",
        "handbuilt_conv2d_groups",
        "handbuilt_conv2d_same",
        "handbuilt_delay",
        "handbuilt_lif_default_reset",
        "handbuilt_neuron_cubali",
        "handbuilt_neuron_cubalif",
        "handbuilt_neuron_i",
        "handbuilt_neuron_if",
        "handbuilt_neuron_li",
        "handbuilt_neuron_lif",
        "handbuilt_recurrent_branches",
        "handbuilt_recurrent_nested",
        "handbuilt_stateless_2d",
        "norse_affine_cubalif",
        "norse_affine_lif_affine_li",
        "norse_linear_if",
        "norse_linear_lif_vreset",
        "sinabs_affine_if_affine_li",
        "sinabs_affine_lif",
        "sinabs_conv_if_multispike",
        "sinabs_conv_if_sumpool_flatten_affine_if",
        "snntorch_affine_leaky",
        "snntorch_affine_synaptic",
        "snntorch_conv_avgpool_flatten_leaky",
        "snntorch_rleaky"
      })
  void givesTheRecordedOutputsOnEveryEngineAndInParts(String name) throws IOException {
    try (var _ = Scope.open();
        var _ = Autograd.noGrad()) {
      SafetensorsFile recorded = Recorded.numbers(name);
      Tensor input = recorded.tensor("input");
      for (Engine engine : List.of(Engine.AUTO, Engine.EAGER)) {
        NirNetwork network =
            Nir.load(Recorded.nir(name), Recorded.options(name).withEngine(engine));
        assertClose(network.forward(input).output(), recorded.tensor("output"));
        assertClose(inParts(network, input), recorded.tensor("output"));
      }
      NirNetwork precise =
          Nir.load(Recorded.nir(name), Recorded.options(name).withDType(DType.FLOAT64));
      assertClose(precise.forward(input).output(), recorded.tensor("output"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"cubali", "cubalif", "li", "lif"})
  void exactIntegrationGivesTheExponentialOutputs(String primitive) throws IOException {
    String name = "handbuilt_neuron_" + primitive;
    try (var _ = Scope.open();
        var _ = Autograd.noGrad()) {
      SafetensorsFile recorded = Recorded.numbers(name);
      NirNetwork network =
          Nir.load(Recorded.nir(name), Recorded.options(name).withIntegration(Integration.EXACT));
      assertClose(
          network.forward(recorded.tensor("input")).output(),
          recorded.tensor("output.exponential"));
    }
  }

  @Test
  void conventionsOfTheWrongToolGiveOtherNumbers() throws IOException {
    try (var _ = Scope.open();
        var _ = Autograd.noGrad()) {
      for (var wrong :
          Map.of(
                  "norse_affine_cubalif",
                      Recorded.options("norse_").withInputs(InputScaling.CURRENT),
                  "norse_linear_if", Recorded.options("norse_").withInputs(InputScaling.CURRENT),
                  "sinabs_affine_lif",
                      Recorded.options("sinabs_").withIntegration(Integration.EULER),
                  "sinabs_conv_if_multispike", Recorded.options("sinabs_"))
              .entrySet()) {
        SafetensorsFile recorded = Recorded.numbers(wrong.getKey());
        NirNetwork network = Nir.load(Recorded.nir(wrong.getKey()), wrong.getValue());
        Tensor output = network.forward(recorded.tensor("input")).output();
        assertThat(output.sub(recorded.tensor("output")).abs().max().item())
            .as(wrong.getKey())
            .isGreaterThan(0.5);
      }
    }
  }

  @Test
  void everyTypeIsReadWithItsValues() throws IOException {
    try (var _ = Scope.open()) {
      SafetensorsFile recorded = Recorded.numbers("handbuilt_every_type");
      NirGraph graph = Nir.read(Recorded.nir("handbuilt_every_type")).graph();
      List<String> compared = new ArrayList<>();
      graph
          .nodes()
          .forEach(
              (name, node) ->
                  NirTensors.named(node)
                      .forEach(
                          (parameter, array) -> {
                            String key = name + "." + parameter;
                            assertThat(array.toFloatArray())
                                .as(key)
                                .isEqualTo(recorded.tensor(key).toFloatArray());
                            compared.add(key);
                          }));
      assertThat(compared).hasSize(32);
      assertThat(graph.edges()).hasSize(16).contains(new NirEdge("cubalif", "threshold"));
      assertThat(new NirNetwork(graph, new NirOptions().withDt(0.1)).paths()).hasSize(17);
    }
  }

  private static Tensor inParts(NirNetwork network, Tensor input) {
    long half = input.size(1) / 2;
    Step<NirState> first = network.forward(input.narrow(1, 0, half));
    Step<NirState> rest =
        network.forward(input.narrow(1, half, input.size(1) - half), first.state());
    return Tensor.cat(List.of(first.output(), rest.output()), 1);
  }

  private static void assertClose(Tensor got, Tensor expected) {
    assertThat(got.shape()).isEqualTo(expected.shape());
    assertThat(got.toDouble().sub(expected.toDouble()).abs().max().item())
        .isLessThanOrEqualTo(TOLERANCE);
  }
}
