package org.nernst.nn;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nernst.nn.Nets.Bare;
import org.nernst.tensor.Autograd;
import org.nernst.tensor.Tensor;

class SharedMemoryTest {
  @TempDir Path folder;

  private static Sequential net() {
    return new Sequential(new Linear(3, 4), new BatchNorm1d(4), new Linear(4, 2));
  }

  private static void fill(Tensor parameter, double value) {
    try (var off = Autograd.noGrad()) {
      assertThat(off).isNotNull();
      parameter.fillInPlace(value);
    }
  }

  @Test
  void valuesAndIdentityStayAndTheNetStillTrains() {
    Sequential module = net();
    Tensor weight = module.getParameter("0.weight");
    double[] before = weight.toDoubleArray();
    Path file = module.shareMemory();
    assertThat(file).exists();
    assertThat(module.sharedMemory()).isEqualTo(file);
    assertThat(module.getParameter("0.weight")).isSameAs(weight);
    assertThat(weight.toDoubleArray()).containsExactly(before);
    module.forward(Tensor.ones(5, 3)).output().sum().backward();
    assertThat(weight.grad()).isNotNull();
  }

  @Test
  void twoMappingsOfOneFileSeeEachOther() {
    Sequential one = net();
    Path file = one.shareMemory(folder.resolve("shared"));
    Sequential other = net();
    other.openSharedMemory(file);
    assertThat(other.getParameter("2.weight").equal(one.getParameter("2.weight"))).isTrue();
    fill(one.getParameter("2.weight"), 7);
    fill(other.getParameter("0.bias"), -3);
    assertThat(other.getParameter("2.weight").toDoubleArray()).containsOnly(7);
    assertThat(one.getParameter("0.bias").toDoubleArray()).containsOnly(-3);
    other.getBuffer("1.num_batches_tracked").fillInPlace(12);
    assertThat(one.getBuffer("1.num_batches_tracked").itemLong()).isEqualTo(12);
  }

  @Test
  void anotherJvmSeesAndChangesTheParameters() throws IOException, InterruptedException {
    Bare module = new Bare();
    module.registerParameter("w", Tensor.of(new float[] {1.5f, 2.5f}));
    Path file = module.shareMemory(folder.resolve("shared"));
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                OtherJvm.class.getName(),
                file.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(child.getInputStream().readAllBytes(), UTF_8);
    assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(child.exitValue()).as(output).isZero();
    assertThat(output).contains("saw 1.5 2.5");
    assertThat(module.getParameter("w").toFloatArray()).containsExactly(10, 20);
  }

  /// Runs in the other JVM.
  static final class OtherJvm {
    private OtherJvm() {}

    public static void main(String[] args) {
      Bare module = new Bare();
      module.registerParameter("w", Tensor.zeros(2));
      module.openSharedMemory(Path.of(args[0]));
      float[] seen = module.getParameter("w").toFloatArray();
      System.out.println("saw " + seen[0] + " " + seen[1]);
      try (var off = Autograd.noGrad()) {
        assertThat(off).isNotNull();
        module.getParameter("w").copyFrom(Tensor.of(new float[] {10, 20}));
      }
    }
  }

  @Test
  void refusesFilesThatDoNotFit() throws IOException {
    Path file = net().shareMemory(folder.resolve("shared"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Sequential(new Linear(3, 5)).openSharedMemory(file))
        .withMessageContaining("0 float32 (5,3) 0.weight, got 0 float32 (4,3) 0.weight");
    Path other = Files.writeString(folder.resolve("other"), "some text that is no header");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> net().openSharedMemory(other))
        .withMessageContaining("is not a file made by shareMemory");
    assertThatThrownBy(() -> net().shareMemory(other)).isInstanceOf(UncheckedIOException.class);
    assertThatThrownBy(() -> net().openSharedMemory(folder.resolve("missing")))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("missing");
    byte[] whole = Files.readAllBytes(file);
    Path cut = Files.write(folder.resolve("cut"), java.util.Arrays.copyOf(whole, whole.length - 8));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> net().openSharedMemory(cut))
        .withMessageContaining("cut off");
  }

  @Test
  void refusesModulesWithNothingToShare() {
    assertThatIllegalStateException().isThrownBy(() -> new Identity().shareMemory());
    Bare stateful = new Bare();
    stateful.registerBuffer("v", Tensor.ones(1).requiresGrad(true).mul(2));
    assertThatIllegalStateException()
        .isThrownBy(stateful::shareMemory)
        .withMessageContaining("detach the states first");
  }
}
