package org.nernst.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nernst.nn.Linear;
import org.nernst.nn.LoadResult;
import org.nernst.nn.Sequential;
import org.nernst.norse.LIFAdExRecurrentCell;
import org.nernst.sinabs.IAFRecurrent;
import org.nernst.sinabs.LIF;
import org.nernst.tensor.Tensor;

/// State dicts with the keys of Norse and Sinabs, in files that PyTorch wrote, into the modules of
/// the same name.
class StateDictFilesTest {
  @TempDir Path folder;

  private static Sequential sinabs() {
    return new Sequential(
        new Linear(3, 2), LIF.builder(10).tauSyn(5).build(), new IAFRecurrent(new Linear(2, 2)));
  }

  private SequencedMap<String, Tensor> read(String form) throws IOException {
    SequencedMap<String, Tensor> stateDict = PyTorch.read(Resources.path("pytorch/sinabs.pt"));
    Path copy = folder.resolve("copy." + form);
    return switch (form) {
      case "safetensors" -> {
        Safetensors.write(copy, stateDict, Map.of());
        yield Safetensors.read(copy).tensors();
      }
      case "npz" -> {
        Npz.write(copy, stateDict);
        yield Npz.read(copy);
      }
      case "copied pt" -> {
        PyTorch.write(copy, stateDict);
        yield PyTorch.read(copy);
      }
      default -> stateDict;
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"pt", "copied pt", "safetensors", "npz"})
  void sinabsStatesTravelWithTheirBatchSize(String form) throws IOException {
    Sequential network = sinabs();

    LoadResult result = network.loadStateDict(read(form));

    assertThat(result.isComplete()).isTrue();
    assertThat(network.stateDict().keySet())
        .containsExactlyInAnyOrderElementsOf(read(form).keySet());
    LIF lif = (LIF) network.get(1);
    assertThat(lif.vMem().shape()).containsExactly(4, 2);
    assertThat(lif.iSyn().orElseThrow().get(3, 1)).isEqualTo(1.7, within());
    assertThat(network.stateDict().get("1.tau_mem"))
        .satisfies(tau -> assertThat(tau.item()).isEqualTo(20));
    assertThat(network.forward(Tensor.zeros(4, 6, 3)).output().shape()).containsExactly(4, 6, 2);
  }

  private static org.assertj.core.data.Offset<Double> within() {
    return org.assertj.core.api.Assertions.within(1e-6);
  }

  @Test
  void norseStateDictsLieInsideCheckpoints() throws IOException {
    Sequential network = new Sequential(new Linear(3, 4), new LIFAdExRecurrentCell(4, 5));
    String prefix = "model_state_dict.";
    SequencedMap<String, Tensor> stateDict = new LinkedHashMap<>();
    PyTorch.read(Resources.path("pytorch/norse.pt"))
        .forEach((name, tensor) -> stateDict.put(name.substring(prefix.length()), tensor));

    assertThat(network.loadStateDict(stateDict).isComplete()).isTrue();
    assertThat(network.stateDict().keySet()).containsExactlyElementsOf(stateDict.keySet());
    stateDict.forEach(
        (name, tensor) ->
            assertThat(TensorFile.require(network.stateDict(), name).equal(tensor))
                .as(name)
                .isTrue());
  }

  @Test
  void missingAndUnexpectedKeysAreListedAsInPyTorch() throws IOException {
    SequencedMap<String, Tensor> stateDict = read("pt");
    stateDict.remove("1.tau_mem");
    Tensor weight = stateDict.remove("0.weight");
    stateDict.put("0.wieght", weight);
    stateDict.put("3.v_mem", Tensor.zeros(1));

    assertThatThrownBy(() -> sinabs().loadStateDict(stateDict))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            """
            Error(s) in loading state_dict for Sequential:
            \tMissing key(s) in state_dict: "0.weight", "1.tau_mem".
            \tUnexpected key(s) in state_dict: "3.v_mem", "0.wieght".\
            """);

    LoadResult lenient = sinabs().loadStateDict(stateDict, false);
    assertThat(lenient.missingKeys()).containsExactly("0.weight", "1.tau_mem");
    assertThat(lenient.unexpectedKeys()).containsExactlyInAnyOrder("0.wieght", "3.v_mem");
  }
}
