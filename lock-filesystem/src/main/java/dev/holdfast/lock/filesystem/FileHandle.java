package dev.holdfast.lock.filesystem;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockLoss;
import java.lang.ref.Reference;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** What the user holds of a hold. */
class FileHandle implements LockHandle {

  /*
   * The hold is released when this object becomes garbage, which the JVM may find out while a method
   * of it still runs, after the last use of `this`. Hence the fences.
   */

  private final FileHold hold;

  /** A handle, and the hold that is made with it. */
  FileHandle(Function<FileHandle, FileHold> newHold) {
    this.hold = newHold.apply(this);
  }

  final FileHold hold() {
    return hold;
  }

  @Override
  public final void close() {
    try {
      hold.close();
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public final CompletableFuture<Void> closeAsync() {
    try {
      return hold.closeAsync();
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public final boolean isHeld() {
    try {
      return hold.isHeld();
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public final CompletionStage<LockLoss> lost() {
    try {
      return hold.lost();
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public final OptionalLong fencingToken() {
    long token = hold.token();
    return token == Grip.NO_TOKEN ? OptionalLong.empty() : OptionalLong.of(token);
  }

  @Override
  public final String toString() {
    return hold.toString();
  }
}
