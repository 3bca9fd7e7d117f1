package dev.holdfast.lock.tck.engine;

import dev.holdfast.lock.DistributedLock;
import dev.holdfast.lock.DistributedLockProvider;
import dev.holdfast.lock.DistributedReaderWriterLock;
import dev.holdfast.lock.DistributedReaderWriterLockProvider;
import dev.holdfast.lock.DistributedSemaphore;
import dev.holdfast.lock.DistributedSemaphoreProvider;
import dev.holdfast.lock.DistributedUpgradeableReaderWriterLock;
import dev.holdfast.lock.DistributedUpgradeableReaderWriterLockProvider;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockProvider;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.tck.engine.Conservation.Tracked;
import dev.holdfast.lock.tck.worker.Workers;
import java.time.Duration;
import java.util.Random;

/** The locks that a trial hands out, and what has to become of them at its end. */
final class TrialLocks {

  private final Case tried;
  private final Providers providers;
  private final LockProvider provider;
  private final Duration patience;
  private final Conservation conservation = new Conservation();
  private final Drain drain = new Drain();

  /**
   * For a trial.
   *
   * @param tried the case
   * @param providers of the trial
   * @param provider its default provider
   * @param patience how long what is due at once may take
   */
  TrialLocks(Case tried, Providers providers, LockProvider provider, Duration patience) {
    this.tried = tried;
    this.providers = providers;
    this.provider = provider;
    this.patience = patience;
  }

  Lockable<? extends LockHandle> lockable(LockProvider from, String name) {
    Subject subject = tried.subject();
    if (subject == null) {
      throw new IllegalStateException("Rule " + tried.rule().id() + " has no subjects.");
    }
    return switch (subject) {
      case MUTEX -> mutex(from, name);
      case WRITE_LOCK -> readerWriter(from, name).writeLock();
      case UPGRADEABLE_WRITE_LOCK -> upgradeable(from, name).writeLock();
      case UPGRADEABLE_READ_LOCK -> upgradeable(from, name).upgradeableReadLock();
      case SEMAPHORE_OF_ONE -> semaphore(from, name, 1);
      case DRAINED_SEMAPHORE -> drained(from, name);
    };
  }

  private Lockable<? extends LockHandle> drained(LockProvider from, String name) {
    LockProvider near = local(from);
    drain.drain(providers.namespaceOf(near), semaphore(near, name, Drain.PERMITS), patience);
    return semaphore(from, name, Drain.PERMITS);
  }

  DistributedLock mutex(LockProvider from, String name) {
    DistributedLock mutex = ((DistributedLockProvider) from).lock(name);
    track(Primitive.MUTEX, from, name, 1);
    return mutex;
  }

  DistributedReaderWriterLock readerWriter(LockProvider from, String name) {
    DistributedReaderWriterLock lock =
        ((DistributedReaderWriterLockProvider) from).readerWriterLock(name);
    track(Primitive.READER_WRITER, from, name, 1);
    return lock;
  }

  DistributedUpgradeableReaderWriterLock upgradeable(LockProvider from, String name) {
    DistributedUpgradeableReaderWriterLock lock =
        ((DistributedUpgradeableReaderWriterLockProvider) from).readerWriterLock(name);
    track(Primitive.UPGRADEABLE, from, name, 1);
    return lock;
  }

  DistributedSemaphore semaphore(LockProvider from, String name, int permits) {
    DistributedSemaphore semaphore = ((DistributedSemaphoreProvider) from).semaphore(name, permits);
    track(Primitive.SEMAPHORE, from, name, permits);
    return semaphore;
  }

  private void track(Primitive primitive, LockProvider from, String name, int permits) {
    LockProvider near = local(from);
    conservation.track(new Tracked(primitive, providers.namespaceOf(near), name, permits), near);
  }

  /** What looks at the end for what was left behind: by then, the workers have gone. */
  private LockProvider local(LockProvider from) {
    return Workers.isRemote(from) ? provider : from;
  }

  void exemptFromConservation(String name) {
    conservation.exempt(name);
  }

  /** After a check that found nothing: looks for what it has left behind. */
  void settle(Random random) throws InterruptedException {
    drain.close();
    conservation.probe(providers, patience, random);
  }

  /** After a check that did not end well: gives back what the trial itself has taken. */
  void abandon() {
    drain.close();
  }
}
