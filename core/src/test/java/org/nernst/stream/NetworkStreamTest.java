package org.nernst.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nernst.nn.Linear;
import org.nernst.nn.Sequential;
import org.nernst.norse.LI;
import org.nernst.norse.LIF;
import org.nernst.sinabs.IAF;
import org.nernst.tensor.Tensor;

class NetworkStreamTest {
  static List<Networks.Named> all() {
    return Networks.all();
  }

  private static int[] spikesOf(float[] x) {
    return IntStream.range(0, x.length).filter(n -> x[n] != 0).toArray();
  }

  @ParameterizedTest
  @MethodSource("all")
  void spikesAreVectorsWithOnes(Networks.Named network) {
    StreamingNetwork streaming = StreamingNetwork.of(network.module());
    NetworkStream dense = streaming.open();
    NetworkStream sparse = streaming.open();
    NetworkStream valued = streaming.open();
    for (float[] x : Networks.input(4, 40)) {
      int[] spikes = spikesOf(x);
      float[] ones = new float[x.length];
      for (int n : spikes) {
        ones[n] = 1;
      }
      float[] expected = dense.step(ones).toArray();
      assertThat(sparse.step(spikes).toArray()).containsExactly(expected);
      float[] values = new float[spikes.length + 1];
      Arrays.fill(values, 1);
      assertThat(valued.step(spikes, values, spikes.length).toArray()).containsExactly(expected);
    }
    assertThat(sparse.synapticOperations())
        .isEqualTo(dense.synapticOperations())
        .isGreaterThan(1000);
  }

  @ParameterizedTest
  @MethodSource("all")
  void goesOnFromASnapshot(Networks.Named network) {
    StreamingNetwork streaming = StreamingNetwork.of(network.module());
    NetworkStream stream = streaming.open();
    float[][] x = Networks.input(6, 30);
    for (int t = 0; t < 15; t++) {
      stream.step(x[t]);
    }
    StreamSnapshot middle = stream.snapshot();
    List<float[]> expected = new ArrayList<>();
    for (int t = 15; t < 30; t++) {
      expected.add(stream.step(x[t]).toArray());
    }
    StreamSnapshot end = stream.snapshot();
    NetworkStream other = streaming.open();
    other.restore(middle);
    for (int t = 15; t < 30; t++) {
      assertThat(other.step(x[t]).toArray()).containsExactly(expected.get(t - 15));
    }
    assertThat(other.snapshot()).isEqualTo(end).hasSameHashCodeAs(end);
    assertThat(end).isNotEqualTo(middle);
  }

  @ParameterizedTest
  @MethodSource("all")
  void aResetStreamIsANewOne(Networks.Named network) {
    StreamingNetwork streaming = StreamingNetwork.of(network.module());
    NetworkStream stream = streaming.open();
    StreamSnapshot start = stream.snapshot();
    float[][] x = Networks.input(7, 10);
    List<float[]> expected = new ArrayList<>();
    for (float[] step : x) {
      expected.add(stream.step(step).toArray());
    }
    assertThat(stream.steps()).isEqualTo(10);
    stream.reset();
    assertThat(stream.snapshot()).isEqualTo(start);
    for (int t = 0; t < x.length; t++) {
      assertThat(stream.step(x[t]).toArray()).containsExactly(expected.get(t));
    }
  }

  @Test
  void silenceLeavesNoDenormals() {
    Linear linear = new Linear(4, 19, false);
    linear.weight().detach().fillInPlace(1);
    NetworkStream stream = StreamingNetwork.of(new Sequential(linear, new LIF())).open();
    stream.step(new int[] {0, 2});
    boolean tiny = false;
    for (int t = 0; t < 1200; t++) {
      stream.step(new int[0]);
      StreamSnapshot snapshot = stream.snapshot();
      for (String name : snapshot.names()) {
        for (float value : snapshot.values(name)) {
          float size = Math.abs(value);
          assertThat(size == 0 || size >= Float.MIN_NORMAL).as("%s: %s", name, value).isTrue();
          tiny |= size > 0 && size < 1e-30f;
        }
      }
    }
    assertThat(tiny).as("states came near the smallest numbers").isTrue();
  }

