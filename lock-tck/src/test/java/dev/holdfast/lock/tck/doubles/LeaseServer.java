package dev.holdfast.lock.tck.doubles;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Hands out leases over the loopback interface. It lives in the process of the tests, which nobody
 * stops or kills; so a client that is stopped in the middle of a request holds up nobody.
 */
final class LeaseServer {

  /** What a client may ask for; each is answered before the next one. */
  enum Request {
    ACQUIRE,
    RENEW,
    RELEASE,
    REMOVE
  }

  private static final LeaseServer SHARED = new LeaseServer();

  private final ServerSocket door;
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();

  private LeaseServer() {
    try {
      door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start("lease-server", this::welcome);
  }

  /** The port of the one server of this process. */
  static int port() {
    return SHARED.door.getLocalPort();
  }

  /** Cuts the connections of all clients. */
  static void dropConnections() throws IOException {
    for (Socket connection : SHARED.connections) {
      connection.close();
    }
  }

  private static void start(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void welcome() {
    while (true) {
      try {
        Socket connection = door.accept();
        connections.add(connection);
        start("lease-connection", () -> serve(connection));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      connection.setTcpNoDelay(true);
      var in = new DataInputStream(new BufferedInputStream(connection.getInputStream()));
      var out = new DataOutputStream(new BufferedOutputStream(connection.getOutputStream()));
      String mutant = in.readUTF();
      LeaseStore store = LeaseStore.of(mutant.isEmpty() ? null : Mutant.valueOf(mutant));
      while (true) {
        answer(Request.valueOf(in.readUTF()), store, in, out);
        out.flush();
      }
    } catch (IOException e) {
      // The client has gone, or the connection was cut.
    } finally {
      connections.remove(connection);
    }
  }

  private static void answer(
      Request request, LeaseStore store, DataInputStream in, DataOutputStream out)
      throws IOException {
    switch (request) {
      case ACQUIRE -> out.writeLong(store.acquire(key(in), in.readUTF(), in.readLong()));
      case RENEW -> {
        for (int left = in.readInt(); left > 0; left--) {
          out.writeBoolean(store.renew(key(in), in.readUTF(), in.readLong(), in.readLong()));
        }
      }
      case RELEASE -> {
        store.release(key(in), in.readUTF());
        out.writeBoolean(true);
      }
      case REMOVE -> {
        store.remove(key(in));
        out.writeBoolean(true);
      }
    }
  }

  private static LeaseStore.Key key(DataInputStream in) throws IOException {
    return new LeaseStore.Key(in.readUTF(), in.readUTF());
  }
}
