package org.nernst.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.util.ArrayList;
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
import org.nernst.stream.StreamingNetwork;
import org.nernst.tensor.Autograd;
import org.nernst.tensor.Tensor;

@Timeout(60)
class EventServiceTest {
  private static final int INPUTS = 20;
  private static final int CLASSES = 5;
  private static final int STEPS = 8;

  /// Output k follows the spikes of its own four inputs.
  private static StreamingNetwork network() {
    Linear linear = new Linear(INPUTS, CLASSES, false);
    try (var _ = Autograd.noGrad()) {
      linear.weight().copyFrom(Tensor.eye(CLASSES).repeatInterleave(INPUTS / CLASSES, 1));
    }
    return StreamingNetwork.of(new Sequential(linear, new LI()));
  }

  /// Random spikes of a few inputs, which belong to one class.
  private static List<int[]> sample(int label) {
    Random random = new Random(label);
    List<int[]> steps = new ArrayList<>();
    for (int t = 0; t < STEPS; t++) {
      steps.add(
          IntStream.range(0, INPUTS)
              .filter(n -> n / (INPUTS / CLASSES) == label && random.nextInt(2) == 0)
              .toArray());
    }
    return steps;
  }

  private static void send(EventClient client, int label) throws IOException {
    for (int[] step : sample(label)) {
      client.step(step);
    }
    client.endOfSample();
  }

  @Test
  void answersEverySampleInOrderAndThenEnds() throws IOException {
    try (EventService service = new EventService(network(), 4);
        EventClient client = new EventClient(service.port())) {
      for (int k = 0; k < 50; k++) {
        send(client, k % CLASSES);
      }
      client.end();
      for (int k = 0; k < 50; k++) {
        assertThat(client.receive()).isEqualTo(k % CLASSES);
      }
      assertThatExceptionOfType(EOFException.class).isThrownBy(client::receive);
    }
  }

  @Test
  void badEventsEndTheirOwnConnectionOnly() throws IOException {
    try (EventService service = new EventService(network(), 4);
        EventClient good = new EventClient(service.port());
        EventClient bad = new EventClient(service.port())) {
      bad.step(3, 20);
      bad.endOfSample();
      assertThatIllegalArgumentException()
          .isThrownBy(bad::receive)
          .withMessage("expected indices of spikes from 0 to 19, got 20 at position 1");
      send(good, 3);
      assertThat(good.receive()).isEqualTo(3);
    }
  }

  @Test
  void nothingIsLostWhereOnlyOneStepMayWait()
      throws IOException, InterruptedException, ExecutionException {
    int many = 2_000;
    try (EventService service = new EventService(network(), 1);
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
      for (int k = 0; k < many; k++) {
        assertThat(client.receive()).isEqualTo(k % 3);
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
