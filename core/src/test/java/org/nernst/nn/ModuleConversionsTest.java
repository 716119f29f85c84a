package org.nernst.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.nernst.nn.Nets.Bare;
import org.nernst.nn.Nets.Scale;
import org.nernst.tensor.DType;
import org.nernst.tensor.Device;
import org.nernst.tensor.Tensor;

class ModuleConversionsTest {
  @Test
  void toCastsFloatingTensorsInPlaceAndLeavesOthers() {
    Sequential module = new Sequential(new Linear(2, 3), new BatchNorm1d(3));
    List<Tensor> before = module.parameters();
    Tensor mean = module.getBuffer("1.running_mean");
    assertThat(module.to(DType.FLOAT64)).isSameAs(module);
    assertThat(module.parameters()).containsExactlyElementsOf(before);
    assertThat(module.getBuffer("1.running_mean")).isSameAs(mean);
    assertThat(before).allMatch(p -> p.dtype() == DType.FLOAT64 && p.requiresGrad());
    assertThat(mean.dtype()).isEqualTo(DType.FLOAT64);
    assertThat(module.getBuffer("1.num_batches_tracked").dtype()).isEqualTo(DType.INT64);
    assertThat(module.forward(Tensor.ones(DType.FLOAT64, 4, 2)).output().dtype())
        .isEqualTo(DType.FLOAT64);
  }

  @Test
  void everyNamedCastHasItsDtype() {
    Scale module = new Scale(1.5);
    Tensor scale = module.getParameter("scale");
    module.half();
    assertThat(scale.dtype()).isEqualTo(DType.FLOAT16);
    module.bfloat16();
    assertThat(scale.dtype()).isEqualTo(DType.BFLOAT16);
    module.toDouble();
    assertThat(scale.dtype()).isEqualTo(DType.FLOAT64);
    module.toFloat();
    assertThat(scale.dtype()).isEqualTo(DType.FLOAT32);
    module.to(Tensor.zeros(DType.FLOAT64, 1));
    assertThat(scale.dtype()).isEqualTo(DType.FLOAT64);
    module.to(Device.CPU, DType.FLOAT32);
    assertThat(scale.dtype()).isEqualTo(DType.FLOAT32);
    assertThat(scale.item()).isEqualTo(1.5);
  }

  @Test
  void gradientsAreCastWithTheirParametersAndTrainingGoesOn() {
    Scale module = new Scale(2);
    module.forward(Tensor.scalar(3)).backward();
    module.toDouble();
    Tensor scale = module.getParameter("scale");
    assertThat(scale.grad().dtype()).isEqualTo(DType.FLOAT64);
    assertThat(scale.grad().item()).isEqualTo(3);
    module.forward(Tensor.scalar(4, DType.FLOAT64)).backward();
    assertThat(scale.grad().item()).isEqualTo(7);
  }

  @Test
  void sharedParametersStayShared() {
    Linear shared = new Linear(2, 2);
    Sequential module = new Sequential(shared, shared);
    module.toDouble();
    assertThat(module.getParameter("0.weight")).isSameAs(module.getParameter("1.weight"));
    assertThat(module.getParameter("0.weight").dtype()).isEqualTo(DType.FLOAT64);
  }

  @Test
  void toRefusesDtypesThatAreNotFloating() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Scale(1).to(DType.INT32))
        .withMessageContaining("expected a floating dtype");
  }

  @Test
  void typeCastsEverything() {
    BatchNorm1d module = new BatchNorm1d(2);
    module.type(DType.FLOAT64);
    assertThat(module.getBuffer("num_batches_tracked").dtype()).isEqualTo(DType.FLOAT64);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> module.type(DType.INT32))
        .withMessageContaining("trainable parameter 'weight'");
    module.requiresGrad(false);
    module.type(DType.INT32);
    assertThat(module.getParameter("weight").dtype()).isEqualTo(DType.INT32);
  }

  @Test
  void aBufferInsideAGraphIsCastDifferentiably() {
    Bare module = new Bare();
    Tensor x = Tensor.scalar(2).requiresGrad(true);
    module.registerBuffer("v", x.mul(3), false);
    module.toDouble();
    assertThat(module.getBuffer("v").dtype()).isEqualTo(DType.FLOAT64);
    module.getBuffer("v").backward();
    assertThat(x.grad().item()).isEqualTo(3);
  }

  @Test
  void subclassesConvertWhatElseTheyHold() {
    class Holder extends Bare {
      Tensor state = Tensor.ones(2);

      @Override
      protected void convertTensors(UnaryOperator<Tensor> f) {
        super.convertTensors(f);
        state = f.apply(state);
      }
    }
    Holder holder = new Holder();
    new Sequential(Module.of(x -> x)).toDouble();
    Bare parent = new Bare();
    parent.registerModule("h", holder);
    parent.toDouble();
    assertThat(holder.state.dtype()).isEqualTo(DType.FLOAT64);
  }

  @Test
  void cpuIsHereAndMissingDevicesAreAClearError() {
    Scale module = new Scale(1);
    assertThat(module.cpu().to(Device.CPU)).isSameAs(module);
    assertMissing(Device.Type.XPU, module::xpu);
    assertMissing(Device.Type.IPU, module::ipu);
    assertMissing(Device.Type.CUDA, module::cuda);
  }

  private static void assertMissing(Device.Type type, Runnable move) {
    org.junit.jupiter.api.Assumptions.assumeFalse(new Device(type, 0).isAvailable());
    assertThatIllegalStateException()
        .isThrownBy(move::run)
        .withMessageContaining("got " + type.name().toLowerCase(java.util.Locale.ROOT) + ":0");
  }

  @Test
  void toEmptyGivesMemoryAndKeepsShapes() {
    Sequential module = new Sequential(new Linear(2, 3));
    Tensor weight = module.getParameter("0.weight");
    module.toEmpty(Device.CPU);
    assertThat(module.getParameter("0.weight")).isSameAs(weight);
    assertThat(weight.shape()).containsExactly(3, 2);
    module.to(new Device(Device.Type.META, -1));
    assertThat(module.getParameter("0.weight").device().type()).isEqualTo(Device.Type.META);
    module.toEmpty(Device.CPU, false);
    assertThat(module.getParameter("0.weight").device().type()).isEqualTo(Device.Type.META);
    module.toEmpty(Device.CPU);
    assertThat(module.getParameter("0.weight").device()).isEqualTo(Device.CPU);
    assertThat(module.getParameter("0.weight").requiresGrad()).isTrue();
  }
}
