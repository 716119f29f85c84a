package org.nernst.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.nernst.data.Digits;
import org.nernst.nn.Sequential;
import org.nernst.stream.StreamingNetwork;
import org.nernst.tensor.Nernst;

class ServeEventsTest {
  @Test
  void theServedNetworkKnowsTheDigits()
      throws IOException, InterruptedException, ExecutionException {
    Nernst.seed(0);
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(text, true, StandardCharsets.UTF_8);
    Sequential network = TrainNetwork.network();
    TrainNetwork.run(network, Digits.load(), 2, out);
    double accuracy = ServeEvents.run(StreamingNetwork.of(network.eval()), Digits.load(), out);
    assertThat(accuracy).isGreaterThan(0.8);
    assertThat(text.toString(StandardCharsets.UTF_8)).contains("1797 digits in ");
  }
}
