package org.nernst.examples;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.nernst.stream.NetworkStream;
import org.nernst.stream.StreamOutput;
import org.nernst.stream.StreamingNetwork;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A service that classifies events as they arrive on a loopback socket, with a stream of its own
/// for each connection. [EventClient] is the other side and tells the protocol.
///
/// Of each connection one thread reads events into a queue, and one takes them out in order, steps
/// the network and answers. The queue is short: when the network can't keep up, the reader waits,
/// then the socket fills, then the sender waits.
///
/// Nothing is lost at the end: a client that says it's done, and a service that is closed, get
/// answers to all samples that have been read.
public final class EventService implements AutoCloseable {
  /// In place of a class, before a message that says what was wrong with the events.
  static final int REFUSED = -1;

  private static final Logger LOG = LoggerFactory.getLogger(EventService.class);
  private static final Message END_OF_SAMPLE = new Message.EndOfSample();
  private static final Message END = new Message.End();

  private final StreamingNetwork network;
  private final int waiting;
  private final ServerSocket server;
  private final Set<Socket> clients = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Thread acceptor;

  private sealed interface Message {
    /// A time step: which inputs spike in it.
    @SuppressWarnings("ArrayRecordComponent")
    record Spikes(int[] inputs) implements Message {}

    record EndOfSample() implements Message {}

    record End() implements Message {}
  }

  /// Starts the service on a free port.
  ///
  /// @param network what classifies; the greatest value of its output over a sample wins
  /// @param waiting how many time steps of a connection may wait for the network
  public EventService(StreamingNetwork network, int waiting) throws IOException {
    this.network = network;
    this.waiting = waiting;
    server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
    acceptor = Thread.ofVirtual().start(this::accept);
  }

  /// {@return where it listens}
  public int port() {
    return server.getLocalPort();
  }

  private void accept() {
    while (true) {
      try {
        Socket client = server.accept();
        clients.add(client);
        threads.execute(() -> serve(client));
      } catch (IOException e) {
        if (server.isClosed()) {
          return;
        }
        throw new UncheckedIOException(e);
      }
    }
  }

  private void serve(Socket client) {
    BlockingQueue<Message> queue = new ArrayBlockingQueue<>(waiting);
    Future<?> reader = null;
    try (client;
        DataInputStream events =
            new DataInputStream(new BufferedInputStream(client.getInputStream()));
        DataOutputStream answers =
            new DataOutputStream(new BufferedOutputStream(client.getOutputStream()))) {
      reader = threads.submit(() -> read(events, queue));
      try {
        classify(queue, answers);
      } catch (IllegalArgumentException e) {
        answers.writeByte(REFUSED);
        answers.writeUTF(String.valueOf(e.getMessage()));
        answers.flush();
        client.shutdownOutput();
        waitForEnd(queue);
      }
    } catch (IOException e) {
      LOG.info("a client went without waiting for its answers: {}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      clients.remove(client);
      if (reader != null) {
        reader.cancel(true);
      }
    }
  }

  private static Void read(DataInputStream events, BlockingQueue<Message> queue)
      throws InterruptedException {
    try {
      while (true) {
        int count = events.readShort();
        if (count == EventClient.END_OF_SAMPLE) {
          queue.put(END_OF_SAMPLE);
          continue;
        }
        int[] inputs = new int[count];
        for (int k = 0; k < count; k++) {
          inputs[k] = events.readUnsignedShort();
        }
        queue.put(new Message.Spikes(inputs));
      }
    } catch (IOException e) {
      // The end of the events, whether the client said so or has gone.
      queue.put(END);
      return null;
    }
  }

  private void classify(BlockingQueue<Message> queue, DataOutputStream answers)
      throws IOException, InterruptedException {
    NetworkStream stream = network.open();
    float[] evidence = new float[network.outputSize()];
    Arrays.fill(evidence, Float.NEGATIVE_INFINITY);
    while (true) {
      switch (queue.take()) {
        case Message.Spikes(int[] inputs) -> {
          StreamOutput output = stream.step(inputs);
          for (int n = 0; n < evidence.length; n++) {
            evidence[n] = Math.max(evidence[n], output.get(n));
          }
        }
        case Message.EndOfSample _ -> {
          answers.writeByte(best(evidence));
          answers.flush();
          Arrays.fill(evidence, Float.NEGATIVE_INFINITY);
          stream.reset();
        }
        case Message.End _ -> {
          return;
        }
      }
    }
  }

  /// Closing a socket before everything was read would take the answer away from the client.
  private static void waitForEnd(BlockingQueue<Message> queue) throws InterruptedException {
    Message message = queue.take();
    while (!(message instanceof Message.End)) {
      message = queue.take();
    }
  }

  private static int best(float[] evidence) {
    int best = 0;
    for (int n = 1; n < evidence.length; n++) {
      best = evidence[n] > evidence[best] ? n : best;
    }
    return best;
  }

  /// Takes no more connections and no more events, answers what has been read, and waits until that
  /// is done.
  @Override
  public void close() throws IOException {
    server.close();
    try {
      acceptor.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (Socket client : clients) {
      if (!client.isClosed()) {
        client.shutdownInput();
      }
    }
    threads.close();
  }
}
