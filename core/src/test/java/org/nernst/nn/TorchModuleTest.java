package org.nernst.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;
import org.nernst.tensor.DType;
import org.nernst.tensor.Tensor;
import org.nernst.tensor.torch.LibtorchModules;

class TorchModuleTest {
  @Test
  void keysOfTheStateDictArePyTorchs() {
    Sequential net =
        new Sequential(
            new TorchModule(LibtorchModules.layerNorm(4)),
            new TorchModule(LibtorchModules.gelu()),
            new TorchModule(LibtorchModules.batchNorm(4)));
    assertThat(net.stateDict().keySet())
        .containsExactly(
            "0.weight",
            "0.bias",
            "2.weight",
            "2.bias",
            "2.running_mean",
            "2.running_var",
            "2.num_batches_tracked");
    assertThat(net.toString())
        .isEqualTo("Sequential(\n  (0): LayerNorm()\n  (1): GELU()\n  (2): BatchNorm1d()\n)");
  }

  @Test
  void loadedAndTrainedValuesAreWhatItComputesWith() {
    TorchModule norm = new TorchModule(LibtorchModules.layerNorm(2));
    var dict = norm.stateDict();
    dict.put("weight", Tensor.of(new float[] {0, 0}));
    dict.put("bias", Tensor.of(new float[] {5, 6}));
    norm.loadStateDict(dict);
    Tensor y = norm.forward(Tensor.randn(3, 2));
    assertThat(y.select(0, 1).toFloatArray()).containsExactly(5, 6);
    y.sum().backward();
    assertThat(norm.getParameter("bias").grad().toFloatArray()).containsExactly(3, 3);
  }

  @Test
  void conversionsReachLibtorch() {
    TorchModule norm = new TorchModule(LibtorchModules.layerNorm(2));
    norm.toDouble();
    assertThat(norm.forward(Tensor.ones(DType.FLOAT64, 3, 2)).dtype()).isEqualTo(DType.FLOAT64);
  }

  @Test
  void modesReachLibtorch() {
    TorchModule dropout = new TorchModule(LibtorchModules.dropout(0.5));
    assertThat(dropout.forward(Tensor.ones(1000)).eq(0).any().itemBoolean()).isTrue();
    dropout.eval();
    assertThat(dropout.forward(Tensor.ones(1000)).eq(0).any().itemBoolean()).isFalse();
  }

  @Test
  void childrenOfTheWrappedModuleBecomeChildren() {
    TorchModule transformer = new TorchModule(LibtorchModules.transformer(8, 2));
    assertThat(transformer.getParameter("self_attn.out_proj.weight").shape()).containsExactly(8, 8);
    assertThat(transformer.stateDict()).containsKey("self_attn.in_proj_bias");
    transformer.eval();
    assertThat(transformer.forward(Tensor.zeros(5, 1, 8)).shape()).containsExactly(5, 1, 8);
  }

  @Test
  void integersMayGoIn() {
    TorchModule embedding = new TorchModule(LibtorchModules.embedding(10, 3));
    assertThat(embedding.forward(Tensor.of(new long[] {1, 2})).shape()).containsExactly(2, 3);
  }

  @Test
  void itsTensorsCannotBeReplaced() {
    TorchModule norm = new TorchModule(LibtorchModules.layerNorm(2));
    assertThatIllegalStateException()
        .isThrownBy(() -> norm.registerParameter("weight", Tensor.zeros(2)))
        .withMessageContaining("'weight' is a tensor of libtorch's LayerNorm");
    assertThatIllegalStateException()
        .isThrownBy(() -> norm.loadStateDict(norm.stateDict(), true, true));
  }
}
