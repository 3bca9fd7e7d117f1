package dev.holdfast.lock.tck.worker;

import dev.holdfast.lock.DistributedLock;
import dev.holdfast.lock.DistributedLockProvider;
import dev.holdfast.lock.DistributedSemaphore;
import dev.holdfast.lock.DistributedSemaphoreProvider;
import dev.holdfast.lock.DistributedUpgradeableReaderWriterLock;
import dev.holdfast.lock.DistributedUpgradeableReaderWriterLockProvider;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.UpgradeableLockHandle;

/** A provider in a worker. It has all primitives, as far as the backend has. */
final class RemoteProvider
    implements DistributedLockProvider,
        DistributedUpgradeableReaderWriterLockProvider,
        DistributedSemaphoreProvider {

  private final Worker worker;
  private final String number;

  RemoteProvider(Worker worker, String number) {
    this.worker = worker;
    this.number = number;
  }

  Worker worker() {
    return worker;
  }

  String number() {
    return number;
  }

  @Override
  public DistributedLock lock(String name) {
    return new Plain(this, LockSpec.mutex(name));
  }

  @Override
  public DistributedUpgradeableReaderWriterLock readerWriterLock(String name) {
    return new Sides(
        name,
        new Plain(this, LockSpec.readerWriter(name, LockMode.READ)),
        new Upgradeable(this, LockSpec.readerWriter(name, LockMode.UPGRADEABLE)),
        new Plain(this, LockSpec.readerWriter(name, LockMode.WRITE)));
  }

  @Override
  public DistributedSemaphore semaphore(String name, int permits) {
    return new Permits(this, LockSpec.semaphore(name, permits));
  }

  @Override
  public void close() {
    Message unused =
        RemoteCalls.uninterrupted(
            worker,
            RemoteCalls.command("close-provider").with("provider", number),
            "to close its provider");
  }

  @Override
  public String toString() {
    return "provider " + number + " of " + worker;
  }

  private record Sides(
      String name,
      DistributedLock readLock,
      Lockable<UpgradeableLockHandle> upgradeableReadLock,
      DistributedLock writeLock)
      implements DistributedUpgradeableReaderWriterLock {}

  private static final class Plain extends RemoteLockable<LockHandle> implements DistributedLock {
    Plain(RemoteProvider provider, LockSpec spec) {
      super(provider, spec);
    }

    @Override
    LockHandle handle(Message granted) {
      return new RemoteHandle(this, granted);
    }
  }

  private static final class Permits extends RemoteLockable<LockHandle>
      implements DistributedSemaphore {
    Permits(RemoteProvider provider, LockSpec spec) {
      super(provider, spec);
    }

    @Override
    public int permits() {
      return spec().permits();
    }

    @Override
    LockHandle handle(Message granted) {
      return new RemoteHandle(this, granted);
    }
  }

  private static final class Upgradeable extends RemoteLockable<UpgradeableLockHandle> {
    Upgradeable(RemoteProvider provider, LockSpec spec) {
      super(provider, spec);
    }

    @Override
    UpgradeableLockHandle handle(Message granted) {
      return new RemoteUpgradeableHandle(this, granted);
    }
  }
}
