package dev.holdfast.lock.tck.cli.volume;

import dev.holdfast.lock.tck.worker.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/**
 * How long things take. All times are those of the coordinator, from before it asks for something
 * until it hears of the effect, so they are a little too long.
 */
final class Measurements {

  private static final int HAND_OFFS = 10;
  private static final int KILLS = 2;
  private static final Duration LONGEST_FREE = Duration.ofSeconds(20);
  private static final Duration LONGEST_NOTICE = Duration.ofSeconds(8);
  private static final int ROUNDS = 500;
  private static final Duration LONGEST_ROUNDS = Duration.ofSeconds(1);

  /** How Holdfast's locks on files choose the pause between two tries. */
  private static final int TRIES_A_PAUSE = 50;

  private static final double SHORTEST_PAUSE_MILLIS = 1;
  private static final double LONGEST_PAUSE_MILLIS = 100;

  private final Crew crew;
  private final Stopwatch clock;

  Measurements(Crew crew, Stopwatch clock) {
    this.crew = crew;
    this.clock = clock;
  }

  private long until(Worker who, CompletableFuture<Message> awaited, Duration longest, long from)
      throws InterruptedException {
    Message answer = who.await(awaited, "await", longest.plus(Worker.PATIENCE));
    return answer.is("granted") ? clock.nanos() - from : -1;
  }

  Finding handOff() throws InterruptedException {
    String file = "hand-off";
    List<Long> times = new ArrayList<>();
    for (int i = 0; i < HAND_OFFS; i++) {
      for (Crew.Pair pair : crew.pairs().subList(0, Math.min(2, crew.pairs().size()))) {
        Worker holder = pair.a();
        Worker waiter = pair.b();
        if (!holder.tryLock(file, 0, false)) {
          return new Finding(
              Property.HAND_OFF, Outcome.FAILS, "A lock that nobody has was refused.");
        }
        CompletableFuture<Message> waiting = waiter.startAwait(file, 0, false, LONGEST_NOTICE);
        long from = clock.nanos();
        holder.release(file, 0);
        long time = until(waiter, waiting, LONGEST_NOTICE, from);
        if (time < 0) {
          return new Finding(
              Property.HAND_OFF,
              Outcome.FAILS,
              "%s did not get the lock within %s after %s had released it."
                  .formatted(waiter, Stopwatch.span(LONGEST_NOTICE), holder));
        }
        times.add(time);
        waiter.release(file, 0);
      }
    }
    Collections.sort(times);
    return new Finding(
        Property.HAND_OFF,
        Outcome.WORKS,
        "taken %s after the release (median), %s at most."
            .formatted(
                Stopwatch.span(times.get(times.size() / 2)),
                Stopwatch.span(times.get(times.size() - 1))));
  }

  Finding crash() throws InterruptedException {
    String file = "crash";
    long longest = 0;
    for (int i = 0; i < KILLS; i++) {
      Crew.Pair pair = crew.pairs().get(0);
      Worker holder = i % 2 == 0 ? pair.a() : pair.b();
      Worker waiter = i % 2 == 0 ? pair.b() : pair.a();
      if (!holder.tryLock(file, i, false)) {
        return new Finding(Property.CRASH, Outcome.FAILS, "A free lock was refused.");
      }
      CompletableFuture<Message> waiting = waiter.startAwait(file, i, false, LONGEST_FREE);
      long from = clock.nanos();
      crew.kill(holder);
      long time = until(waiter, waiting, LONGEST_FREE, from);
      crew.replace(holder);
      if (time < 0) {
        return new Finding(
            Property.CRASH,
            Outcome.FAILS,
            "%s had not got the lock %s after %s was killed."
                .formatted(waiter, Stopwatch.span(LONGEST_FREE), holder));
      }
      longest = Math.max(longest, time);
    }
    return new Finding(
        Property.CRASH,
        Outcome.WORKS,
        "free at most %s after the holder was killed (%d times)."
            .formatted(Stopwatch.span(longest), KILLS));
  }

  Finding replacement() throws InterruptedException {
    String file = "replaced";
    Crew.Pair pair = crew.pairs().get(0);
    Worker holder = pair.a();
    Worker other = pair.b();
    long longest = 0;
    for (String deed : List.of("delete", "replace")) {
      other.tell(Message.EMPTY.with("do", "write").with("file", file).with("text", "x"));
      boolean granted = holder.tryLock(file, 0, false);
      String key = holder.ask("key", file).get("key");
      if (!granted || key.equals("null")) {
        return new Finding(
            Property.REPLACEMENT, Outcome.UNKNOWN, "This system does not tell files apart.");
      }
      CompletableFuture<Message> noticing =
          holder.start(
              Message.EMPTY
                  .with("do", "notice")
                  .with("file", file)
                  .with("key", key)
                  .with("millis", LONGEST_NOTICE.toMillis()));
      long from = clock.nanos();
      other.tell(Message.EMPTY.with("do", deed).with("file", file));
      boolean noticed =
          holder.await(noticing, "notice", LONGEST_NOTICE.plus(Worker.PATIENCE)).is("noticed");
      if (!noticed) {
        return new Finding(
            Property.REPLACEMENT,
            Outcome.FAILS,
            "Not noticed within %s. Until then, two can hold what they take for one lock."
                .formatted(Stopwatch.span(LONGEST_NOTICE)));
      }
      longest = Math.max(longest, clock.nanos() - from);
      holder.tell(Message.EMPTY.with("do", "shut").with("file", file));
    }
    return new Finding(
        Property.REPLACEMENT,
        Outcome.WORKS,
        "noticed within %s. Until then, two can hold what they take for one lock."
            .formatted(Stopwatch.span(longest)));
  }

  Finding cost() throws InterruptedException {
    List<String> all = new ArrayList<>();
    for (Mount mount : crew.mounts()) {
      Worker worker = crew.first(mount);
      Worker other = crew.other(worker);
      String file = "cost-" + mount.number();
      long free = nanos(worker, file);
      boolean granted = other.tryLock(file, 0, false);
      long refused = granted ? nanos(worker, file) : free;
      if (granted) {
        other.release(file, 0);
      }
      double pause =
          Math.min(
              LONGEST_PAUSE_MILLIS, Math.max(SHORTEST_PAUSE_MILLIS, TRIES_A_PAUSE * refused / 1e6));
      all.add(
          String.format(
              Locale.ROOT,
              "%s to lock and release, %s to be refused, so who waits looks every %.0f ms (%s)",
              Stopwatch.span(free),
              Stopwatch.span(refused),
              pause,
              mount.directory()));
    }
    return new Finding(Property.COST, Outcome.WORKS, String.join("; ", all) + ".");
  }

  private static long nanos(Worker worker, String file) throws InterruptedException {
    Message command =
        Worker.command("cost", file, 0, false)
            .with("rounds", ROUNDS)
            .with("millis", LONGEST_ROUNDS.toMillis());
    return worker.ask(command).number("nanos");
  }
}
