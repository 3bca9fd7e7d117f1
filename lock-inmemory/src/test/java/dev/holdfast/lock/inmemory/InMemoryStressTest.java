package dev.holdfast.lock.inmemory;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.inmemory.StressWorld.Event;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Threads that do everything to a few locks that can be done to them, at random, with every oracle
 * watching. The system properties {@code holdfast.stress.operations} and {@code
 * holdfast.stress.seed} make it longer, and repeat the programs of the workers (not their
 * interleaving).
 */
class InMemoryStressTest {

  private static final long OPERATIONS = Long.getLong("holdfast.stress.operations", 300_000);
  private static final long SEED = Long.getLong("holdfast.stress.seed", System.nanoTime());
  private static final int WORKERS = 6;

  @Test
  void everythingAtOnce() throws Exception {
    var world = new StressWorld(SEED);
    var random = new SplittableRandom(SEED);
    for (int i = 0; i < WORKERS; i++) {
      var worker = new StressWorker(world, random.split(), OPERATIONS / WORKERS);
      var thread = new Thread(worker, "stress-" + i);
      thread.setDaemon(true);
      world.workers.add(thread);
    }
    long start = System.nanoTime();
    world.workers.forEach(Thread::start);
    try {
      awaitEnd(world);
    } catch (Throwable t) {
      throw new AssertionError("The stress with the seed " + SEED + " failed.", t);
    }
    System.out.printf(
        "%,d operations in %,d ms: %s%n",
        OPERATIONS, (System.nanoTime() - start) / 1_000_000, world.events());
  }

  private static void awaitEnd(StressWorld world) throws Throwable {
    // A run of ten million operations takes minutes; what hangs is noticed by the lack of progress.
    long before = -1;
    while (world.workers.stream().anyMatch(Thread::isAlive) && world.failure() == null) {
      for (Thread worker : world.workers) {
        worker.join(SECONDS.toMillis(10));
      }
      long events = world.allThatHappened();
      boolean alive = world.workers.stream().anyMatch(Thread::isAlive);
      assertTrue(!alive || events > before, () -> "Nothing has happened for long: " + dump(world));
      before = events;
    }
    rethrow(world);
    await()
        .atMost(60, SECONDS)
        .untilAsserted(
            () -> assertEquals(0, world.openFutures.get(), () -> "futures open: " + dump(world)));
    rethrow(world);
    expectNothingLeft(world);
  }

  private static void rethrow(StressWorld world) throws Throwable {
    Throwable failure = world.failure();
    if (failure != null) {
      throw failure;
    }
  }

  private static void expectNothingLeft(StressWorld world) {
    // A grant that came too late is given back by the executor, after the future was completed.
    await()
        .atMost(30, SECONDS)
        .untilAsserted(() -> world.locks.forEach(lock -> lock.expectWholeAndFree(world.pooled)));
    assertEquals(0, world.pooled.space().waiting(), "waiters left behind");
    await()
        .atMost(30, SECONDS)
        .untilAsserted(
            () ->
                assertEquals(
                    world.happened(Event.LOST), world.lossesAnnounced(), "losses announced"));
    for (Event event : Event.values()) {
      assertTrue(
          world.happened(event) >= OPERATIONS / 30_000,
          () -> event + " hardly ever happened: " + world.events());
    }
  }

  private static String dump(StressWorld world) {
    var dump = new StringBuilder(world.events() + "\n" + world.locks);
    for (Thread worker : world.workers) {
      dump.append('\n').append(worker).append(": ");
      dump.append(Arrays.toString(worker.getStackTrace()));
    }
    return dump.toString();
  }
}
