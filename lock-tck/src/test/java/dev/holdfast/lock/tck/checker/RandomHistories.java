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
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Small histories of a lock that now and then lies: threads call, calls take effect, calls return,
 * in random order. About half of the histories are legal.
 */
final class RandomHistories {

  /** The kinds of locks. */
  enum Primitive {
    MUTEX,
    READER_WRITER,
    UPGRADEABLE,
    SEMAPHORE;

    private LockMode mode(SplittableRandom random) {
      return switch (this) {
        case MUTEX -> LockMode.WRITE;
        case READER_WRITER -> random.nextBoolean() ? LockMode.READ : LockMode.WRITE;
        case UPGRADEABLE ->
            List.of(LockMode.READ, LockMode.UPGRADEABLE, LockMode.WRITE).get(random.nextInt(3));
        case SEMAPHORE -> LockMode.PERMIT;
      };
    }

    private Resource resource(SplittableRandom random) {
      return switch (this) {
        case MUTEX -> new Resource(LockKind.MUTEX, "m", 1);
        case READER_WRITER, UPGRADEABLE -> new Resource(LockKind.READER_WRITER, "rw", 1);
        case SEMAPHORE -> new Resource(LockKind.SEMAPHORE, "s", 1 + random.nextInt(3));
      };
    }
  }

  /** What may happen besides grants and refusals. */
  enum Trouble {
    /** Nothing: everything returns, at instants that all differ. */
    NONE,
    /** Several things happen at one instant. */
    TIES,
    /**
     * Ties, calls that never return, cancellations, interrupts, errors, processes that are killed
     * or stopped, handles that are lost.
     */
    ALL
  }

  private final SplittableRandom random;
  private final Primitive primitive;
  private final Trouble trouble;
  private final Resource resource;
  private final List<Entry> entries = new ArrayList<>();
  private final List<Handle> handles = new ArrayList<>();
  private final Call[] threads;
  private final boolean[] dead;
  private final double lies;
  private long now;
  private long tokens = 1;

  private static final class Handle {
    final long number;
    final int weight;
    final LockMode acquired;
    final int process;
    @Nullable LockMode mode;
    boolean usable;
    boolean busy;

    Handle(long number, int weight, LockMode acquired, int process) {
      this.number = number;
      this.weight = weight;
      this.acquired = acquired;
      this.process = process;
    }
  }

  private static final class Call {
    final Handle handle;
    final Action action;
    final LockMode mode;
    final long called;
    boolean done;
    Outcome outcome = Outcome.FAILED;
    long token;

    Call(Handle handle, Action action, LockMode mode, long called) {
      this.handle = handle;
      this.action = action;
      this.mode = mode;
      this.called = called;
    }
  }

  private RandomHistories(SplittableRandom random, Primitive primitive, Trouble trouble) {
    this.random = random;
    this.primitive = primitive;
    this.trouble = trouble;
    this.resource = primitive.resource(random);
    this.threads = new Call[2 + random.nextInt(3)];
    this.dead = new boolean[threads.length];
    this.lies = random.nextInt(3) * 0.25;
  }

  static History next(SplittableRandom random, Primitive primitive, Trouble trouble) {
    return new RandomHistories(random, primitive, trouble).make(3 + random.nextInt(7));
  }

  private History make(int operations) {
    int called = 0;
    for (int event = 0; event < operations * 4; event++) {
      tick();
      int thread = random.nextInt(threads.length);
      if (dead[thread]) {
        continue;
      }
      Call call = threads[thread];
      if (call == null && called < operations) {
        threads[thread] = begin(thread);
        called++;
      } else if (call != null && !call.done) {
        takeEffect(call);
      } else if (call != null) {
        end(thread, call);
      }
      if (trouble == Trouble.ALL) {
        harm(thread);
      }
    }
    for (int thread = 0; thread < threads.length; thread++) {
      Call call = threads[thread];
      if (call != null && trouble == Trouble.ALL && random.nextInt(2) == 0) {
        add(thread, call, Outcome.UNKNOWN);
      } else if (call != null) {
        tick();
        if (!call.done) {
          takeEffect(call);
        }
        end(thread, call);
      }
    }
    return History.of(entries);
  }

  private void tick() {
    now += trouble == Trouble.NONE ? 1 : random.nextInt(3) / 2 + random.nextInt(2);
  }

  private Call begin(int thread) {
    List<Handle> usable = handles.stream().filter(handle -> handle.usable && !handle.busy).toList();
    if (!usable.isEmpty() && random.nextInt(5) < 3) {
      Handle handle = usable.get(random.nextInt(usable.size()));
      boolean changes = primitive == Primitive.UPGRADEABLE && random.nextInt(2) == 0;
      if (changes && handle.mode == LockMode.UPGRADEABLE) {
        handle.busy = true;
        return new Call(handle, Action.UPGRADE, LockMode.WRITE, now);
      }
      if (changes && handle.mode == LockMode.WRITE && handle.acquired == LockMode.UPGRADEABLE) {
        handle.busy = true;
        return new Call(handle, Action.DOWNGRADE, LockMode.UPGRADEABLE, now);
      }
      handle.usable = random.nextInt(8) == 0; // closed once more
      return new Call(handle, Action.CLOSE, handle.acquired, now);
    }
    LockMode mode = primitive.mode(random);
    int weight = 1 + random.nextInt(resource.permits());
    Handle handle = new Handle(handles.size() + 1, weight, mode, process(thread));
    handles.add(handle);
    return new Call(handle, Action.ACQUIRE, mode, now);
  }

