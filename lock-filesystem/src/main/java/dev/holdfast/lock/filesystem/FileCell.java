package dev.holdfast.lock.filesystem;

import dev.holdfast.lock.DistributedLock;
import dev.holdfast.lock.LockException;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockId;
import dev.holdfast.lock.inmemory.InMemoryLocks;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What this JVM has of one lock file, and what it knows of it. Thread-safe. */
final class FileCell {

  /*
   * Lock order: a lock of the JVM-local stage, then the guard. The guard is held while the system is
   * asked, which takes microseconds on a local file system; on all others only the directory's own
   * thread takes it. So nobody waits for a server because of it. No foreign code runs under it.
   *
   * A cell is used by the acquisitions that are under way and by the holds: `users`. Without any it is
   * idle, and still has its file open; see IdleCells. A retired cell (users == RETIRED) is replaced in
   * its directory by a new one.
   */

  private static final int RETIRED = -1;

  final ReentrantLock guard = new ReentrantLock();
  private final LockDirectory directory;
  private final LockId id;
  private final Path path;

  /** How many acquisitions of this JVM wait for others of it, or are about to find out. */
  final AtomicInteger waitingHere = new AtomicInteger();

  private final AtomicInteger users = new AtomicInteger();
  private final AtomicBoolean listed = new AtomicBoolean();

  // Guarded, from here to the constructor.

  private final Relay relay = new Relay();

  private final Waiters waiters = new Waiters();

  private final Pace pace;

  private final Place place;

  /** The grip that readers of this JVM share, and since when it was known that no writer waits. */
  private @Nullable Grip shared;

  private long gatePassed;

  private final BitSet permitsHere = new BitSet();

  FileCell(LockDirectory directory, LockId id, Settings settings) {
    this.directory = directory;
    this.id = id;
    this.path = directory.path().resolve(LockFileName.of(id));
    this.place = new Place(directory, id, path, settings.label());
    this.pace = new Pace(settings.leastPollNanos(), settings.mostPollNanos());
  }

  LockDirectory directory() {
    return directory;
  }

  LockId id() {
    return id;
  }

  Path path() {
    return path;
  }

  // Users

  /** Answers false if this cell is retired. */
  boolean enter() {
    return users.getAndUpdate(n -> n == RETIRED ? RETIRED : n + 1) != RETIRED;
  }

  /** Answers whether nobody uses this cell any more. */
  boolean leave() {
    return users.decrementAndGet() == 0;
  }

  /** Answers false if it is among the idle cells already. */
  boolean becomesListed() {
    return !listed.get() && listed.compareAndSet(false, true);
  }

  /** Called when another cell takes the place of this one among the idle cells. */
  void displaced() {
    listed.set(false);
    if (users.compareAndSet(0, RETIRED)) {
      directory.remove(this);
      directory
          .lane()
          .run(
              () -> {
                guard.lock();
                try {
                  closeFile();
                } finally {
                  guard.unlock();
                }
              });
    }
  }

  // The file. All below is called under the guard.

  LockFile file() {
    return place.file();
  }

  /** Lets go of the file, so that the next one opens what the path names then. */
  void closeFile() {
    place.close();
  }

  /**
   * A lock of this file has turned out to be gone: nothing that was locked in it counts any more.
   */
  void forsake(LockFile lost) {
    shared = null;
    try {
      try {
        waiters.renew();
      } finally {
        relay.letGo();
      }
    } finally {
      if (place.has(lost)) {
        closeFile();
      }
    }
  }

  /** See {@link Place#isInUse}. */
  boolean isInUse(LockFile locked) {
    return place.isInUse(locked);
  }

  TokenSlots tokens() {
    return place.tokens();
  }

  Relay relay() {
    return relay;
  }

  Waiters waiters() {
    return waiters;
  }

  Pace pace() {
    return pace;
  }

  BitSet permitsHere() {
    return permitsHere;
  }

  // Readers

  /** The grip that a reader may join; null if he has to climb himself. */
  @Nullable Grip shared() {
    Grip grip = shared;
    if (grip != null && grip.file() == file() && isInUse(grip.file())) {
      return grip;
    }
    if (grip != null) {
      shared = null; // those who share it keep it, and with it the file
      closeFile();
    }
    return null;
  }

  void share(Grip grip) {
    shared = grip;
    gatePassed = System.nanoTime();
  }

  long sinceGatePassed() {
    return System.nanoTime() - gatePassed;
  }

  void gatePassed() {
    gatePassed = System.nanoTime();
  }

  /** Waits until nobody has the guard who had it when this was called. */
  void passGuard() {
    guard.lock();
    try {
      // Nothing is left to do.
    } finally {
      guard.unlock();
    }
  }

  // Release

  /** Gives a grip up. Called before the JVM-local stage is released. */
  void release(Grip grip, Approach.Kind kind) {
    guard.lock();
    try {
      switch (kind) {
        case EXCLUSIVE -> {
          boolean wanted = waitingHere.get() > 0 && place.has(grip.file());
          if (!endsTurn(grip, wanted) && wanted) {
            relay.keep(grip);
          } else {
            grip.letGo();
          }
        }
        case SHARED -> {
          if (grip.leave()) {
            if (shared == grip) {
              shared = null;
            }
            grip.letGo();
          }
        }
        case PERMIT -> {
          permitsHere.clear(Region.permitIndex(grip.held().get(0).region()));
          letGoAfterTurn(grip);
        }
        case RESERVED, UPGRADE -> letGoAfterTurn(grip);
      }
    } catch (LockException e) {
      closeFile(); // what it still has locked goes with the last one who holds something of it
      throw e;
    } finally {
      guard.unlock();
    }
  }

  private void letGoAfterTurn(Grip grip) {
    boolean unused = endsTurn(grip, false);
    grip.letGo();
  }

  /**
   * Looks whether the turn ends with a grant that ends. Answers whether the file is to be left to
   * others.
   */
  private boolean endsTurn(Grip grip, boolean handsOver) {
    try {
      return relay.endTurn(grip.file(), handsOver, waiters, pace);
    } catch (LockException e) {
      closeFile(); // who waits cannot be told, which is no matter of the one who releases
      return true;
    }
  }

  /**
   * Sees to it that nothing is kept for a waiter who has left. Called after each release of the
   * JVM-local stage, and by whoever waits for that no longer and has not got it. As long as anybody
   * waits, it is his turn to take what is kept, or to call this.
   */
  void settle() {
    if (relay.keeps() && waitingHere.get() == 0) {
      directory.lane().run(this::letGoUnlessAwaited);
    }
  }

  private void letGoUnlessAwaited() {
    // Whoever holds or awaits the local lock comes to the file, or here, later on.
    try (LockHandle nobodyElse = localExclusive().tryAcquire()) {
      if (nobodyElse != null) {
        guard.lock();
        try {
          relay.letGo();
        } catch (LockException e) {
          closeFile();
          throw e;
        } finally {
          guard.unlock();
        }
      }
    }
  }

  private DistributedLock localExclusive() {
    InMemoryLocks local = directory.local();
    return switch (id.kind()) {
      case MUTEX -> local.lock(id.name());
      case READER_WRITER -> local.readerWriterLock(id.name()).writeLock();
      case SEMAPHORE, COMPOSITE -> throw new AssertionError("nothing is kept of " + id);
    };
  }

  @Override
  public String toString() {
    return "cell of " + path;
  }
}
