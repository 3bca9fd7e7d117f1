package dev.holdfast.lock;

import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;

/** Whatever the parts do, all that was acquired is released exactly once, in reverse. */
class CompositeLockPropertyTest {

  /** How a part answers, how it closes, and whether its asynchronous answer comes later. */
  record Part(String name, LockMode mode, Outcome outcome, boolean failsToClose, boolean later) {

    FakeLock in(List<String> journal) {
      // Two locks of one name would look like one in the journal.
      String unique = mode == LockMode.PERMIT ? name + " permit" : name;
      FakeLock lock = new FakeLock(unique, mode, journal);
      lock.answering(() -> outcome.answer(lock));
      lock.asyncAnswersLater = later;
      lock.onClose = failsToClose ? new LockException("closing " + name) : null;
      return lock;
    }
  }

  enum Outcome {
    GRANTED,
    BUSY,
    FAILING,
    INTERRUPTED;

    @Nullable LockHandle answer(FakeLock lock) throws InterruptedException {
      return switch (this) {
        case GRANTED -> lock.grant();
        case BUSY -> null;
        case FAILING -> throw new LockException("acquiring " + lock.name());
        case INTERRUPTED -> throw new InterruptedException();
      };
    }
  }

  @Provide
  Arbitrary<List<Part>> parts() {
    Arbitrary<Outcome> outcomes =
        Arbitraries.frequency(
            Tuple.of(12, Outcome.GRANTED),
            Tuple.of(1, Outcome.BUSY),
            Tuple.of(1, Outcome.FAILING),
            Tuple.of(1, Outcome.INTERRUPTED));
    return Combinators.combine(
            Arbitraries.of("a", "b", "c", "d", "e", "f", "g", "h"),
            Arbitraries.of(LockMode.class),
            outcomes,
            Arbitraries.of(true, false),
            Arbitraries.of(true, false))
        .as(Part::new)
        .list()
        .ofMaxSize(8);
  }

  @Property
  void aBlockingAcquisitionReleasesAllItTook(@ForAll("parts") List<Part> parts) {
    List<String> journal = new CopyOnWriteArrayList<>();
    CompositeLock lock = composite(parts, journal);
    @Nullable CompositeLockHandle handle = null;
    @Nullable Throwable failure = null;
    try {
      handle = lock.tryAcquire(Deadline.FOREVER);
    } catch (LockException | InterruptedException e) {
      failure = e;
    }
    checkOutcome(parts, lock, journal, handle, failure);
  }

  @Property
  void anAsynchronousAcquisitionReleasesAllItTook(@ForAll("parts") List<Part> parts) {
    List<String> journal = new CopyOnWriteArrayList<>();
    CompositeLock lock = composite(parts, journal);
    CompletableFuture<@Nullable CompositeLockHandle> acquisition =
        lock.tryAcquireAsync(Deadline.FOREVER);
    lock.parts().forEach(part -> ((FakeLock) part).pending.forEach(FakeLock.Pending::settle));
    assertTrue(acquisition.isDone(), "all parts have answered, but the composite has not");
    @Nullable CompositeLockHandle handle = null;
    @Nullable Throwable failure = null;
    try {
      handle = acquisition.join();
    } catch (CompletionException e) {
      failure = e.getCause();
    }
    checkOutcome(parts, lock, journal, handle, failure);
  }

  @Property
  void aCancelledAcquisitionReleasesAllItTook(
      @ForAll("parts") List<Part> parts, @ForAll("settled") int settled) {
    List<String> journal = new CopyOnWriteArrayList<>();
    CompositeLock lock = composite(parts, journal);
    CompletableFuture<CompositeLockHandle> acquisition = lock.acquireAsync();
    lock.parts().stream()
        .limit(settled)
        .forEach(part -> ((FakeLock) part).pending.forEach(FakeLock.Pending::settle));
    try (CapturedLog log = new CapturedLog(AcquisitionFuture.class)) {
      boolean cancelled = acquisition.cancel(false);
      lock.parts().forEach(part -> ((FakeLock) part).pending.forEach(FakeLock.Pending::settle));
      if (cancelled) {
        assertEquals(
            sorted(acquisitions(journal)), sorted(releases(journal)), () -> "journal " + journal);
        assertEquals(
            failuresIn(lock, journal) > 0,
            !log.records().isEmpty(),
            () -> "failures to release are logged: " + log.records() + ", journal " + journal);
      }
    }
  }

  private static long failuresIn(CompositeLock lock, List<String> journal) {
    return lock.parts().stream()
        .filter(part -> ((FakeLock) part).onClose != null)
        .filter(part -> journal.contains("released " + part.name()))
        .count();
  }

  @Provide
  Arbitrary<Integer> settled() {
    return Arbitraries.integers().between(0, 8);
  }

  private static CompositeLock composite(List<Part> parts, List<String> journal) {
    return CompositeLock.of(parts.stream().map(part -> part.in(journal)).toList());
  }

  private static void checkOutcome(
      List<Part> parts,
      CompositeLock lock,
      List<String> journal,
      @Nullable CompositeLockHandle handle,
      @Nullable Throwable failure) {
    List<String> names = lock.parts().stream().map(Lockable::name).toList();
    List<String> acquired = acquisitions(journal);
    assertEquals(names.subList(0, acquired.size()), acquired, "acquired in another order");
    if (handle != null) {
      assertEquals(names, acquired, "granted without all parts");
      assertEquals(List.of(), releases(journal), "a part of a grant is released");
      close(handle, parts.hashCode() % 2 == 0);
      close(handle, true);
    } else if (failure == null) {
      assertTrue(acquired.size() < names.size(), "refused although all parts were granted");
    }
    Collections.reverse(acquired);
    assertEquals(acquired, releases(journal), () -> "journal " + journal + ", failure " + failure);
  }

  private static void close(CompositeLockHandle handle, boolean blocking) {
    try {
      if (blocking) {
        handle.close();
      } else {
        assertSame(null, handle.closeAsync().join());
      }
    } catch (LockException | CompletionException e) {
      assertTrue(e.toString().contains("closing"), e::toString);
    }
  }

  private static List<String> acquisitions(List<String> journal) {
    return namesAfter("acquired ", journal);
  }

  private static List<String> releases(List<String> journal) {
    return namesAfter("released ", journal);
  }

  private static List<String> namesAfter(String verb, List<String> journal) {
    return journal.stream()
        .filter(line -> line.startsWith(verb))
        .map(line -> line.substring(verb.length()))
        .collect(toCollection(ArrayList::new));
  }

  private static List<String> sorted(List<String> names) {
    return names.stream().sorted().toList();
  }
}
