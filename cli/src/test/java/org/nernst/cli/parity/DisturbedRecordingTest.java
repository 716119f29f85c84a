package org.nernst.cli.parity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nernst.cli.parity.Report.Verdict;
import org.nernst.io.Safetensors;
import org.nernst.io.SafetensorsFile;
import org.nernst.tensor.Tensor;

/// A check that can't fail is worth nothing: whatever is changed in a recording must be noticed.
class DisturbedRecordingTest {
  @TempDir Path folder;

  private Report check(
      SafetensorsFile file, Map<String, Tensor> tensors, Map<String, String> metadata)
      throws IOException {
    SequencedMap<String, Tensor> changed = new LinkedHashMap<>(file.tensors());
    changed.putAll(tensors);
    SequencedMap<String, String> said = new LinkedHashMap<>(file.metadata());
    said.putAll(metadata);
    Path path = folder.resolve("disturbed.safetensors");
    Safetensors.write(path, changed, said);
    return Parity.check(path);
  }

  /// One element changed by two thousandths of the largest, at least of 1.
  private static Tensor disturbed(Tensor tensor) {
    double[] values = tensor.toDoubleArray();
    double largest = DoubleStream.of(values).map(Math::abs).max().orElse(0);
    values[values.length / 2] += 2e-3 * (largest > 0 ? largest : 1);
    return Tensor.of(values).reshape(tensor.shape()).to(tensor.dtype());
  }

  private static boolean isResult(SafetensorsFile file, String name) {
    if (name.startsWith("state0.")) {
      return "true".equals(file.metadata().get("default_state"));
    }
    boolean implied = name.endsWith("v_mem_before_reset") || name.equals("grad.output");
    return !implied
        && name.matches(
            "(call\\d+\\.)?(output.*|states?\\..*|loss|firing_rate|grad\\..*|sign\\..*"
                + "|surrogate\\..*|weight\\..*_effective)");
  }

  @ParameterizedTest
  @CsvSource({
    "norse, adex_cell_default",
    "norse, adex_params_neuron_rec_f64",
    "norse, adex_refrac_reccell",
    "norse, adex_time_chunked_detached",
    "norse, adex_current_encoder_mild",
    "norse, li_time",
    "norse, net_linear_adex_linear_li",
    "norse, threshold_triangle",
    "sinabs, iafrecurrent_tau_syn_recorded",
    "sinabs, iafrecurrent_two_calls_detached",
    "sinabs, iaf_two_calls",
    "sinabs, lif_train_alphas",
    "sinabs, expleak_min_v_mem",
    "sinabs, sumpool2d_1",
    "sinabs, activation_surrogates",
    "sinabs, activation_spike_functions",
    "sinabs, activation_reset_functions",
  })
  void everyRecordedResultIsChecked(String dialect, String name) throws IOException {
    SafetensorsFile file = Safetensors.read(Golden.file(dialect, name));
    int results = 0;
    for (String tensor : file.tensors().keySet()) {
      if (isResult(file, tensor)) {
        results++;
        Report report = check(file, Map.of(tensor, disturbed(file.tensor(tensor))), Map.of());
        assertThat(report.verdict()).as("%s: %s", tensor, report.details()).isEqualTo(Verdict.FAIL);
        assertThat(report.differences())
            .filteredOn(difference -> difference.name().equals(tensor))
            .singleElement()
            .matches(difference -> !difference.passed());
      }
    }
    assertThat(results).isPositive();
  }

