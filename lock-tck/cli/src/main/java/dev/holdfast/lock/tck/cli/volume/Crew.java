package dev.holdfast.lock.tck.cli.volume;

import dev.holdfast.lock.tck.worker.Message;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** The workers of a check, spread over its mounts. Confined to the thread that runs the check. */
final class Crew implements AutoCloseable {

  private final Coordinator coordinator;
  private final List<Host> hosts;
  private final String run;
  private final List<Mount> mounts = new ArrayList<>();
  private final Map<Integer, Host> hostOfMount = new HashMap<>();
  private final List<Worker> workers = new ArrayList<>();
  private int started;

  private Crew(Coordinator coordinator, List<Host> hosts, String run) {
    this.coordinator = coordinator;
    this.hosts = List.copyOf(hosts);
    this.run = run;
  }

  /** Starts them, at least one for each mount. */
  static Crew start(Coordinator coordinator, List<Host> hosts, String run)
      throws InterruptedException {
    Crew crew = new Crew(coordinator, hosts, run);
    try {
      crew.startAll();
      return crew;
    } catch (InterruptedException | RuntimeException e) {
      crew.close();
      throw e;
    }
  }

  private void startAll() throws InterruptedException {
    for (Host host : hosts) {
      for (int i = 0; i < host.directories().size(); i++) {
        int number = mounts.size() + 1;
        mounts.add(new Mount(number, host.name(), i, host.directories().get(i), null));
        hostOfMount.put(number, host);
      }
    }
    List<CompletableFuture<Worker>> awaited = new ArrayList<>();
    int first = 0;
    for (Host host : hosts) {
      int directories = host.directories().size();
      for (int i = 0; i < Math.max(host.processes(), directories); i++) {
        awaited.add(startOn(mounts.get(first + i % directories)));
      }
      first += directories;
    }
    for (CompletableFuture<Worker> each : awaited) {
      workers.add(Coordinator.await(each));
    }
  }

  private CompletableFuture<Worker> startOn(Mount mount) throws InterruptedException {
    Host host = host(mount.number());
    return coordinator.start(host, run, mount, ++started);
  }

  private Host host(int mount) {
    Host host = hostOfMount.get(mount);
    if (host == null) {
      throw new IllegalArgumentException("There is no mount " + mount + ".");
    }
    return host;
  }

  List<Worker> workers() {
    return List.copyOf(workers);
  }

  List<Mount> mounts() {
    return List.copyOf(mounts);
  }

  /** Asks a worker of each mount what it is. */
  void look() throws InterruptedException {
    for (int i = 0; i < mounts.size(); i++) {
      Mount mount = mounts.get(i);
      mounts.set(i, mount.with(first(mount).ask(Message.EMPTY.with("do", "look"))));
    }
  }

  Worker first(Mount mount) {
    return workers.stream()
        .filter(worker -> worker.visitor().mount() == mount.number())
        .findFirst()
        .orElseThrow();
  }

  /** Any worker but these. */
  Worker other(Worker... taken) {
    return workers.stream()
        .filter(worker -> Stream.of(taken).noneMatch(worker::equals))
        .findFirst()
        .orElseThrow();
  }

  /** Two workers. */
  record Pair(Worker a, Worker b) {}

  /** Pairs of workers: of each two mounts in both orders, and of one mount. */
  List<Pair> pairs() {
    Set<Pair> pairs = new LinkedHashSet<>();
    for (Mount one : mounts) {
      for (Mount other : mounts) {
        if (!one.equals(other)) {
          pairs.add(new Pair(first(one), first(other)));
        }
      }
    }
    for (Mount one : mounts) {
      workers.stream()
          .filter(worker -> worker.visitor().mount() == one.number())
          .filter(worker -> !worker.equals(first(one)))
          .findFirst()
          .ifPresent(second -> pairs.add(new Pair(first(one), second)));
    }
    return List.copyOf(pairs);
  }

  /** Kills a worker; another one takes its place as soon as {@link #replace} is called. */
  void kill(Worker worker) throws InterruptedException {
    host(worker.visitor().mount()).kill(worker.visitor().number());
  }

  /** Starts another worker in the place of one that was killed. */
  void replace(Worker killed) throws InterruptedException {
    Worker next = Coordinator.await(startOn(mounts.get(killed.visitor().mount() - 1)));
    workers.set(workers.indexOf(killed), next);
  }

  /** Makes them delete what they have made; answers what is left. */
  String clear() throws InterruptedException {
    String left = "";
    for (Worker worker : workers) {
      try {
        left = worker.ask(Message.EMPTY.with("do", "clear")).get("left");
      } catch (VolumeTrouble e) {
        left = String.valueOf(e.getMessage());
      }
    }
    return left;
  }

  /** Lets them end. */
  @Override
  public void close() {
    workers.forEach(worker -> worker.conversation().close());
  }
}
