package com.example.consumer;

import dev.holdfast.lock.DistributedLock;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.inmemory.InMemoryLocks;
import java.time.Duration;

/** Uses a lock as a module of its own. */
public class Main {

  public static void main(String[] args) throws Exception {
    try (InMemoryLocks locks = InMemoryLocks.create()) {
      DistributedLock lock = locks.lock("orders");
      try (LockHandle held = lock.tryAcquire(Duration.ofSeconds(2))) {
        if (held == null || lock.tryAcquire() != null) {
          throw new AssertionError("no exclusion");
        }
        System.out.println(
            LockHandle.class.getModule().getName() + " " + InMemoryLocks.class.getModule().getName());
      }
    }
  }
}
