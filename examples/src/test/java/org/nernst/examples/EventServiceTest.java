package org.nernst.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.nernst.nn.Linear;
import org.nernst.nn.Sequential;
import org.nernst.norse.LI;
import org.nernst.norse.LIF;
import org.nernst.stream.NetworkStream;
import org.nernst.stream.StreamOutput;
import org.nernst.stream.StreamingNetwork;
import org.nernst.tensor.Nernst;

@Timeout(60)
class EventServiceTest {
  private static final int INPUTS = 20;
  private static final int STEPS = 8;

  private static StreamingNetwork network() {
    Nernst.seed(3);
    return StreamingNetwork.of(
        new Sequential(new Linear(INPUTS, 30), new LIF(), new Linear(30, 5), new LI()).eval());
  }

  private static List<int[]> sample(long seed) {
    Random random = new Random(seed);
    List<int[]> steps = new ArrayList<>();
    for (int t = 0; t < STEPS; t++) {
      steps.add(IntStream.range(0, INPUTS).filter(n -> random.nextInt(2) == 0).toArray());
    }
    return steps;
  }

  private static int expected(StreamingNetwork network, List<int[]> sample) {
    NetworkStream stream = network.open();
    float[] evidence = new float[5];
    Arrays.fill(evidence, Float.NEGATIVE_INFINITY);
    for (int[] step : sample) {
      StreamOutput output = stream.step(step);
      for (int n = 0; n < 5; n++) {
        evidence[n] = Math.max(evidence[n], output.get(n));
      }
    }
    return IntStream.range(0, 5).reduce(0, (a, b) -> evidence[b] > evidence[a] ? b : a);
  }

  private static void send(EventClient client, long seed) throws IOException {
    for (int[] step : sample(seed)) {
      client.step(step);
    }
    client.endOfSample();
  }

  @Test
  void answersEverySampleInOrderAndThenEnds() throws IOException {
    StreamingNetwork network = network();
    try (EventService service = new EventService(network, 4);
        EventClient client = new EventClient(service.port())) {
      for (int k = 0; k < 50; k++) {
        send(client, k);
      }
      client.end();
      List<Integer> classes = new ArrayList<>();
      for (int k = 0; k < 50; k++) {
        int answer = client.receive();
        assertThat(answer).isEqualTo(expected(network, sample(k)));
        classes.add(answer);
      }
      assertThat(new HashSet<>(classes)).hasSizeGreaterThan(1);
      assertThatExceptionOfType(EOFException.class).isThrownBy(client::receive);
    }
  }

  @Test
  void badEventsEndTheirOwnConnectionOnly() throws IOException {
    StreamingNetwork network = network();
    try (EventService service = new EventService(network, 4);
        EventClient good = new EventClient(service.port());
        EventClient bad = new EventClient(service.port())) {
      bad.step(3, 20);
      bad.endOfSample();
      assertThatIllegalArgumentException()
          .isThrownBy(bad::receive)
          .withMessage("expected indices of spikes from 0 to 19, got 20 at position 1");
      send(good, 7);
      assertThat(good.receive()).isEqualTo(expected(network, sample(7)));
    }
  }

  @Test
  void nothingIsLostWhereOnlyOneStepMayWait()
      throws IOException, InterruptedException, ExecutionException {
    int many = 2_000;
    StreamingNetwork network = network();
    try (EventService service = new EventService(network, 1);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        EventClient client = new EventClient(service.port())) {
      Future<Void> sender =
          threads.submit(
              () -> {
                for (int k = 0; k < many; k++) {
                  send(client, k % 3);
                }
                client.end();
                return null;
              });
      int[] expected = {
        expected(network, sample(0)), expected(network, sample(1)), expected(network, sample(2))
      };
      for (int k = 0; k < many; k++) {
        assertThat(client.receive()).isEqualTo(expected[k % 3]);
      }
      sender.get();
    }
  }

  @Test
  void aClosedServiceAnswersWhatItHasReadAndTakesNoMore() throws IOException {
    EventService service = new EventService(network(), 4);
    try (EventClient client = new EventClient(service.port())) {
      send(client, 1);
      client.receive();
      int port = service.port();
      service.close();
      assertThatExceptionOfType(EOFException.class).isThrownBy(client::receive);
      assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> new EventClient(port));
    }
  }
}
