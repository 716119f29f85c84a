package org.nernst.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nernst.nn.Nets.Scale;
import org.nernst.tensor.DType;
import org.nernst.tensor.Tensor;

class ModuleTest {
  @Test
  void modesReachTheWholeTree() {
    Sequential net = new Sequential(new Sequential(new Dropout()), new Identity());
    assertThat(net.modules()).allMatch(Module::training);
    assertThat(net.eval()).isSameAs(net);
    assertThat(net.modules()).noneMatch(Module::training);
    net.train(true);
    assertThat(net.modules()).allMatch(Module::training);
    net.get(0).train(false);
    assertThat(net.training()).isTrue();
    assertThat(net.train()).isSameAs(net);
    assertThat(net.getSubmodule("0.0").training()).isTrue();
  }

  @Test
  void requiresGradFreezesAndThaws() {
    Sequential net = new Sequential(new Linear(2, 2), new Linear(2, 1));
    assertThat(net.requiresGrad(false)).isSameAs(net);
    assertThat(net.parameters()).noneMatch(Tensor::requiresGrad);
    assertThat(net.forward(Tensor.ones(1, 2)).output().requiresGrad()).isFalse();
    net.requiresGrad(true);
    assertThat(net.parameters()).allMatch(Tensor::requiresGrad);
  }

  @Test
  void zeroGradDropsOrZeroes() {
    Scale module = new Scale(2);
    Tensor scale = module.getParameter("scale");
    module.zeroGrad();
    assertThat(scale.grad()).isNull();
    module.forward(Tensor.scalar(3)).backward();
    module.zeroGrad(false);
    assertThat(scale.grad().item()).isZero();
    module.forward(Tensor.scalar(3)).backward();
    assertThat(scale.grad().item()).isEqualTo(3);
    module.zeroGrad();
    assertThat(scale.grad()).isNull();
  }

  @Test
  void zeroGradCutsTheHistoryOfAGradient() {
    Scale module = new Scale(2);
    Tensor scale = module.getParameter("scale");
    module.forward(Tensor.scalar(3)).square().backward(null, true, true);
    assertThat(scale.grad().requiresGrad()).isTrue();
    module.zeroGrad(false);
    assertThat(scale.grad().requiresGrad()).isFalse();
    assertThat(scale.grad().item()).isZero();
    module.zeroGrad();
  }

  @Test
  void compileAsksEveryModuleOnce() {
    List<Module> asked = new ArrayList<>();
    class Neuron extends Nets.Bare {
      @Override
      protected void compileKernels(DType dtype) {
        assertThat(dtype).isEqualTo(DType.FLOAT64);
        asked.add(this);
      }
    }
    Neuron neuron = new Neuron();
    Nets.Bare net = new Nets.Bare();
    net.registerParameter("w", Tensor.ones(DType.FLOAT64, 1));
    net.registerModule("a", neuron);
    net.registerModule("b", neuron);
    assertThat(net.compile()).isSameAs(net);
    assertThat(asked).containsExactly(neuron);
  }

  @Test
  void ofMakesALayerOfAFunction() {
    Layer square = Module.of("Square", Tensor::square);
    assertThat(square.forward(Tensor.scalar(3)).item()).isEqualTo(9);
    assertThat(square.parameters()).isEmpty();
    assertThat(square).hasToString("Square()");
    assertThat(Module.of(x -> x)).hasToString("Function()");
  }

  @Test
  void aLayerIsTrainedByItsRegisteredParameters() {
    Sequential net = new Sequential(new Scale(2), Module.of(x -> x.add(1)));
    net.forward(Tensor.scalar(5)).output().backward();
    assertThat(net.getParameter("0.scale").grad().item()).isEqualTo(5);
  }
}
