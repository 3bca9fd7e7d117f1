package dev.holdfast.lock.filesystem;

import static java.util.Objects.requireNonNull;

import dev.holdfast.lock.LockException;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockLoss;
import java.lang.ref.PhantomReference;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What this module knows of one handle: a reference that does not keep the handle alive, so that a
 * handle which becomes garbage is noticed and released. Thread-safe.
 */
class FileHold extends PhantomReference<FileHandle> {

  /*
   *   HELD ───▶ CLOSED | LOST | ABANDONED, whichever comes first; who makes that move releases
   *
   *  (1) Release goes in the reverse order of acquisition: what an upgrade has locked, what the hold
   *      has locked, the JVM-local stage; each even if the one before it has failed.
   */

  private enum Status {
    HELD("held"),
    CLOSED("closed"),
    LOST("lost"),
    ABANDONED("abandoned");

    final String participle;

    Status(String participle) {
      this.participle = participle;
    }
  }

  /** For so long somebody waits for a release who does not care for the lock. */
  static final Duration MOMENT = Duration.ofMillis(500);

  private final FileLockable<?> lockable;
  private final FileCell cell;
  private final LockHandle local;
  private final Grip grip;
  private final @Nullable Throwable acquiredAt;
  private final AtomicReference<Status> status = new AtomicReference<>(Status.HELD);
  private final int hash = ThreadLocalRandom.current().nextInt();
  private volatile long token;

  /** Made when somebody asks for the news of a loss. */
  private final AtomicReference<@Nullable CompletableFuture<LockLoss>> loss =
      new AtomicReference<>();

  FileHold(
      FileHandle handle,
      FileLockable<?> lockable,
      FileCell cell,
      LockHandle local,
      Grip grip,
      @Nullable Throwable acquiredAt) {
    super(handle, Watch.abandoned());
    this.lockable = lockable;
    this.cell = cell;
    this.local = local;
    this.grip = grip;
    this.token = grip.token();
    this.acquiredAt = acquiredAt;
    Watch.holds(this);
  }

  FileSystemLocks provider() {
    return lockable.provider();
  }

  FileCell cell() {
    return cell;
  }

  Grip grip() {
    return grip;
  }

  @Nullable Throwable acquiredAt() {
    return acquiredAt;
  }

  LockHandle local() {
    return local;
  }

  final long token() {
    return token;
  }

  final void mark(long newToken) {
    token = newToken;
  }

  final boolean isHeld() {
    return status.get() == Status.HELD;
  }

  // The end

  final void close() {
    Runnable release = end(Status.CLOSED);
    Duration patience = provider().settings().patience();
    if (release != null && !lane().runAndWait(release, patience)) {
      throw cell.directory().silent("released", cell.id());
    }
  }

  /** Releases it without waiting. */
  CompletableFuture<Void> closeAsync() {
    CompletableFuture<Void> closed = new CompletableFuture<>();
    Runnable release = end(Status.CLOSED);
    if (release == null) {
      return CompletableFuture.completedFuture(null);
    }
    lane()
        .run(
            () -> {
              try {
                release.run();
                provider().execute(() -> closed.complete(null));
              } catch (RuntimeException e) {
                provider().execute(() -> closed.completeExceptionally(e));
              }
            });
    return closed;
  }

  /** Undoes a grant that nobody receives: waits a moment at most, and there is nobody to tell. */
  void giveBack() {
    Runnable release = end(Status.CLOSED);
    try {
      boolean unused = release == null || lane().runAndWait(release, MOMENT);
    } catch (LockException e) {
      Lane.report("A grant that came too late could not be given back properly.", e);
    }
  }

  /** Releases it without waiting. Answers false if it had ended before. */
  boolean abandon() {
    Runnable release = end(Status.ABANDONED);
    if (release != null) {
      lane().run(release);
    }
    return release != null;
  }

  final Lane lane() {
    return cell.directory().lane();
  }

  /**
   * Ends it. Answers how to release what it has, where system calls are made; null if it had ended
   * before.
   */
  private @Nullable Runnable end(Status ending) {
    if (!status.compareAndSet(Status.HELD, ending)) {
      return null;
    }
    Watch.forgets(this);
    Grip upgraded = endUpgrade();
    return () -> release(upgraded);
  }

  /** Ends an upgrade that waits, and takes one that was granted, if there is one. */
  @Nullable Grip endUpgrade() {
    return null;
  }

  private void release(@Nullable Grip upgraded) {
    try {
      if (upgraded != null) {
        cell.release(upgraded, Approach.Kind.UPGRADE);
      }
    } finally {
      try {
        cell.release(grip, lockable.kind());
      } finally {
        try {
          local.close();
          cell.settle();
        } finally {
          cell.directory().leave(cell);
        }
      }
    }
  }

  // Loss

  CompletionStage<LockLoss> lost() {
    CompletableFuture<LockLoss> news =
        requireNonNull(
            loss.updateAndGet(asked -> asked == null ? new CompletableFuture<>() : asked));
    if (isHeld()) {
      Watch.watches(this);
    }
    return news.minimalCompletionStage();
  }

  /** Ends it as lost, and tells so on the executor of its provider. */
  final void lose(LockLoss.Reason reason, String message) {
    Runnable release = end(Status.LOST);
    if (release == null) {
      return;
    }
    lane()
        .run(
            () -> {
              try {
                release.run();
              } catch (LockException e) {
                // What it had was gone anyway.
              }
            });
    CompletableFuture<LockLoss> news = loss.get();
    if (news != null) {
      LockLoss told = new LockLoss(cell.id(), reason, message, Instant.now());
      provider().execute(() -> news.complete(told));
    }
  }

  // Words

  private Status status() {
    return requireNonNull(status.get());
  }

  @Nullable RuntimeException whyNotHeld(String participle) {
    return isHeld() ? null : noLongerHeld(participle);
  }

  final IllegalStateException noLongerHeld(String participle) {
    return new IllegalStateException(
        "A handle of "
            + cell.id()
            + " cannot be "
            + participle
            + " any more: it was "
            + status().participle
            + ".");
  }

  /** Not that of the object, which the JVM takes time to make up, for each hold once. */
  @Override
  public final int hashCode() {
    return hash;
  }

  @Override
  public final boolean equals(@Nullable Object other) {
    return this == other;
  }

  @Override
  public String toString() {
    return lockable.mode()
        + " handle of "
        + cell.id()
        + " ("
        + status().participle
        + (token == Grip.NO_TOKEN ? ")" : ", token " + token + ")");
  }
}
