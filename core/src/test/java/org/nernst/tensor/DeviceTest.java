package org.nernst.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceTest {

  @ParameterizedTest
  @ValueSource(strings = {"cpu", "cuda", "cuda:1", "xpu:0", "ipu", "meta", "mps"})
  void readsWhatItPrints(String text) {
    assertThat(Device.parse(text)).hasToString(text);
  }

  @Test
  void cpuIsTheConstant() {
    assertThat(Device.parse("cpu")).isSameAs(Device.CPU);
    assertThat(Device.CPU.isCpu()).isTrue();
    assertThat(Device.parse("cuda:0").isCpu()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "gpu", "cuda:", "cuda:-1", "cuda:x", "cuda:0:0"})
  void refusesOtherTexts(String text) {
    assertThatThrownBy(() -> Device.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("expected a device such as cpu or cuda:0 (kinds: cpu, cuda, ")
        .hasMessageEndingWith(", got " + text);
  }

  @Test
  void refusesImpossibleIndices() {
    assertThatThrownBy(() -> new Device(Device.Type.CUDA, -2))
        .hasMessage("expected a device index of -1 to 127, got -2");
  }
}
