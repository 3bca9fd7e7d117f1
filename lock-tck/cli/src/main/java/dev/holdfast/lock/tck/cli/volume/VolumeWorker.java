package dev.holdfast.lock.tck.cli.volume;

import dev.holdfast.lock.tck.worker.Message;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The main class of a process that uses one mount of the volume, as the coordinator tells it. Each
 * command has a thread of its own, since it may hang. When the coordinator is gone, it deletes what
 * it can and ends.
 */
public final class VolumeWorker {

  private static final String PREFIX = ".holdfast-verify-";
  private static final long LONGEST_END_MILLIS = 3_000;
  private static final long POLL_NANOS = 200_000;

  private final InetSocketAddress coordinator;
  private final Secret secret;
  private final String number;
  private final Path directory;
  private final Bench bench;

  private VolumeWorker(String[] args) {
    coordinator = new InetSocketAddress(args[0], Integer.parseInt(args[1]));
    number = args[2];
    directory = Path.of(args[4]);
    bench = new Bench(directory.resolve(PREFIX + args[3]));
    secret = Secret.of(System.getenv(Secret.VARIABLE));
  }

  /**
   * Serves.
   *
   * @param args host and port of the coordinator, the number of the worker, the name of the run,
   *     the directory
   */
  public static void main(String[] args) throws IOException {
    var worker = new VolumeWorker(args);
    try {
      worker.serve();
    } finally {
      worker.end();
    }
  }

  private Wire connect(String role) throws IOException {
    Wire wire = Wire.connect(coordinator);
    secret.introduce(
        wire,
        Message.EMPTY
            .with("role", role)
            .with("number", number)
            .with("pid", ProcessHandle.current().pid()));
    return wire;
  }

  private void serve() throws IOException {
    try (Wire wire = connect("worker")) {
      for (Message command = wire.receive(); command != null; command = wire.receive()) {
        Message told = command;
        var thread = new Thread(() -> obey(told, wire), "volume-" + command.find("do"));
        thread.setDaemon(true);
        thread.start();
      }
    }
  }

  private void end() {
    var end =
        new Thread(
            () -> {
              LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LONGEST_END_MILLIS));
              Runtime.getRuntime().halt(0);
            },
            "volume-end");
    end.setDaemon(true);
    end.start();
    try {
      // Others may close their files a little later.
      while (!bench.clear().isEmpty()) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
      }
    } catch (IOException | RuntimeException e) {
      // Another one deletes it, or nobody can.
    }
    Runtime.getRuntime().halt(0);
  }

  private void obey(Message command, Wire wire) {
    Message answer;
    try {
      answer = obey(command);
    } catch (IOException | RuntimeException e) {
      String words = e.getMessage() == null ? "" : e.getMessage();
      answer = Message.EMPTY.with("threw", e.getClass().getSimpleName() + ": " + words);
    }
    try {
      wire.send(answer.with("id", command.get("id")));
    } catch (IOException e) {
      // The main thread notices as well, and ends this process.
    }
  }

  private Message obey(Message command) throws IOException {
    String file = command.find("file") == null ? "none" : command.get("file");
    switch (command.get("do")) {
      case "look" -> {
        return look();
      }
      case "make" -> bench.make();
      case "exists" -> {
        return Message.EMPTY.with("exists", bench.exists());
      }
      case "write" -> bench.write(file, command.get("text"));
      case "read" -> {
        return Message.EMPTY.with("text", bench.read(file));
      }
      case "lock" -> {
        return Message.EMPTY.with("granted", tryLock(command));
      }
      case "await" -> {
        return await(command);
      }
      case "release" -> bench.release(file, command.number("at"));
      case "shut" -> bench.shut(file);
      case "key" -> {
        return Message.EMPTY.with("key", bench.key(file));
      }
      case "notice" -> {
        return notice(file, command.get("key"), command.number("millis"));
      }
      case "delete" -> bench.delete(file);
      case "replace" -> bench.replace(file);
      case "cost" -> {
        return cost(command);
      }
      case "traffic" -> {
        try (var line = new WitnessLine(connect("line"))) {
          return new Traffic(bench, line, command)
              .run(Traffic.Kind.valueOf(command.get("kind")), command.number("millis"));
        }
      }
      case "clear" -> {
        return Message.EMPTY.with("left", String.join(", ", bench.clear()));
      }
      default -> throw new IllegalArgumentException("Unknown command: " + command);
    }
    return Message.EMPTY;
  }

  private boolean tryLock(Message command) throws IOException {
    return bench.tryLock(
        command.get("file"), command.number("at"), command.number("size"), command.is("shared"));
  }

  private Message await(Message command) throws IOException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(command.number("millis"));
    for (long refusals = 0; ; refusals++) {
      boolean granted = tryLock(command);
      if (granted || System.nanoTime() - end >= 0) {
        return Message.EMPTY.with("granted", granted).with("refusals", refusals);
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  private Message notice(String file, String before, long millis) throws IOException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    boolean noticed = false;
    while (!noticed && System.nanoTime() - end < 0) {
      noticed = !bench.key(file).equals(before);
      LockSupport.parkNanos(POLL_NANOS);
    }
    return Message.EMPTY.with("noticed", noticed);
  }

  /** The mean time of trying and releasing, or of trying only if somebody else has the lock. */
  private Message cost(Message command) throws IOException {
    long rounds = command.number("rounds");
    long longest = TimeUnit.MILLISECONDS.toNanos(command.number("millis"));
    long began = System.nanoTime();
    long done = 0;
    while (done < rounds && (done == 0 || System.nanoTime() - began < longest)) {
      if (tryLock(command)) {
        bench.release(command.get("file"), command.number("at"));
      }
      done++;
    }
    return Message.EMPTY.with("nanos", (System.nanoTime() - began) / done);
  }

  private Message look() throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new IOException("There is no directory " + directory + ".");
    }
    Path real = directory.toRealPath();
    MountTable table = MountTable.ofThisProcess();
    Optional<MountTable.Entry> entry = table.find(real);
    Message facts =
        Message.EMPTY
            .with("host", host())
            .with("real", real)
            .with("writable", Files.isWritable(real))
            .with(
                "type",
                entry
                    .map(MountTable.Entry::type)
                    .orElse(Files.getFileStore(real).type())
                    .toLowerCase(Locale.ROOT));
    if (entry.isPresent()) {
      facts =
          facts
              .with("point", entry.get().point())
              .with("source", entry.get().source())
              .with("options", entry.get().options());
    }
    Optional<Path> missing = table.missing(real);
    return missing.isEmpty() ? facts : facts.with("missing", missing.get());
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }
}
