package org.nernst.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TorchErrorsTest {

  @Test
  void keepsTheSentenceAndDropsTheStack() {
    String text =
        """
        Expected x, got y.
        Exception raised from f at z.cpp:1 (most recent call first):
        frame #0\
        """;
    assertThat(TorchErrors.firstLine(text)).isEqualTo("Expected x, got y.");
    assertThat(TorchErrors.firstLine("\n  only  \n")).isEqualTo("only");
    assertThat(TorchErrors.firstLine("")).isEqualTo("no reason given");
  }

  @Test
  void leavesOtherExceptionsAlone() {
    IllegalStateException closed = new IllegalStateException("closed");
    assertThat(TorchErrors.translate("add", closed)).isSameAs(closed);
    RuntimeException thrown = new RuntimeException("bad");
    assertThat(TorchErrors.translate("add", thrown, Tensor.zeros(2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("add(float32 (2)): bad")
        .hasCause(thrown);
  }
}
