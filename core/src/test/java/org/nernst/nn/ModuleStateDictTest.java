package org.nernst.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.nernst.nn.Nets.Bare;
import org.nernst.nn.Nets.Scale;
import org.nernst.tensor.DType;
import org.nernst.tensor.Device;
import org.nernst.tensor.RemovableHandle;
import org.nernst.tensor.Tensor;

class ModuleStateDictTest {
  /// Keeps a number beside its parameters.
  private static final class Extra extends Bare {
    private double value;

    Extra(double value) {
      this.value = value;
    }

    @Override
    public Tensor getExtraState() {
      return Tensor.scalar(value);
    }

    @Override
    public void setExtraState(Tensor state) {
      value = state.item();
    }
  }

  /// A buffer that takes any shape, as a neuron's state does.
  private static final class Adopting extends Bare {
    Adopting() {
      registerBuffer("v_mem", Tensor.zeros(0));
    }

    @Override
    protected boolean adoptsBuffer(String name, Tensor loaded) {
      return name.equals("v_mem");
    }
  }

  private static Sequential net() {
    return new Sequential(
        new Linear(2, 3), new BatchNorm1d(3), new ReLU(), new Linear(3, 1, false));
  }

  @Test
  void keysAreThoseOfPyTorchInItsOrder() {
    assertThat(net().stateDict().keySet())
        .containsExactly(
            "0.weight",
            "0.bias",
            "1.weight",
            "1.bias",
            "1.running_mean",
            "1.running_var",
            "1.num_batches_tracked",
            "3.weight");
  }

  @Test
  void leavesOutNonPersistentBuffersAndListsSharedTensorsUnderEachName() {
    Bare module = new Bare();
    Tensor w = Tensor.zeros(1);
    module.registerParameter("a", w);
    module.registerParameter("b", w);
    module.registerBuffer("kept", Tensor.zeros(1));
    module.registerBuffer("scratch", Tensor.zeros(1), false);
    assertThat(module.stateDict().keySet()).containsExactly("a", "b", "kept");
  }

  @Test
  void valuesAreDetachedAliasesUnlessVariablesAreKept() {
    Scale module = new Scale(2);
    Tensor alias = module.stateDict().get("scale");
    assertThat(alias.requiresGrad()).isFalse();
    assertThat(alias.sameStorage(module.getParameter("scale"))).isTrue();
    assertThat(module.stateDict("net.", true).get("net.scale"))
        .isSameAs(module.getParameter("scale"));
  }

  @Test
  void fillsAGivenDestinationWithAPrefixAsItIs() {
    SequencedMap<String, Tensor> all = new LinkedHashMap<>();
    all.put("first", Tensor.zeros(1));
    assertThat(new Scale(1).stateDict(all, "model_", false)).isSameAs(all);
    assertThat(all.keySet()).containsExactly("first", "model_scale");
  }

  @Test
  void loadsByCopyIntoTheSameTensors() {
    Sequential from = net();
    Sequential to = net();
    List<Tensor> before = to.parameters();
    assertThat(to.loadStateDict(from.stateDict()).isComplete()).isTrue();
    assertThat(to.parameters()).containsExactlyElementsOf(before);
    assertThat(to.getParameter("0.weight").equal(from.getParameter("0.weight"))).isTrue();
    assertThat(to.getParameter("0.weight").sameStorage(from.getParameter("0.weight"))).isFalse();
    assertThat(to.getParameter("0.weight").requiresGrad()).isTrue();
  }

  @Test
  void aCopyKeepsTheModulesDtypeAndAssignTakesTheDicts() {
    Tensor given = Tensor.of(new double[] {2.5});
    Bare module = new Bare();
    module.registerParameter("w", Tensor.zeros(1));
    module.registerParameter("frozen", Tensor.zeros(1), false);
    module.registerBuffer("b", Tensor.zeros(1));
    Map<String, Tensor> dict = Map.of("w", given, "frozen", given, "b", given);
    module.loadStateDict(dict, true, false);
    assertThat(module.getParameter("w").dtype()).isEqualTo(DType.FLOAT32);
    assertThat(module.getParameter("w").item()).isEqualTo(2.5);
    module.loadStateDict(dict, true, true);
    assertThat(module.getParameter("w").dtype()).isEqualTo(DType.FLOAT64);
    assertThat(module.getParameter("w").sameStorage(given)).isTrue();
    assertThat(module.getBuffer("b").sameStorage(given)).isTrue();
    assertThat(module.getParameter("w").requiresGrad()).isTrue();
    assertThat(module.getParameter("frozen").requiresGrad()).isFalse();
    assertThat(given.requiresGrad()).isFalse();
  }

  @Test
  void reportsEveryMismatchInOneError() {
    Sequential module = new Sequential(new Linear(2, 3), new Linear(3, 1));
    SequencedMap<String, Tensor> dict = module.stateDict();
    dict.remove("0.bias");
    dict.put("0.weight", Tensor.zeros(3, 5));
    dict.put("1.weight", Tensor.zeros(1, 4));
    dict.put("0.extra", Tensor.zeros(1));
    dict.put("9.weight", Tensor.zeros(1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> module.loadStateDict(dict))
        .withMessage(
            """
            Error(s) in loading state_dict for Sequential:
            \tMissing key(s) in state_dict: "0.bias".
            \tUnexpected key(s) in state_dict: "9.weight", "0.extra".
            \tsize mismatch for 0.weight: expected shape (3, 2) as in the model, got (3, 5) from the state dict
            \tsize mismatch for 1.weight: expected shape (1, 3) as in the model, got (1, 4) from the state dict\
            """);
  }

  @Test
  void withoutStrictKeysAreReportedButShapesStillRefused() {
    Scale module = new Scale(1);
    LoadResult result = module.loadStateDict(Map.of("other", Tensor.zeros(1)), false);
    assertThat(result.missingKeys()).containsExactly("scale");
    assertThat(result.unexpectedKeys()).containsExactly("other");
    assertThat(result.isComplete()).isFalse();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> module.loadStateDict(Map.of("scale", Tensor.zeros(2)), false))
        .withMessageContaining("size mismatch for scale");
  }

