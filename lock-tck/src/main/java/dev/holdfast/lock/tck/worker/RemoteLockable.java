package dev.holdfast.lock.tck.worker;

import dev.holdfast.lock.Deadline;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockId;
import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.Lockable;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A lock as a worker sees it. */
abstract class RemoteLockable<H extends LockHandle> implements Lockable<H> {

  private final RemoteProvider provider;
  private final LockSpec spec;

  RemoteLockable(RemoteProvider provider, LockSpec spec) {
    this.provider = provider;
    this.spec = spec;
  }

  abstract H handle(Message granted);

  final LockSpec spec() {
    return spec;
  }

  final Worker worker() {
    return provider.worker();
  }

  /** Its name space is not the provider's own: two processes need not call it the same. */
  @Override
  public LockId id() {
    return new LockId(provider.toString(), spec.kind(), spec.name());
  }

  @Override
  public LockMode mode() {
    return spec.mode();
  }

  @Override
  public @Nullable H tryAcquire() {
    return granted(
        RemoteCalls.uninterrupted(worker(), command("acquire").with("form", "try"), what()));
  }

  @Override
  public @Nullable H tryAcquire(Duration timeout) throws InterruptedException {
    return granted(
        RemoteCalls.interruptible(
            worker(),
            command("acquire").with("form", "timed").with("timeout", timeout),
            timeout,
            what()));
  }

  @Override
  public H acquire() throws InterruptedException {
    H handle =
        granted(
            RemoteCalls.interruptible(
                worker(), command("acquire").with("form", "untimed"), Deadline.FOREVER, what()));
    if (handle == null) {
      throw new RemoteException(
          "null", "acquire() returned null instead of a handle of " + this + ".");
    }
    return handle;
  }

  @Override
  public CompletableFuture<@Nullable H> tryAcquireAsync(Duration timeout) {
    return RemoteCalls.pending(
        worker(),
        worker().send(command("acquire-async").with("timeout", timeout)),
        this::granted,
        handle -> handle::close);
  }

  private Message command(String what) {
    return RemoteCalls.command(what)
        .with("provider", provider.number())
        .withAll("", spec.toMessage().under(""));
  }

  private String what() {
    return "to acquire " + spec;
  }

  private @Nullable H granted(Message answer) {
    return Answer.GRANTED.name().equals(answer.find("outcome")) ? handle(answer) : null;
  }

  @Override
  public String toString() {
    return id() + " of " + worker();
  }
}
