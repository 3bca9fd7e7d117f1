package dev.holdfast.lock;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A lock that answers what the test says, and writes grants and releases into a journal. */
final class FakeLock implements DistributedLock {

  /** What an attempt ends in. */
  @FunctionalInterface
  interface Answer {
    @Nullable LockHandle get() throws InterruptedException;
  }

  final List<String> journal;
  final List<Duration> timeouts = new CopyOnWriteArrayList<>();
  final List<Pending> pending = new CopyOnWriteArrayList<>();
  @Nullable String holder;
  @Nullable RuntimeException onAsyncCall;
  @Nullable Throwable onClose;
  boolean asyncAnswersLater;

  /** Runs within the call of an asynchronous form, before the attempt is returned. */
  Runnable duringAsyncCall = () -> {};

  Answer answer = this::grant;

  private final LockId id;
  private final LockMode mode;

  FakeLock(String name) {
    this(name, LockMode.WRITE, new CopyOnWriteArrayList<>());
  }

  FakeLock(String name, List<String> journal) {
    this(name, LockMode.WRITE, journal);
  }

  FakeLock(String name, LockMode mode, List<String> journal) {
    this.id =
        new LockId(
            "fake", mode == LockMode.PERMIT ? LockKind.SEMAPHORE : LockKind.READER_WRITER, name);
    this.mode = mode;
    this.journal = journal;
  }

  @CanIgnoreReturnValue
  FakeLock answering(Answer newAnswer) {
    this.answer = newAnswer;
    return this;
  }

  @CanIgnoreReturnValue
  FakeLock answeringLater() {
    this.asyncAnswersLater = true;
    return this;
  }

  @CanIgnoreReturnValue
  FakeLock failingToClose(Throwable failure) {
    this.onClose = failure;
    return this;
  }

  /** A new handle, recorded in the journal. */
  FakeHandle grant() {
    journal.add("acquired " + name());
    return new FakeHandle(name(), journal, onClose);
  }

  @Override
  public LockId id() {
    return id;
  }

  @Override
  public LockMode mode() {
    return mode;
  }

  @Override
  public @Nullable String describeHolder() {
    return holder;
  }

  @Override
  public @Nullable LockHandle tryAcquire(Duration timeout) throws InterruptedException {
    Deadline deadline = Deadline.after(timeout);
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    timeouts.add(deadline.remaining());
    return answer.get();
  }

  @Override
  public CompletableFuture<@Nullable LockHandle> tryAcquireAsync(Duration timeout) {
    Deadline deadline = Deadline.after(timeout);
    if (onAsyncCall != null) {
      throw onAsyncCall;
    }
    timeouts.add(deadline.remaining());
    duringAsyncCall.run();
    Pending attempt = new Pending();
    pending.add(attempt);
    if (!asyncAnswersLater) {
      attempt.settle();
    }
    return attempt;
  }

  @Override
  public String toString() {
    return mode + " " + id;
  }

  /** An asynchronous attempt as a backend makes it: abandoning it fails it. */
  final class Pending extends AcquisitionFuture<LockHandle> {

    private final AtomicBoolean settled = new AtomicBoolean();

    /** Ends the attempt with the answer of the lock, once, even if nobody waits any more. */
    void settle() {
      if (!settled.compareAndSet(false, true)) {
        return;
      }
      try {
        deliver(answer.get());
      } catch (Throwable t) {
        fail(t);
      }
    }

    @Override
    protected void abandoned() {
      journal.add("abandoned " + name());
    }

    @Override
    protected void giveBack(LockHandle grant) {
      grant.close();
    }
  }
}