  @Test
  void streamsThatTakeTurnsDoNotDisturbEachOther() {
    StreamingNetwork network = StreamingNetwork.of(Networks.named("norse LIFRecurrent").module());
    List<float[][]> inputs = new ArrayList<>();
    List<NetworkStream> streams = new ArrayList<>();
    for (int s = 0; s < 5; s++) {
      inputs.add(Networks.input(100 + s, 25));
      streams.add(network.open());
    }
    float[][][] turns = new float[5][25][];
    for (int t = 0; t < 25; t++) {
      for (int s = 0; s < 5; s++) {
        turns[s][t] = streams.get(s).step(inputs.get(s)[t]).toArray();
      }
    }
    for (int s = 0; s < 5; s++) {
      assertThat(turns[s]).isDeepEqualTo(alone(network, inputs.get(s)));
    }
  }

  private static float[][] alone(StreamingNetwork network, float[][] x) {
    NetworkStream stream = network.open();
    float[][] y = new float[x.length][];
    for (int t = 0; t < x.length; t++) {
      y[t] = stream.step(x[t]).toArray();
    }
    return y;
  }

  @Test
  void streamsRunOnManyThreads() throws InterruptedException, ExecutionException {
    StreamingNetwork network = StreamingNetwork.of(Networks.named("norse LIFRecurrent").module());
    List<Future<float[][]>> results = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (int s = 0; s < 12; s++) {
        float[][] x = Networks.input(200 + s, 300);
        results.add(threads.submit(() -> alone(network, x)));
      }
      for (int s = 0; s < 12; s++) {
        assertThat(results.get(s).get())
            .isDeepEqualTo(alone(network, Networks.input(200 + s, 300)));
      }
    }
  }

  @Test
  void showsTheSpikesOfEachLayer() {
    Sequential module = new Sequential(new Linear(3, 3, false), new IAF(), new IAF());
    ((Linear) module.get(0)).weight().data().copyFrom(Tensor.eye(3));
    NetworkStream stream = StreamingNetwork.of(module.eval()).open();
    StreamOutput output = stream.step(new float[] {2, 0, 1});
    Spikes spikes = output.spikes("1");
    assertThat(spikes.toArray()).containsExactly(0, 2);
    assertThat(spikes.neuron(1)).isEqualTo(2);
    assertThat(spikes.value(0)).isEqualTo(2);
    assertThat(spikes.neurons()).isEqualTo(3);
    assertThat(output.argmax()).isZero();
    stream.step(new int[] {1});
    assertThat(spikes.toArray()).containsExactly(1);
    assertThat(output.argmax()).isEqualTo(1);
    assertThat(output.get(1)).isEqualTo(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> output.spikes("0"))
        .withMessage("expected as layer one of [1, 2], got '0'");
    assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> spikes.neuron(1));
    assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> output.get(3));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> output.copyTo(new float[2]))
        .withMessage("expected an array of 3 values, got 2");
  }

  @Test
  void badInputIsRefusedWithItsPositionAndChangesNothing() {
    StreamingNetwork network = StreamingNetwork.of(Networks.named("norse LIF").module());
    NetworkStream stream = network.open();
    stream.step(new int[] {1, 2, 30});
    StreamSnapshot before = stream.snapshot();
    requireRefused(
        () -> stream.step(new int[] {1, 37}),
        "expected indices of spikes from 0 to 36, got 37 at position 1");
    requireRefused(
        () -> stream.step(new int[] {-1}),
        "expected indices of spikes from 0 to 36, got -1 at position 0");
    requireRefused(
        () -> stream.step(new int[] {4, 9, 7}),
        "expected indices of spikes in rising order, got 7 after 9 at position 2");
    requireRefused(
        () -> stream.step(new int[] {4, 4}),
        "expected indices of spikes in rising order, got 4 after 4 at position 1");
    requireRefused(
        () -> stream.step(new int[3], 4), "expected a count of spikes from 0 to 3, got 4");
    requireRefused(() -> stream.step(new float[36]), "expected an input of 37 values, got 36");
    float[] x = new float[37];
    x[5] = Float.NaN;
    requireRefused(() -> stream.step(x), "expected finite input, got NaN at position 5");
    requireRefused(
        () -> stream.step(new int[] {2, 3}, new float[] {1, Float.NEGATIVE_INFINITY}, 2),
        "expected finite input, got -Infinity at position 1");
    requireRefused(
        () -> stream.step(new int[] {2, 3}, new float[] {1}, 2),
        "expected 2 values of spikes, got 1");
    assertThat(stream.snapshot()).isEqualTo(before);
    NetworkStream other = network.open();
    other.restore(before);
    assertThat(stream.step(new int[] {8}).toArray())
        .containsExactly(other.step(new int[] {8}).toArray());
  }

  private static void requireRefused(Runnable step, String message) {
    assertThatIllegalArgumentException().isThrownBy(step::run).withMessage(message);
  }

  @Test
  void snapshotsOfOtherNetworksAreRefused() {
    NetworkStream stream = StreamingNetwork.of(new Sequential(new IAF(), new Linear(2, 1))).open();
    requireRefused(
        () -> stream.restore(new StreamSnapshot(Map.of(), 0)),
        "expected a snapshot with state 0.v_mem, got one with []");
    requireRefused(
        () -> stream.restore(new StreamSnapshot(Map.of("0.v_mem", new float[3]), 0)),
        "expected a snapshot with 2 values of state 0.v_mem, got 3");
    requireRefused(
        () ->
            stream.restore(
                new StreamSnapshot(Map.of("0.v_mem", new float[2], "1.v_mem", new float[2]), 0)),
        "expected a snapshot with states [0.v_mem], got others: [1.v_mem]");
    requireRefused(() -> new StreamSnapshot(Map.of(), -1), "expected steps >= 0, got -1");
  }

  @Test
  void aSnapshotIsACopy() {
    NetworkStream stream = StreamingNetwork.of(new IAF(), 2).open();
    stream.step(new float[] {0.5f, 0.25f});
    StreamSnapshot snapshot = stream.snapshot();
    stream.step(new float[] {0.25f, 0.25f});
    assertThat(snapshot.names()).containsExactly("v_mem");
    assertThat(snapshot.steps()).isEqualTo(1);
    snapshot.values("v_mem")[0] = 9;
    assertThat(snapshot.values("v_mem")).containsExactly(0.5f, 0.25f);
  }

  /// Before it is compiled, vector code makes objects; how soon that happens is the JVM's affair.
  @Test
  void allocatesNothingOnceCompiled() {
    NetworkStream stream =
        StreamingNetwork.of(
                new Sequential(new Linear(70, 64), new LIF(), new Linear(64, 20), new LI()))
            .open();
    int[] spikes = {3, 17, 40, 69};
    float[] x = new float[70];
    x[9] = 2;
    long deadline = System.nanoTime() + 60_000_000_000L;
    long allocated;
    do {
      allocated = allocated(stream, spikes, x, 100_000);
    } while (allocated > 0 && System.nanoTime() < deadline);
    assertThat(allocated).isZero();
  }

  private static long allocated(NetworkStream stream, int[] spikes, float[] x, int steps) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    int sum = 0;
    for (int t = 0; t < steps; t++) {
      StreamOutput output = (t & 3) == 0 ? stream.step(x) : stream.step(spikes, t & 3);
      sum += output.argmax() + output.spikes("1").count();
    }
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(sum).isNotNegative();
    return allocated;
  }
}
