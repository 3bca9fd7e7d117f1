package dev.holdfast.lock.tck.checker;

import dev.holdfast.lock.LockKind;
import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.tck.history.Action;
import dev.holdfast.lock.tck.history.Actor;
import dev.holdfast.lock.tck.history.Entry;
import dev.holdfast.lock.tck.history.Fault;
import dev.holdfast.lock.tck.history.History;
import dev.holdfast.lock.tck.history.Operation;
import dev.holdfast.lock.tck.history.Outcome;
import dev.holdfast.lock.tck.history.Resource;
import dev.holdfast.lock.tck.history.Waiting;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** A history that is being told: each line is an operation with its call and its return. */
final class Story {

  /** The return of what does not return. */
  static final long NEVER = History.NEVER;

  static final Resource MUTEX = new Resource(LockKind.MUTEX, "orders", 1);
  static final Resource READER_WRITER = new Resource(LockKind.READER_WRITER, "orders", 1);

  private final Resource resource;
  private final List<Entry> entries = new ArrayList<>();

  private Story(Resource resource) {
    this.resource = resource;
  }

  static Story of(Resource resource) {
    return new Story(resource);
  }

  static Resource semaphore(int permits) {
    return new Resource(LockKind.SEMAPHORE, "orders", permits);
  }

  Story acquire(long handle, LockMode mode, long called, long returned) {
    return acquire(
        handle, mode, called, returned, returned == NEVER ? Outcome.UNKNOWN : Outcome.OK);
  }

  Story acquire(long handle, LockMode mode, long called, long returned, Outcome outcome) {
    return add(handle, Action.ACQUIRE, mode, 1, called, returned, outcome, OptionalLong.empty());
  }

  Story fails(long handle, LockMode mode, long called, long returned) {
    return acquire(handle, mode, called, returned, Outcome.FAILED);
  }

  Story acquire(long handle, int weight, long called, long returned) {
    return add(
        handle,
        Action.ACQUIRE,
        LockMode.PERMIT,
        weight,
        called,
        returned,
        Outcome.OK,
        OptionalLong.empty());
  }

  Story acquireWithToken(long handle, long token, long called, long returned) {
    return add(
        handle,
        Action.ACQUIRE,
        LockMode.WRITE,
        1,
        called,
        returned,
        Outcome.OK,
        OptionalLong.of(token));
  }

  Story upgrade(long handle, long called, long returned, Outcome outcome) {
    return add(
        handle, Action.UPGRADE, LockMode.WRITE, 1, called, returned, outcome, OptionalLong.empty());
  }

  Story downgrade(long handle, long called, long returned) {
    return add(
        handle,
        Action.DOWNGRADE,
        LockMode.UPGRADEABLE,
        1,
        called,
        returned,
        Outcome.OK,
        OptionalLong.empty());
  }

  Story close(long handle, long called, long returned) {
    return add(
        handle,
        Action.CLOSE,
        LockMode.WRITE,
        1,
        called,
        returned,
        returned == NEVER ? Outcome.UNKNOWN : Outcome.OK,
        OptionalLong.empty());
  }

  Story fault(Fault.Kind kind, long pid, long sent, long done) {
    entries.add(
        new Fault(entries.size(), kind, pid, OptionalLong.empty(), sent, OptionalLong.of(done)));
    return this;
  }

  Story fault(Fault.Kind kind, long pid, long sent) {
    entries.add(
        new Fault(entries.size(), kind, pid, OptionalLong.empty(), sent, OptionalLong.empty()));
    return this;
  }

  /** Each handle has a thread of its own; the process is 1 for odd and 2 for even handles. */
  private Story add(
      long handle,
      Action action,
      LockMode mode,
      int weight,
      long called,
      long returned,
      Outcome outcome,
      OptionalLong token) {
    entries.add(
        new Operation(
            entries.size(),
            resource,
            new Actor("p", 2 - handle % 2, "t" + handle),
            handle,
            action,
            Waiting.TRY,
            mode,
            weight,
            called,
            returned == NEVER ? OptionalLong.empty() : OptionalLong.of(returned),
            outcome,
            token));
    return this;
  }

  History history() {
    return History.of(entries);
  }
}
