package com.example.jobs;

import static com.example.jobs.Job.Outcome.BUSY;
import static com.example.jobs.Job.Outcome.DONE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.inmemory.FakeLocks;
import dev.holdfast.lock.inmemory.Fence;
import dev.holdfast.lock.inmemory.StaleTokenException;
import dev.holdfast.lock.inmemory.junit.FakeLocksExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(FakeLocksExtension.class)
class RecipesTest {

  @Test
  void onlyOneInstanceRunsTheJob(FakeLocks locks) throws Exception {
    List<LockHandle> runs = new ArrayList<>();
    Job job = new Job(locks, runs::add);

    LockHandle elsewhere = locks.otherProcess().lock("report").acquire();
    FutureTask<Job.Outcome> here = start(job::run);
    locks.awaitWaiters("report", 1);
    assertEquals(0, runs.size());

    elsewhere.close();
    assertEquals(DONE, here.get());
    assertEquals(1, runs.size());
  }

  @Test
  void givesUpAfterTheTimeout(FakeLocks locks) throws Exception {
    LockHandle elsewhere = locks.otherProcess().lock("report").acquire();
    FutureTask<Job.Outcome> here = start(new Job(locks, held -> {})::run);
    locks.awaitWaiters("report", 1);

    locks.advance(Duration.ofMinutes(5).minusNanos(1));
    assertEquals(1, locks.waiters().size());

    locks.advance(Duration.ofNanos(1));
    assertEquals(BUSY, here.get());
    assertEquals(1, locks.counts("report").timeouts());
    assertTrue(elsewhere.isHeld());
  }

  @Test
  void stopsWorkingWhenTheLockIsLost(FakeLocks locks) throws Exception {
    List<Integer> written = new ArrayList<>();
    Job job =
        new Job(
            locks,
            held -> {
              for (int row = 1; row <= 100 && held.isHeld(); row++) {
                written.add(row);
                if (row == 3) {
                  locks.lose("report"); // as if the server were gone
                }
              }
            });

    assertEquals(DONE, job.run());
    assertEquals(List.of(1, 2, 3), written);
  }

  @Test
  void rejectsAStaleToken(FakeLocks locks) throws Exception {
    Fence table = locks.newFence(); // in the place of a table that checks the tokens
    Job job =
        new Job(
            locks,
            held -> {
              locks.lose("report");
              LockHandle next = locks.otherProcess().lock("report").acquire();
              table.admit(next.fencingToken().orElseThrow());
              table.admit(held.fencingToken().orElseThrow()); // too late
            });

    assertThrows(StaleTokenException.class, job::run);
    assertEquals(1, table.takeRefusals().size()); // else it fails the test
  }

  @Test
  void doesNotLeakOnException(FakeLocks locks) {
    Job job =
        new Job(
            locks,
            held -> {
              throw new IllegalStateException("the disk is full");
            });

    assertThrows(IllegalStateException.class, job::run);
    assertEquals(List.of(), locks.holders()); // what the extension checks after every test
  }

  @Test
  void cancelsWhileWaiting(FakeLocks locks) throws Exception {
    LockHandle elsewhere = locks.otherProcess().lock("report").acquire();
    FutureTask<Job.Outcome> here = start(new Job(locks, held -> {})::run);
    locks.awaitWaiters("report", 1);

    here.cancel(true);
    assertThrows(CancellationException.class, here::get);
    locks.awaitWaiters("report", 0);
    assertTrue(elsewhere.isHeld());
  }

  private static <T> FutureTask<T> start(Callable<T> code) {
    FutureTask<T> task = new FutureTask<>(code);
    new Thread(task).start();
    return task;
  }
}
