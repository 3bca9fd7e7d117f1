package dev.holdfast.lock.tck.rules;

import static dev.holdfast.lock.tck.engine.Primitive.READER_WRITER;

import dev.holdfast.lock.Deadline;
import dev.holdfast.lock.DistributedLock;
import dev.holdfast.lock.DistributedReaderWriterLock;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.tck.engine.Rule;
import dev.holdfast.lock.tck.engine.Trial;
import dev.holdfast.lock.tck.worker.Traffic;
import dev.holdfast.lock.tck.worker.TrafficLock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Readers and writers: who excludes whom. */
final class ReaderWriterRules {

  private static final int READERS = 16;
  private static final int THREADS = 4;

  private ReaderWriterRules() {}

  static List<Rule> all() {
    return List.of(
        RuleDraft.must("RWL-01")
            .needs(READER_WRITER)
            .text(
                "Readers share: sixteen read handles are held at once, by one thread and by many.")
            .reason("A reader-writer lock whose readers exclude each other is a slow mutex.")
            .causes(
                "The read lock takes the exclusive lock below.", "Readers are counted per thread.")
            .check(ReaderWriterRules::readersShare),
        RuleDraft.must("RWL-02")
            .stress(6)
            .needs(READER_WRITER)
            .text(
                "A writer excludes everybody: no reader and no other writer holds the lock at the same instant.")
            .reason("Readers of data that are being changed see what never was.")
            .causes(
                "The last reader's release is decided on a stale count.",
                "A reader is let in between the grant to a writer and its being recorded.")
            .check(ReaderWriterRules::writerExcludesEverybody),
        RuleDraft.must("RWL-03")
            .needs(READER_WRITER)
            .text(
                "The count of readers is exact: a writer is refused as long as one of k readers is"
                    + " inside, however they are closed (in any order, by any thread, twice), and is"
                    + " admitted when the last is gone.")
            .reason("A count that is off by one admits a writer to readers, or nobody any more.")
            .causes(
                "A second close() decrements the count again.",
                "The count is kept per thread, and the wrong one is decremented.",
                "The first reader's lock below serves all, and goes with the first reader.")
            .check(ReaderWriterRules::countIsExact),
        RuleDraft.must("RWL-04")
            .needs(READER_WRITER)
            .text(
                "A writer that gave up (timed out, interrupted, cancelled) no longer holds up readers:"
                    + " those that queue behind it are admitted, and so are new ones.")
            .reason("Otherwise one writer that gave up turns a shared lock into one that is stuck.")
            .causes("The flag 'a writer waits' is not reset when the wait fails.")
            .check(ReaderWriterRules::withdrawnWriterHoldsUpNobody),
        RuleDraft.must("RWL-06")
            .needs(READER_WRITER)
            .text(
                "The holder of one side gets the other side no sooner than anybody else: no reader"
                    + " inside a writer, no writer inside a reader, in the same thread either.")
            .reason(
                "Hidden reentrancy works until the two handles are in two threads, and a hidden upgrade"
                    + " deadlocks two readers that both try it.")
            .causes("The lock below is a ReentrantReadWriteLock.")
            .check(ReaderWriterRules::sidesAreNotReentrant));
  }

  private static void readersShare(Trial trial) throws Exception {
    DistributedReaderWriterLock lock = trial.readerWriter(trial.freshName());
    Contenders others = new Contenders(trial);
    List<LockHandle> held = new ArrayList<>();
    for (int i = 0; i < READERS; i++) {
      String story = "to reader " + (i + 1) + " while only readers held it";
      held.add(
          i % 2 == 0
              ? others.here(lock.readLock(), story)
              : others.obtains(lock.readLock(), story));
      trial.evidence(1);
    }
    LockHandle now = lock.readLock().tryAcquire();
    if (now == null) {
      throw trial.violated(
          "tryAcquire() on the read lock of %s answered null while %d readers, and nobody else, used it.",
          lock.name(), held.size());
    }
    now.close();
    held.forEach(LockHandle::close);
  }