  @Test
  void oneSpikeTooManyFails() throws IOException {
    SafetensorsFile file = Safetensors.read(Golden.file("norse", "adex_time_default"));
    double[] spikes = file.tensor("output").toDoubleArray();
    spikes[100] = 1 - spikes[100];

    Report report =
        check(
            file,
            Map.of(
                "output",
                Tensor.of(spikes, file.tensor("output").shape()).to(file.tensor("output").dtype())),
            Map.of());

    assertThat(report.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(report.details()).startsWith("output 1.0e+00 > 0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "norse  | adex_cell_default    | \"tau_mem_inv\": 100.0      | \"tau_mem_inv\": 101.0",
        "norse  | adex_cell_default    | \"method\": \"super\"       | \"method\": \"tanh\"",
        "norse  | adex_cell_default    | \"dt\": 0.001               | \"dt\": 0.0011",
        "norse  | adex_rec_autapses_false | \"autapses\": false      | \"autapses\": true",
        "norse  | adex_time_chunked    | [7, 1, 11, 5]               | [7, 1, 11, 6]",
        "norse  | threshold_super      | \"method\": \"super\"       | \"method\": \"duper\"",
        "sinabs | iafrecurrent_default | \"grad_width\": 0.5         | \"grad_width\": 0.6",
        "sinabs | iafrecurrent_default | \"type\": \"MultiSpike\"    | \"type\": \"SingleSpike\"",
        "sinabs | iafrecurrent_default | \"spike_threshold\": 1.0    | \"spike_threshold\": 1.1",
        "sinabs | iafrecurrent_conv2d_same | \"padding\": [1, 1]     | \"padding\": [0, 0]",
        "sinabs | lif_default          | \"norm_input\": true        | \"norm_input\": false",
        "sinabs | lif_default          | \"tau_mem\": 10.0           | \"tau_mem\": -10.0",
      })
  void anotherArgumentFails(String dialect, String name, String was, String is) throws IOException {
    SafetensorsFile file = Safetensors.read(Golden.file(dialect, name));
    String key = dialect.equals("norse") ? "parameters" : "arguments";
    String arguments = file.metadata().get(key);
    assertThat(arguments).contains(was);

    Report report = check(file, Map.of(), Map.of(key, arguments.replace(was, is)));

    assertThat(report.verdict()).as(report.details()).isEqualTo(Verdict.FAIL);
  }

  @Test
  void aGradientOfSomethingUnknownFails() throws IOException {
    SafetensorsFile file = Safetensors.read(Golden.file("norse", "li_cell"));

    Report report = check(file, Map.of("grad.param.v_th", Tensor.scalar(0)), Map.of());

    assertThat(report.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(report.details()).contains("grad.param.v_th: recorded, but Nernst gives none");
  }

  @Test
  void aResultThatNothingIsComparedWithFails() throws IOException {
    SafetensorsFile file = Safetensors.read(Golden.file("sinabs", "sumpool2d_0"));

    Report report = check(file, Map.of("states.v_mem", Tensor.scalar(0)), Map.of());

    assertThat(report.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(report.details()).contains("recorded but not compared: states.v_mem");
  }

  @Test
  void anotherShapeFails() throws IOException {
    SafetensorsFile file = Safetensors.read(Golden.file("norse", "li_cell"));

    Report report = check(file, Map.of("output", file.tensor("output").narrow(0, 0, 3)), Map.of());

    assertThat(report.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(report.details()).contains("output: recorded shape (3, 2, 17)");
  }

  @Test
  void notANumberFails() throws IOException {
    SafetensorsFile file = Safetensors.read(Golden.file("norse", "li_cell"));
    Tensor states = file.tensor("states.v").mul(Double.NaN);

    Report report = check(file, Map.of("states.v", states), Map.of());

    assertThat(report.verdict()).isEqualTo(Verdict.FAIL);
  }

  @ParameterizedTest
  @CsvSource({
    "input",
    "loss_weight",
    "weight.recurrent",
    "state0.v",
    "param.v_th",
  })
  void aMissingTensorIsNamed(String name) throws IOException {
    SafetensorsFile file = Safetensors.read(Golden.file("norse", "adex_params_neuron_rec"));
    SequencedMap<String, Tensor> left = new LinkedHashMap<>(file.tensors());
    left.remove(name);
    Path path = folder.resolve("less.safetensors");
    Safetensors.write(path, left, file.metadata());

    Report report = Parity.check(path);

    assertThat(report.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(report.details()).contains(name.substring(name.indexOf('.') + 1));
  }

  @Test
  void metadataThatMakesNoSenseFails() throws IOException {
    SafetensorsFile file = Safetensors.read(Golden.file("norse", "li_cell"));

    for (String parameters :
        List.of("", "{", "[]", "{}", "{\"dt\": \"soon\"}", "{\"dt\": 1e999}")) {
      Report report = check(file, Map.of(), Map.of("parameters", parameters));
      assertThat(report.verdict()).as(parameters).isEqualTo(Verdict.FAIL);
      assertThat(report.reasons()).as(parameters).hasSize(1);
    }
  }
}
