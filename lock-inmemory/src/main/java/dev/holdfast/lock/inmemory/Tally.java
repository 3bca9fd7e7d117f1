package dev.holdfast.lock.inmemory;

import java.util.concurrent.atomic.AtomicLong;

/** What has been counted for one name. Thread-safe. */
final class Tally {

  final AtomicLong acquisitions = new AtomicLong();
  final AtomicLong timeouts = new AtomicLong();
  final AtomicLong losses = new AtomicLong();

  LockCounts counts() {
    return new LockCounts(acquisitions.get(), timeouts.get(), losses.get());
  }
}