  private static void writerExcludesEverybody(Trial trial) throws Exception {
    Contenders others = new Contenders(trial);
    DistributedReaderWriterLock lock = trial.readerWriter(trial.freshName());
    List<LockHandle> readers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      readers.add(others.obtains(lock.readLock(), "to a reader while only readers held it"));
      others.isRefused(
          lock.writeLock(), "while " + readers.size() + " readers held it, " + readers);
    }
    readers.forEach(LockHandle::close);
    LockHandle writer = others.obtains(lock.writeLock(), "although all readers had been closed");
    others.isRefused(lock.readLock(), "while " + writer + ", a writer, held it");
    others.isRefused(lock.writeLock(), "while " + writer + ", a writer, held it");
    writer.close();
    stress(trial, lock);
  }

  private static void stress(Trial trial, DistributedReaderWriterLock lock) throws Exception {
    Canary canary = new Canary(trial, THREADS, lock.writeLock(), 1);
    canary.watch(
        new Crowd(trial).until(200, canary::contendedGrants),
        (seat, random) -> {
          boolean writes = random.nextInt(3) == 0;
          if (seat.acquire(writes ? lock.writeLock() : lock.readLock(), random)) {
            Crowd.dawdle(random);
            seat.close();
          }
        });
    Crowd.demand(trial, canary.contendedGrants(), 200, "contended grants");
    ProcessCrowd.perhaps(
        trial,
        TrafficLock.readerWriter(
            trial.readerWriter(trial.freshName()).name(),
            LockMode.READ,
            LockMode.READ,
            LockMode.WRITE),
        50,
        "contended grants",
        Traffic::contended);
  }

  private static void countIsExact(Trial trial) throws Exception {
    DistributedReaderWriterLock lock = trial.readerWriter(trial.freshName());
    Contenders others = new Contenders(trial);
    for (int readers = 1; readers <= 6; readers++) {
      List<LockHandle> open = new ArrayList<>();
      for (int i = 0; i < readers; i++) {
        open.add(others.obtains(lock.readLock(), "to a reader while only readers held it"));
      }
      while (!open.isEmpty()) {
        others.isRefused(
            lock.writeLock(),
            "while " + open.size() + " of " + readers + " readers still held it, " + open);
        LockHandle leaving = open.remove(trial.random().nextInt(open.size()));
        boolean twice = trial.random().nextBoolean();
        if (trial.random().nextBoolean()) {
          leaving.close();
        } else {
          Object unused = others.elsewhere(() -> leaving.closeAsync().get());
        }
        if (twice) {
          leaving.close();
        }
        trial.evidence(1);
      }
      others.canUse(lock.writeLock(), "although all of " + readers + " readers had been closed");
    }
  }

  private static void withdrawnWriterHoldsUpNobody(Trial trial) throws Exception {
    Contenders others = new Contenders(trial);
    for (Form form :
        List.of(Form.TRY_TIMED, Form.TRY_ASYNC_TIMED, Form.ACQUIRE, Form.ACQUIRE_ASYNC)) {
      DistributedReaderWriterLock lock = trial.readerWriter(trial.freshName());
      LockHandle reader = others.obtains(lock.readLock(), "although it was free");
      Duration timeout = form.isTimed() ? Duration.ofMillis(30) : Deadline.FOREVER;
      Waiter writer = others.waits(lock.writeLock(), form, timeout);
      Waiter behind = others.asks(lock.readLock(), Form.ACQUIRE, Deadline.FOREVER);
      Waiter alsoBehind = others.asks(lock.readLock(), Form.ACQUIRE_ASYNC, Deadline.FOREVER);
      if (!form.isTimed()) {
        writer.withdraw();
      }
      Outcome end = writer.outcome("although it was withdrawn");
      if (end.isGrant()) {
        throw trial.violated(
            "%s was granted to a writer while %s read: %s.", lock.name(), reader, end);
      }
      String story =
          "to a reader while only readers held it, after a waiting writer had ended: " + end;
      others.canUse(lock.readLock(), story);
      behind.granted(story).close();
      alsoBehind.granted(story).close();
      reader.close();
      others.canUse(lock.writeLock(), "although all readers had been closed");
      trial.evidence(1);
    }
  }

  private static void sidesAreNotReentrant(Trial trial) throws Exception {
    DistributedReaderWriterLock lock = trial.readerWriter(trial.freshName());
    LockHandle writer = lock.writeLock().acquire(Patience.of(trial));
    isRefusedHere(trial, lock.readLock(), writer);
    writer.close();
    LockHandle reader = new Contenders(trial).here(lock.readLock(), "although it was free");
    isRefusedHere(trial, lock.writeLock(), reader);
    reader.close();
  }

  private static void isRefusedHere(Trial trial, DistributedLock side, LockHandle holder)
      throws Exception {
    for (Form form : List.of(Form.TRY, Form.TRY_TIMED, Form.ACQUIRE_TIMED, Form.TRY_ASYNC_TIMED)) {
      Outcome outcome = WithdrawalRules.outcome(trial, form, side, Duration.ofMillis(5));
      if (outcome.isGrant()) {
        throw trial.violated(
            "%s was granted to the thread that holds %s: %s.", Say.lock(side), holder, outcome);
      }
      if (!outcome.isRefusal()) {
        throw trial.violated(
            "The thread that holds %s asked for %s and was not refused properly: %s.",
            holder, side.mode(), outcome);
      }
      trial.evidence(1);
    }
  }
}
