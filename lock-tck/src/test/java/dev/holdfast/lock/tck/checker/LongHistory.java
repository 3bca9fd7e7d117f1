package dev.holdfast.lock.tck.checker;

import dev.holdfast.lock.LockKind;
import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.tck.history.Action;
import dev.holdfast.lock.tck.history.Actor;
import dev.holdfast.lock.tck.history.Operation;
import dev.holdfast.lock.tck.history.Outcome;
import dev.holdfast.lock.tck.history.Resource;
import dev.holdfast.lock.tck.history.Waiting;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;

/**
 * The history of a mutex, a reader-writer lock and a semaphore that some threads use in turn or
 * together, as long as one likes: its operations are made as they are asked for. Legal, unless
 * there is an intruder.
 */
final class LongHistory implements Iterable<Operation> {

  private static final int SHARERS = 3;

  private static final List<Resource> LOCKS =
      List.of(
          new Resource(LockKind.MUTEX, "orders", 1),
          new Resource(LockKind.READER_WRITER, "prices", 1),
          new Resource(LockKind.SEMAPHORE, "licences", SHARERS));

  private static final Actor[] ACTORS = new Actor[8];

  static {
    for (int i = 0; i < ACTORS.length; i++) {
      ACTORS[i] = new Actor("p1", 4711 + i / 4, "w" + i);
    }
  }

  private final int operations;
  private final int intruderAt;

  private LongHistory(int operations, int intruderAt) {
    this.operations = operations;
    this.intruderAt = intruderAt;
  }

  static LongHistory of(int operations) {
    return new LongHistory(operations, -1);
  }

  /** The same, but somebody is let in who should not be, at about this operation. */
  LongHistory withIntruder(int at) {
    return new LongHistory(operations, at);
  }

  /** The handle of the intruder. */
  long intruder() {
    return Long.MAX_VALUE;
  }

  /** How many spans there are in which something was certainly held. */
  long holds() {
    long holds = 0;
    for (Operation it : this) {
      holds += it.action() == Action.ACQUIRE && it.isOk() ? 1 : 0;
    }
    return holds;
  }

  @Override
  public Iterator<Operation> iterator() {
    return new Generator();
  }

  /** Makes a few operations at a time: a round in which a lock is used, alone or together. */
  private final class Generator implements Iterator<Operation> {

    private final SplittableRandom random = new SplittableRandom(4711);
    private final Deque<Operation> next = new ArrayDeque<>();
    private int made;
    private long now;
    private long handle;
    private boolean intruded;

    @Override
    public boolean hasNext() {
      return made < operations;
    }

    @Override
    public Operation next() {
      while (next.isEmpty()) {
        round(LOCKS.get(random.nextInt(LOCKS.size())));
      }
      made++;
      return next.remove();
    }

    private void round(Resource lock) {
      boolean alone = lock.kind() == LockKind.MUTEX || random.nextInt(3) == 0;
      int weight = lock.permits() > 1 && alone ? SHARERS : 1;
      LockMode mode =
          lock.kind() == LockKind.SEMAPHORE
              ? LockMode.PERMIT
              : alone ? LockMode.WRITE : LockMode.READ;
      int holders = alone ? 1 : SHARERS;
      long first = handle + 1;
      for (int i = 0; i < holders; i++) {
        add(lock, ++handle, Action.ACQUIRE, mode, weight, Outcome.OK);
      }
      if (random.nextInt(4) == 0) {
        LockMode refused = mode == LockMode.PERMIT ? LockMode.PERMIT : LockMode.WRITE;
        add(
            lock,
            ++handle,
            Action.ACQUIRE,
            refused,
            SHARERS > lock.permits() ? 1 : SHARERS,
            Outcome.FAILED);
      }
      if (!intruded && intruderAt >= 0 && made >= intruderAt) {
        intruded = true;
        LockMode intruding = mode == LockMode.PERMIT ? LockMode.PERMIT : LockMode.WRITE;
        add(lock, intruder(), Action.ACQUIRE, intruding, lock.permits(), Outcome.OK);
      }
      for (int i = 0; i < holders; i++) {
        add(lock, first + i, Action.CLOSE, mode, weight, Outcome.OK);
      }
    }

    private void add(
        Resource lock, long of, Action action, LockMode mode, int weight, Outcome outcome) {
      now += 100 + random.nextInt(1_000);
      boolean isToken = mode == LockMode.WRITE && action == Action.ACQUIRE && outcome == Outcome.OK;
      next.add(
          new Operation(
              0,
              lock,
              ACTORS[random.nextInt(ACTORS.length)],
              of,
              action,
              Waiting.TRY,
              mode,
              weight,
              now,
              OptionalLong.of(now + 1 + random.nextInt(90)),
              outcome,
              isToken ? OptionalLong.of(of) : OptionalLong.empty()));
    }
  }
}