  private static int process(int thread) {
    return 1 + thread % 2;
  }

  /** A lock would say what is right, most of the time. */
  private void takeEffect(Call call) {
    call.done = true;
    LockMode before = call.handle.mode;
    boolean lie = random.nextDouble() < lies;
    boolean right =
        switch (call.action) {
          case ACQUIRE -> isFree(call);
          case UPGRADE -> call.handle.mode == LockMode.UPGRADEABLE && isFree(call);
          case DOWNGRADE, CLOSE -> true;
        };
    if (call.action == Action.UPGRADE && call.handle.mode != LockMode.UPGRADEABLE) {
      call.outcome = Outcome.ERROR; // it was closed meanwhile
      return;
    }
    boolean gives = call.action == Action.CLOSE || call.action == Action.DOWNGRADE;
    if (gives || right != lie) {
      call.outcome = Outcome.OK;
      call.handle.mode = call.action == Action.CLOSE ? null : call.mode;
      call.token = call.mode == LockMode.WRITE && !gives ? token() : 0;
    }
    if (trouble == Trouble.ALL && random.nextInt(12) == 0) {
      call.outcome = random.nextBoolean() ? Outcome.CANCELLED : Outcome.ERROR;
      if (call.action != Action.CLOSE && random.nextBoolean()) {
        call.handle.mode = before;
      }
    } else if (trouble == Trouble.ALL && !gives && random.nextInt(20) == 0) {
      call.outcome = Outcome.INTERRUPTED;
      call.handle.mode = before;
    }
  }

  private long token() {
    tokens++;
    return random.nextInt(12) == 0 ? tokens - random.nextInt(2) : tokens;
  }

  private boolean isFree(Call call) {
    int load = 0;
    for (Handle other : handles) {
      LockMode mode = other.mode;
      if (mode != null && other != call.handle) {
        load += other.weight;
        if (mode != LockMode.PERMIT && mode.conflictsWith(call.mode)) {
          return false;
        }
      }
    }
    return call.mode != LockMode.PERMIT || load + call.handle.weight <= resource.permits();
  }

  private void end(int thread, Call call) {
    add(thread, call, call.outcome);
    threads[thread] = null;
    call.handle.busy = false;
    if (call.action == Action.ACQUIRE) {
      call.handle.usable = call.outcome == Outcome.OK;
    }
  }

  private void harm(int thread) {
    switch (random.nextInt(120)) {
      case 0, 1, 2 -> kill(thread);
      case 3, 4 -> lose(thread);
      case 5 -> fault(Fault.Kind.STOP, process(thread), OptionalLong.empty());
      default -> {}
    }
  }

  private void fault(Fault.Kind kind, int pid, OptionalLong handle) {
    tick();
    OptionalLong done =
        random.nextBoolean() ? OptionalLong.empty() : OptionalLong.of(now + random.nextInt(4));
    entries.add(new Fault(entries.size(), kind, pid, handle, now, done));
  }

  /** One handle may lose the lock; its holder does not know. */
  private void lose(int thread) {
    List<Handle> some = handles.stream().filter(it -> it.process == process(thread)).toList();
    if (!some.isEmpty()) {
      Handle handle = some.get(random.nextInt(some.size()));
      fault(Fault.Kind.LOSS, handle.process, OptionalLong.of(handle.number));
      handle.mode = random.nextInt(4) == 0 ? handle.mode : null;
    }
  }

  private void kill(int thread) {
    int pid = process(thread);
    fault(Fault.Kind.KILL, pid, OptionalLong.empty());
    for (int other = 0; other < threads.length; other++) {
      if (process(other) == pid) {
        Call call = threads[other];
        if (call != null) {
          add(other, call, Outcome.UNKNOWN);
          threads[other] = null;
          call.handle.busy = false;
        }
        dead[other] = true;
      }
    }
    for (Handle handle : handles) {
      if (handle.process == pid) {
        handle.usable = false;
        handle.mode = null;
      }
    }
  }

  private void add(int thread, Call call, Outcome outcome) {
    entries.add(
        new Operation(
            entries.size(),
            resource,
            new Actor("p", process(thread), "t" + thread),
            call.handle.number,
            call.action,
            Waiting.TRY,
            call.mode,
            call.handle.weight,
            call.called,
            outcome == Outcome.UNKNOWN ? OptionalLong.empty() : OptionalLong.of(now),
            outcome,
            outcome == Outcome.OK && call.token != 0
                ? OptionalLong.of(call.token)
                : OptionalLong.empty()));
  }
}
