package dev.holdfast.lock.tck.cli.volume;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.lock.tck.worker.Message;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A connection that carries messages, a line each. Any thread may send, one receives. */
final class Wire implements Closeable {

  /** What a report in a message takes is far below. */
  static final int LONGEST_LINE = 8 << 20;

  private static final int CONNECT_MILLIS = 10_000;

  private final Socket socket;
  private final InputStream input;
  private final OutputStream output;
  private final ReentrantLock sending = new ReentrantLock();

  Wire(Socket socket) throws IOException {
    this.socket = socket;
    socket.setTcpNoDelay(true);
    socket.setKeepAlive(true);
    this.input = new BufferedInputStream(socket.getInputStream());
    this.output = socket.getOutputStream();
  }

  static Wire connect(InetSocketAddress address) throws IOException {
    var socket = new Socket();
    try {
      socket.connect(address, CONNECT_MILLIS);
      return new Wire(socket);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  SocketAddress peer() {
    return socket.getRemoteSocketAddress();
  }

  /** How long {@link #receive} waits before it throws; zero means for ever. */
  void patience(int millis) throws IOException {
    socket.setSoTimeout(millis);
  }

  void send(Message message) throws IOException {
    byte[] line = (message + "\n").getBytes(UTF_8);
    sending.lock();
    try {
      output.write(line);
      output.flush();
    } finally {
      sending.unlock();
    }
  }

  /** The next message, or null when the other side has closed. */
  @Nullable Message receive() throws IOException {
    return receive(LONGEST_LINE);
  }

  /**
   * The next message.
   *
   * @throws IOException if it is longer than the limit, or no message
   */
  @Nullable Message receive(int limit) throws IOException {
    var line = new ByteArrayOutputStream();
    for (int next = input.read(); next >= 0; next = input.read()) {
      if (next == '\n') {
        return Message.parse(line.toString(UTF_8));
      }
      if (line.size() == limit) {
        throw new IOException("A line is longer than " + limit + " bytes.");
      }
      line.write(next);
    }
    return null;
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // It is of no use any more anyway.
    }
  }
}
