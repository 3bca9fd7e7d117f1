package com.example.jobs;

import dev.holdfast.lock.DistributedLock;
import dev.holdfast.lock.DistributedLockProvider;
import dev.holdfast.lock.LockHandle;
import java.time.Duration;

/** The code under test: does its work unless another instance is at it. */
final class Job {

  enum Outcome {
    DONE,
    BUSY
  }

  interface Work {
    void run(LockHandle held) throws InterruptedException;
  }

  private final DistributedLock lock;
  private final Work work;

  Job(DistributedLockProvider locks, Work work) {
    this.lock = locks.lock("report");
    this.work = work;
  }

  Outcome run() throws InterruptedException {
    try (LockHandle held = lock.tryAcquire(Duration.ofMinutes(5))) {
      if (held == null) {
        return Outcome.BUSY;
      }
      work.run(held);
      return Outcome.DONE;
    }
  }
}
