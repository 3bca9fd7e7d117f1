package dev.holdfast.lock.tck.doubles;

import dev.holdfast.lock.LockException;
import dev.holdfast.lock.tck.doubles.LeaseServer.Request;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** The connections of one provider to the server. Not interruptible, like all socket streams. */
final class LeaseClient {

  private static final int ATTEMPTS = 3;

  private final int port;
  private final @Nullable Mutant mutant;
  private final Queue<Connection> idle = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;

  LeaseClient(int port, @Nullable Mutant mutant) {
    this.port = port;
    this.mutant = mutant;
  }

  /** See {@link LeaseStore#acquire}. */
  long acquire(LeaseStore.Key key, String owner, long nanos) {
    return call(
        connection -> {
          connection.send(Request.ACQUIRE, key);
          connection.out.writeUTF(owner);
          connection.out.writeLong(nanos);
          connection.out.flush();
          return connection.in.readLong();
        });
  }

  /** Renews all of them in one go, and answers for each whether its owner still had it. */
  List<Boolean> renew(List<LeaseHandle> handles, long nanos) {
    return call(
        connection -> {
          connection.out.writeUTF(Request.RENEW.name());
          connection.out.writeInt(handles.size());
          for (LeaseHandle handle : handles) {
            connection.write(handle.key());
            connection.out.writeUTF(handle.owner());
            connection.out.writeLong(handle.token());
            connection.out.writeLong(nanos);
          }
          connection.out.flush();
          List<Boolean> renewed = new ArrayList<>();
          for (int i = 0; i < handles.size(); i++) {
            renewed.add(connection.in.readBoolean());
          }
          return renewed;
        });
  }

  /** See {@link LeaseStore#release}. */
  void release(LeaseStore.Key key, String owner) {
    boolean unused =
        call(
            connection -> {
              connection.send(Request.RELEASE, key);
              connection.out.writeUTF(owner);
              connection.out.flush();
              return connection.in.readBoolean();
            });
  }

  /** See {@link LeaseStore#remove}. */
  void remove(LeaseStore.Key key) {
    boolean unused =
        call(
            connection -> {
              connection.send(Request.REMOVE, key);
              connection.out.flush();
              return connection.in.readBoolean();
            });
  }

  private interface Call<T> {
    T on(Connection connection) throws IOException;
  }

  /** Sends a request again if the connection was cut: all of them may be repeated. */
  private <T> T call(Call<T> call) {
    for (int attempt = 1; ; attempt++) {
      try {
        Connection connection = connection();
        T answer = call.on(connection);
        giveBack(connection);
        return answer;
      } catch (IOException e) {
        if (attempt == ATTEMPTS) {
          throw new LockException("The server of the leases cannot be reached.", e);
        }
        disconnect(); // the others will be cut, too
      }
    }
  }

  private Connection connection() throws IOException {
    Connection connection = idle.poll();
    return connection == null ? new Connection(port, mutant) : connection;
  }

  private void giveBack(Connection connection) {
    idle.add(connection);
    if (closed) {
      disconnect();
    }
  }

  /** Nothing is kept open any more. */
  void close() {
    closed = true;
    disconnect();
  }

  private void disconnect() {
    for (Connection connection = idle.poll(); connection != null; connection = idle.poll()) {
      connection.close();
    }
  }

  private static final class Connection {

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;

    Connection(int port, @Nullable Mutant mutant) throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setTcpNoDelay(true);
      in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
      out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
      out.writeUTF(mutant == null ? "" : mutant.name());
    }

    void send(Request request, LeaseStore.Key key) throws IOException {
      out.writeUTF(request.name());
      write(key);
    }

    void write(LeaseStore.Key key) throws IOException {
      out.writeUTF(key.namespace());
      out.writeUTF(key.name());
    }

    void close() {
      try {
        socket.close();
      } catch (IOException e) {
        // It is of no use any more, in whatever state.
      }
    }
  }
}
