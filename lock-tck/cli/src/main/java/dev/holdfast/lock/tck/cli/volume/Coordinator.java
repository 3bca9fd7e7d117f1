package dev.holdfast.lock.tck.cli.volume;

import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.tck.worker.Message;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Whom all processes of a check connect to: agents, workers, and threads of workers that hold
 * locks. Who does not know the secret is turned away.
 */
final class Coordinator implements AutoCloseable {

  private static final Duration START = Duration.ofSeconds(60);

  private final ServerSocket server;
  private final Secret secret;
  private final Consumer<String> log;
  private final Stopwatch clock = new Stopwatch();
  private final Semaphore room = new Semaphore(Limits.CONNECTIONS);
  private final BlockingQueue<Host> hosts = new LinkedBlockingQueue<>();
  private final Map<Integer, CompletableFuture<Worker>> expected = new ConcurrentHashMap<>();
  private final Map<Integer, Visitor> visitors = new ConcurrentHashMap<>();
  private volatile @Nullable Referee referee;

  private Coordinator(ServerSocket server, Secret secret, Consumer<String> log) {
    this.server = server;
    this.secret = secret;
    this.log = log;
  }

  /**
   * Begins to listen.
   *
   * @param log is told of strangers
   * @throws IOException if the address cannot be listened at
   */
  static Coordinator listen(InetSocketAddress address, Secret secret, Consumer<String> log)
      throws IOException {
    var server = new ServerSocket();
    try {
      server.bind(address);
    } catch (IOException e) {
      server.close();
      throw e;
    }
    var coordinator = new Coordinator(server, secret, log);
    coordinator.background("volume-listen", coordinator::accept);
    return coordinator;
  }

  InetSocketAddress address() {
    return (InetSocketAddress) server.getLocalSocketAddress();
  }

  Stopwatch clock() {
    return clock;
  }

  private void background(String name, Runnable action) {
    var thread = new Thread(action, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        if (room.tryAcquire()) {
          background("volume-peer", () -> serve(socket));
        } else {
          log.accept("Turned away " + socket.getRemoteSocketAddress() + ": too many connections.");
          socket.close();
        }
      } catch (IOException e) {
        if (!server.isClosed()) {
          log.accept("A connection could not be accepted: " + e.getMessage());
        }
      }
    }
  }

  private void serve(Socket socket) {
    try (var wire = new Wire(socket)) {
      Message hello;
      try {
        hello = secret.admit(wire);
      } catch (IOException e) {
        log.accept("Turned away a stranger at %s: %s".formatted(wire.peer(), e.getMessage()));
        return;
      }
      switch (hello.get("role")) {
        case "agent" -> {
          Host host = Host.of(hello, wire);
          hosts.add(host);
          host.conversation().listen();
        }
        case "worker" -> serveWorker(hello, wire);
        case "line" -> serveLine(hello, wire);
        default -> log.accept("A participant says something unknown: " + hello);
      }
    } catch (IOException e) {
      // It has gone, and whoever waits for it is told so.
    } catch (IllegalArgumentException e) {
      log.accept("A participant cannot be understood: " + e.getMessage());
    } finally {
      room.release();
    }
  }

  private void serveWorker(Message hello, Wire wire) {
    int number = Math.toIntExact(hello.number("number"));
    CompletableFuture<Worker> awaited = expected.remove(number);
    Visitor planned = visitors.get(number);
    if (awaited == null || planned == null) {
      throw new IllegalArgumentException("Nobody expects worker " + number + ".");
    }
    Visitor visitor =
        new Visitor(
            number, hello.number("pid"), planned.host(), planned.mount(), planned.directory());
    visitors.put(number, visitor);
    var conversation = new Conversation(wire, visitor.toString());
    awaited.complete(new Worker(visitor, conversation));
    conversation.listen();
  }

  private void serveLine(Message hello, Wire wire) throws IOException {
    Visitor who = visitors.get(Math.toIntExact(hello.number("number")));
    Referee current = referee;
    if (who == null || current == null) {
      throw new IllegalArgumentException("There is no traffic now.");
    }
    for (Message news = wire.receive(); news != null; news = wire.receive()) {
      Map<String, Long> values = values(news);
      if (news.get("do").equals("enter")) {
        current.enter(wire, who, LockMode.valueOf(news.get("mode")), values);
      } else {
        current.leave(wire, who, values);
      }
      wire.send(Message.EMPTY.with("over", current.isOver()));
    }
  }

  private static Map<String, Long> values(Message news) {
    Map<String, Long> values = new TreeMap<>();
    for (String name : List.of("token", "content")) {
      if (news.find(name) != null) {
        values.put(name, news.number(name));
      }
    }
    return values;
  }

  /** From now on, it is told what holds there are. */
  void referee(Referee next) {
    referee = next;
  }

  /**
   * Waits for so many hosts.
   *
   * @throws VolumeTrouble if they do not come
   */
  List<Host> awaitHosts(int number, Duration bound) throws InterruptedException {
    long end = System.nanoTime() + bound.toNanos();
    List<Host> all = new ArrayList<>();
    while (all.size() < number) {
      Host host = hosts.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (host == null) {
        throw new VolumeTrouble(
            VolumeTrouble.Kind.SILENCE,
            "Within %d s, %d of %d hosts have come."
                .formatted(bound.toSeconds(), all.size(), number));
      }
      log.accept(
          "Host %s takes part with %s."
              .formatted(host.name(), String.join(", ", host.directories())));
      all.add(host);
    }
    return all;
  }

  /** Makes a host start a worker; it is there when the future completes. */
  CompletableFuture<Worker> start(Host host, String run, Mount mount, int number)
      throws InterruptedException {
    var awaited = new CompletableFuture<Worker>();
    visitors.put(number, new Visitor(number, 0, host.name(), mount.number(), mount.directory()));
    expected.put(number, awaited);
    host.start(number, run, mount.index());
    return awaited;
  }

  static Worker await(CompletableFuture<Worker> awaited) throws InterruptedException {
    try {
      return awaited.get(START.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (TimeoutException e) {
      throw new VolumeTrouble(
          VolumeTrouble.Kind.GONE,
          "A process of the check did not start within %d s.".formatted(START.toSeconds()));
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