  @Test
  void aTensorOfOneElementFitsAScalar() {
    Scale module = new Scale(1);
    module.loadStateDict(Map.of("scale", Tensor.of(new float[] {4})));
    assertThat(module.getParameter("scale").item()).isEqualTo(4);
    assertThat(module.getParameter("scale").dim()).isZero();
  }

  @Test
  void aModuleMayAdoptTheShapeOfALoadedBuffer() {
    Adopting module = new Adopting();
    Tensor loaded = Tensor.ones(2, 3);
    module.loadStateDict(Map.of("v_mem", loaded));
    assertThat(module.getBuffer("v_mem").shape()).containsExactly(2, 3);
    assertThat(module.getBuffer("v_mem").sameStorage(loaded)).isFalse();
  }

  @Test
  void aModuleWithoutMemoryTakesTensorsOnlyByAssignment() {
    Linear from = new Linear(2, 3);
    Linear to = new Linear(2, 3);
    to.to(new Device(Device.Type.META, -1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> to.loadStateDict(from.stateDict()))
        .withMessageContaining("no memory for weight")
        .withMessageContaining("no memory for bias");
    to.loadStateDict(from.stateDict(), true, true);
    assertThat(to.weight().equal(from.weight())).isTrue();
    assertThat(to.weight().requiresGrad()).isTrue();
  }

  @Test
  void complexNumbersAreNoRealParameters() {
    Linear module = new Linear(2, 1);
    SequencedMap<String, Tensor> dict = module.stateDict();
    dict.put("bias", Tensor.zeros(DType.COMPLEX64, 1));
    dict.put("weight", Tensor.ones(DType.FLOAT8_E4M3FN, 1, 2));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> module.loadStateDict(dict))
        .withMessageEndingWith(
            "dtype mismatch for bias: expected real numbers for float32, got complex64");

    dict.put("bias", Tensor.ones(DType.UINT16, 1));
    module.loadStateDict(dict);
    assertThat(module.weight().toFloatArray()).containsExactly(1, 1);
    assertThat(module.getParameter("bias").toFloatArray()).containsExactly(1);
  }

  @Test
  void extraStateTravelsUnderItsOwnKey() {
    Bare from = new Bare();
    from.registerModule("e", new Extra(7));
    assertThat(from.stateDict().keySet()).containsExactly("e._extra_state");
    Extra target = new Extra(0);
    Bare to = new Bare();
    to.registerModule("e", target);
    to.loadStateDict(from.stateDict());
    assertThat(target.value).isEqualTo(7);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> to.loadStateDict(Map.of()))
        .withMessageContaining("Missing key(s) in state_dict: \"e._extra_state\"");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Bare().loadStateDict(Map.of("_extra_state", Tensor.zeros(1))))
        .withMessageContaining("Unexpected key(s)");
    assertThatIllegalStateException()
        .isThrownBy(() -> new Bare().setExtraState(Tensor.zeros(1)))
        .withMessageContaining("keeps no extra state");
  }

  @Test
  void hooksAroundWritingSeePrefixAndMode() {
    Sequential module = new Sequential(new Scale(1));
    List<String> seen = new ArrayList<>();
    RemovableHandle before =
        module
            .get(0)
            .registerStateDictPreHook((m, prefix, keep) -> seen.add("pre " + prefix + keep));
    RemovableHandle after =
        module
            .get(0)
            .registerStateDictPostHook(
                (m, dict, prefix) -> dict.put(prefix + "added", Tensor.zeros(1)));
    assertThat(module.stateDict("", true).keySet()).containsExactly("0.scale", "0.added");
    assertThat(seen).containsExactly("pre 0.true");
    before.remove();
    after.close();
    assertThat(module.stateDict().keySet()).containsExactly("0.scale");
    assertThat(seen).hasSize(1);
  }

  @Test
  void hooksAroundReadingRenameAndForgive() {
    Sequential module = new Sequential(new Scale(1));
    module
        .get(0)
        .registerLoadStateDictPreHook(
            (m, dict, prefix) -> {
              Tensor old = dict.remove(prefix + "gain");
              if (old != null) {
                dict.put(prefix + "scale", old);
              }
            });
    Map<String, Tensor> old = new LinkedHashMap<>(Map.of("0.gain", Tensor.scalar(3)));
    module.loadStateDict(old);
    assertThat(module.getParameter("0.scale").item()).isEqualTo(3);
    assertThat(old).containsOnlyKeys("0.gain");

    List<String> missing = new ArrayList<>();
    RemovableHandle forgiving =
        module.registerLoadStateDictPostHook(
            (m, keys) -> {
              missing.addAll(keys.missingKeys());
              keys.missingKeys().clear();
            });
    assertThat(module.loadStateDict(Map.of()).missingKeys()).isEmpty();
    assertThat(missing).containsExactly("0.scale");
    forgiving.remove();
    assertThatIllegalArgumentException().isThrownBy(() -> module.loadStateDict(Map.of()));
  }
}
