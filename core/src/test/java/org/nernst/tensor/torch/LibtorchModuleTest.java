package org.nernst.tensor.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.nernst.tensor.Tensor;

class LibtorchModuleTest {
  @Test
  void computesWhatTheModuleComputes() {
    LibtorchModule gelu = LibtorchModules.gelu();
    assertThat(gelu.name()).isEqualTo("GELU");
    Tensor x = Tensor.of(new float[] {-1, 0, 2});
    assertThat(gelu.forward(x).allClose(x.gelu(), 1e-6, 1e-7)).isTrue();
  }

  @Test
  void givesTheTensorsThatTheModuleComputesWith() {
    LibtorchModule norm = LibtorchModules.layerNorm(4);
    assertThat(norm.parameters().keySet()).containsExactly("weight", "bias");
    Tensor bias = norm.parameters().get("bias");
    bias.detach().fillInPlace(3);
    double mean = norm.forward(Tensor.of(new float[] {1, 2, 3, 4})).mean().item();
    assertThat(mean).isCloseTo(3, within(1e-6));
  }

  @Test
  void gradientsReachItsParameters() {
    LibtorchModule norm = LibtorchModules.layerNorm(4);
    norm.forward(Tensor.of(new float[] {1, 2, 3, 4})).sum().backward();
    assertThat(norm.parameters().get("bias").grad().toFloatArray()).containsOnly(1);
  }

  @Test
  void namesBuffersAndParametersOfChildrenByPath() {
    LibtorchModule batchNorm = LibtorchModules.batchNorm(2);
    assertThat(batchNorm.buffers().keySet())
        .containsExactly("running_mean", "running_var", "num_batches_tracked");
    assertThat(LibtorchModules.transformer(8, 2).parameters().keySet())
        .contains("self_attn.in_proj_weight", "self_attn.out_proj.weight", "linear1.bias");
  }

  @Test
  void namesTheModuleAndTheInputThatItRefuses() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LibtorchModules.layerNorm(4).forward(Tensor.ones(2, 3)))
        .withMessageContaining("LayerNorm refuses an input of float32 (2, 3)")
        .withMessageContaining("normalized_shape=[4]");
  }

  @Test
  void modesReachTheModule() {
    LibtorchModule dropout = LibtorchModules.dropout(0.5);
    assertThat(dropout.training()).isTrue();
    dropout.train(false);
    assertThat(dropout.training()).isFalse();
    Tensor x = Tensor.ones(100);
    assertThat(dropout.forward(x).equal(x)).isTrue();
  }
}
