package dev.holdfast.lock.tck.cli.volume;

import dev.holdfast.lock.tck.worker.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A few workers that lock bytes of one file in a given order, one step after the other. Who is
 * granted what he must not get, or refused what is free, breaks it off.
 */
final class Scene implements AutoCloseable {

  /** A step has gone wrong. */
  static final class Broken extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient List<String> events;

    private Broken(String message, List<String> events) {
      super(message);
      this.events = List.copyOf(events);
    }

    /** What has happened, in order, by the clock of the coordinator. */
    List<String> events() {
      return events;
    }
  }

  /** For so long somebody may wait for what was released. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(8);

  private final String file;
  private final Stopwatch clock;
  private final List<String> events = new ArrayList<>();
  private final List<Worker> actors = new ArrayList<>();

  /** A scene with a file of its own. */
  Scene(String file, Stopwatch clock) {
    this.file = file;
    this.clock = clock;
  }

  private void tell(Worker who, String what) {
    if (!actors.contains(who)) {
      actors.add(who);
    }
    events.add("%s  %s %s".formatted(Stopwatch.text(clock.nanos()), who, what));
  }

  private static String byteAt(long at) {
    return "byte " + (at >= Traffic.FAR ? "2^62+" + (at - Traffic.FAR) : Long.toString(at));
  }

  private static String inWords(long at, boolean shared) {
    return byteAt(at) + (shared ? " shared" : " exclusively");
  }

  /** It is free, so it has to be granted. */
  void gets(Worker who, long at, boolean shared) throws InterruptedException {
    boolean granted;
    try {
      granted = who.tryLock(file, at, shared);
    } catch (VolumeTrouble e) {
      if (e.kind() != VolumeTrouble.Kind.ERROR) {
        throw e;
      }
      throw new Broken("A free lock cannot be had: " + e.getMessage(), events);
    }
    tell(who, (granted ? "is granted " : "is REFUSED ") + inWords(at, shared));
    if (!granted) {
      throw new Broken("A lock that nobody has is refused.", events);
    }
  }

  /** Somebody has it, so it has to be refused. */
  void isRefused(Worker who, long at, boolean shared) throws InterruptedException {
    boolean granted = who.tryLock(file, at, shared);
    tell(who, (granted ? "is GRANTED " : "is refused ") + inWords(at, shared));
    if (granted) {
      events.add("   although whoever has got it before has not released it yet.");
      throw new Broken("Two processes hold a lock that only one may hold.", events);
    }
  }

  /** It was released, so it can be had, be it a little later. */
  void getsSoon(Worker who, long at, boolean shared) throws InterruptedException {
    CompletableFuture<Message> trying = who.startAwait(file, at, shared, LONGEST_WAIT);
    boolean granted = who.await(trying, "await", LONGEST_WAIT.plus(Worker.PATIENCE)).is("granted");
    tell(who, (granted ? "is granted " : "is REFUSED ") + inWords(at, shared));
    if (!granted) {
      throw new Broken(
          "A lock that was released is refused for %d s.".formatted(LONGEST_WAIT.toSeconds()),
          events);
    }
  }

  void releases(Worker who, long at) throws InterruptedException {
    who.release(file, at);
    tell(who, "has released " + byteAt(at));
  }

  /** Everybody closes the file. */
  @Override
  public void close() throws InterruptedException {
    for (Worker actor : actors) {
      actor.tell(Message.EMPTY.with("do", "shut").with("file", file));
    }
  }
}
