package org.nernst.examples;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.nernst.data.Dataset;
import org.nernst.data.Digits;
import org.nernst.data.Sample;
import org.nernst.nn.Sequential;
import org.nernst.stream.StreamingNetwork;
import org.nernst.tensor.Nernst;

/// Trains a network, serves it with [EventService], and sends it digits as spikes over a socket.
public final class ServeEvents {
  private static final int WAITING = 64;
  private static final int STEPS = 32;

  private ServeEvents() {}

  /// Sends digits and counts the right answers.
  ///
  /// @return their share
  static double run(StreamingNetwork network, Dataset digits, PrintStream out)
      throws IOException, InterruptedException, ExecutionException {
    long start = System.nanoTime();
    int right = 0;
    try (EventService service = new EventService(network, WAITING);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        EventClient client = new EventClient(service.port())) {
      Future<?> sender = threads.submit(send(client, digits));
      for (int k = 0; k < digits.size(); k++) {
        right += client.receive() == digits.sample(k).label() ? 1 : 0;
      }
      sender.get();
    }
    double seconds = (System.nanoTime() - start) * 1e-9;
    double accuracy = (double) right / digits.size();
    out.printf(
        Locale.ROOT,
        "%d digits in %.2f s, %.0f steps a second, %.2f %% right%n",
        digits.size(),
        seconds,
        digits.size() * STEPS / seconds,
        100 * accuracy);
    return accuracy;
  }

  /// In each step a pixel spikes with the probability of its ink.
  private static Callable<Void> send(EventClient client, Dataset digits) {
    return () -> {
      RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(0);
      for (int k = 0; k < digits.size(); k++) {
        Sample digit = digits.sample(k);
        float[] ink = digit.values();
        for (int t = 0; t < STEPS; t++) {
          client.step(
              IntStream.range(0, ink.length).filter(n -> random.nextFloat() < ink[n]).toArray());
        }
        client.endOfSample();
      }
      client.end();
      return null;
    };
  }

  /// Trains for five epochs and serves the result.
  ///
  /// @param args nothing
  public static void main(String[] args)
      throws IOException, InterruptedException, ExecutionException {
    Nernst.seed(0);
    Sequential network = TrainNetwork.network();
    TrainNetwork.run(network, Digits.load(), 5, System.out);
    run(StreamingNetwork.of(network.eval()), Digits.load(), System.out);
  }
}
