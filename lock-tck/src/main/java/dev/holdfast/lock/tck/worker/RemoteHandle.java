package dev.holdfast.lock.tck.worker;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockLoss;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/** A handle in a worker. */
class RemoteHandle implements LockHandle {

  private final RemoteLockable<?> lockable;
  private final Message granted;

  RemoteHandle(RemoteLockable<?> lockable, Message granted) {
    this.lockable = lockable;
    this.granted = granted;
  }

  final Worker worker() {
    return lockable.worker();
  }

  final Message command(String what) {
    return RemoteCalls.command(what).with("handle", granted.get("handle"));
  }

  private Message call(String what) {
    return RemoteCalls.uninterrupted(worker(), command(what), what + " of " + this);
  }

  @Override
  public void close() {
    Message unused = call("close");
  }

  @Override
  public boolean isHeld() {
    return call("held").is("held");
  }

  /** Another stage with each call. Fails if the worker ends. */
  @Override
  public CompletionStage<LockLoss> lost() {
    return worker()
        .send(command("watch"))
        .thenApply(
            answer ->
                new LockLoss(
                    lockable.id(),
                    LockLoss.Reason.valueOf(worker().checked(answer).get("reason")),
                    answer.get("text"),
                    Instant.parse(answer.get("noticed"))));
  }

  @Override
  public OptionalLong fencingToken() {
    Message answer = call("token");
    return answer.find("token") == null
        ? OptionalLong.empty()
        : OptionalLong.of(answer.number("token"));
  }

  /** The handle as it calls itself, and the process. */
  @Override
  public String toString() {
    return granted.get("text") + " (pid " + worker().pid() + ")";
  }
}
