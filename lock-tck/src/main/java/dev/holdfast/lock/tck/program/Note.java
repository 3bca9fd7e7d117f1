package dev.holdfast.lock.tck.program;

import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.tck.history.Action;
import dev.holdfast.lock.tck.history.Actor;
import dev.holdfast.lock.tck.history.Operation;
import dev.holdfast.lock.tck.history.Outcome;
import dev.holdfast.lock.tck.history.Resource;
import dev.holdfast.lock.tck.history.Waiting;
import java.util.OptionalLong;

/**
 * A call that is being made. Written by the thread of the client that makes it; read by others when
 * that has ended, or to tell what it hangs in.
 */
final class Note {

  private final Resource resource;
  private final Actor actor;
  private final long handle;
  private final Action action;
  private final Waiting waiting;
  private final LockMode mode;
  private final long called;
  private long returned;
  private OptionalLong token = OptionalLong.empty();

  /** Written last. */
  private volatile Outcome outcome = Outcome.UNKNOWN;

  /** To be made immediately before the call. */
  Note(Resource resource, Actor actor, long handle, Action action, Waiting waiting, LockMode mode) {
    this.resource = resource;
    this.actor = actor;
    this.handle = handle;
    this.action = action;
    this.waiting = waiting;
    this.mode = mode;
    this.called = System.nanoTime();
  }

  /** Tells what became of the call, and when that was known. */
  void end(Outcome how, long when) {
    end(how, when, OptionalLong.empty());
  }

  void end(Outcome how, long when, OptionalLong carried) {
    returned = when;
    token = carried;
    outcome = how;
  }

  Outcome outcome() {
    return outcome;
  }

  Resource resource() {
    return resource;
  }

  Action action() {
    return action;
  }

  Waiting waiting() {
    return waiting;
  }

  Operation toOperation() {
    Outcome ended = outcome;
    return new Operation(
        0,
        resource,
        actor,
        handle,
        action,
        waiting,
        mode,
        1,
        called,
        ended == Outcome.UNKNOWN ? OptionalLong.empty() : OptionalLong.of(returned),
        ended,
        token);
  }

  /** Such as "The acquisition of h4 (WRITE of mutex 'x') by client 1". */
  @Override
  public String toString() {
    String what =
        switch (action) {
          case ACQUIRE -> "acquisition";
          case UPGRADE -> "upgrade";
          case DOWNGRADE -> "downgrade";
          case CLOSE -> "closing";
        };
    return "The %s of h%d (%s of %s) by %s".formatted(what, handle, mode, resource, actor.thread());
  }
}
