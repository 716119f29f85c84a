package org.nernst.examples;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

/// Sends events to an [EventService] and receives classes. One thread may send while another
/// receives.
///
/// Numbers are two bytes, the higher first. A time step is the number of spikes and the inputs that
/// spike, in rising order; -1 ends a sample. The service answers each sample with its class, a
/// byte; or with -1 and a message, and ends the connection.
public final class EventClient implements AutoCloseable {
  /// In place of a number of spikes.
  static final int END_OF_SAMPLE = -1;

  private final Socket socket;
  private final DataOutputStream events;
  private final DataInputStream answers;

  /// Connects to a service on this machine.
  public EventClient(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    events = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
    answers = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
  }

  /// Sends a time step; waits while the service has too much to do.
  ///
  /// @param spikes inputs in rising order, at most 32767
  public void step(int... spikes) throws IOException {
    events.writeShort(spikes.length);
    for (int input : spikes) {
      events.writeShort(input);
    }
  }

  /// Ends a sample.
  public void endOfSample() throws IOException {
    events.writeShort(END_OF_SAMPLE);
    events.flush();
  }

  /// Says that there are no more events. Answers still come.
  public void end() throws IOException {
    events.flush();
    socket.shutdownOutput();
  }

  /// {@return the class of the next sample, in the order in which they were sent}
  ///
  /// @throws EOFException if the service has answered everything and is done
  /// @throws IllegalArgumentException with what the service says of bad events
  public int receive() throws IOException {
    int answer = answers.readByte();
    if (answer == EventService.REFUSED) {
      throw new IllegalArgumentException(answers.readUTF());
    }
    return answer;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
