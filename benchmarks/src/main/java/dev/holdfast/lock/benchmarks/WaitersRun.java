package dev.holdfast.lock.benchmarks;

import dev.holdfast.lock.tck.worker.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What very many waiting futures cost, and how fast they are served. */
final class WaitersRun {

  static final int WAITERS = 100_000;

  /** Rounds that do not count. */
  private static final int WARM_UP_ROUNDS = 1;

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private WaitersRun() {}

  /**
   * What was measured of a backend.
   *
   * @param contender its name
   * @param rates grants in a second, for each round
   * @param bytes for each waiter, in each round
   * @param threads that were started for all of them, at most
   * @param failure why it could not be measured, or null
   */
  record WaitersScore(
      String contender,
      List<Double> rates,
      List<Double> bytes,
      long threads,
      @Nullable String failure) {}

  static WaitersScore run(Contender backend, Profile profile, Progress progress)
      throws InterruptedException {
    progress.tell("%,d waiting futures: %s", WAITERS, backend);
    List<Double> rates = new ArrayList<>();
    List<Double> bytes = new ArrayList<>();
    long threads = 0;
    String failure = null;
    try (var crew = new Crew(backend, 1)) {
      Message arguments =
          Message.EMPTY
              .with(WaitersTask.WAITERS, WAITERS)
              .with(WaitersTask.SECONDS, PATIENCE.toSeconds());
      for (int round = -WARM_UP_ROUNDS; round < profile.rounds(); round++) {
        Message told = crew.all(WaitersTask.class, unused -> arguments, PATIENCE).get(0);
        if (round >= 0) {
          rates.add(
              WAITERS * (double) TimeUnit.SECONDS.toNanos(1) / told.number(WaitersTask.NANOS));
          bytes.add((double) told.number(WaitersTask.BYTES));
          threads = Math.max(threads, told.number(WaitersTask.THREADS));
        }
      }
    } catch (RuntimeException e) {
      failure = String.valueOf(e.getMessage());
    }
    return new WaitersScore(
        backend.name(), List.copyOf(rates), List.copyOf(bytes), threads, failure);
  }
}
