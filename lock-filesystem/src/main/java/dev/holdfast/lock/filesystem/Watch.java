package dev.holdfast.lock.filesystem;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Looks after the holds of this JVM: releases those whose handles became garbage, and finds out
 * which of those that somebody asks about are lost. One daemon thread, as long as anything is held.
 */
final class Watch {

  /*
   * `running` is true from the moment when a thread is started until it finds nothing held; after it
   * was set to false the holds are looked at once more, because one that began in between has seen it
   * true.
   *
   * The thread sleeps until the next check is due. A hold that is watched from now on may be due
   * before: then the thread is woken. `sleepsUntil` is AWAKE while it finds out how long it may sleep;
   * so who comes too late to be seen by that sees either AWAKE or the end of that sleep.
   */

  private static final long IDLE_MILLIS = 500;

  private static final ReferenceQueue<Object> ABANDONED = new ReferenceQueue<>();

  /** Keeps them reachable while their handles may become garbage. */
  private static final Set<FileHold> HELD = ConcurrentHashMap.newKeySet();

  private static final ConcurrentMap<FileHold, LossCheck> WATCHED = new ConcurrentHashMap<>();
  private static final AtomicBoolean RUNNING = new AtomicBoolean();

  private static final long AWAKE = Long.MIN_VALUE;

  private static volatile long sleepsUntil = AWAKE;

  /** Ends a sleep of the thread. */
  private static final class WakeUp extends PhantomReference<Object> {
    WakeUp() {
      super(WakeUp.class, ABANDONED);
    }
  }

  private Watch() {}

  static ReferenceQueue<Object> abandoned() {
    return ABANDONED;
  }

  static void holds(FileHold hold) {
    HELD.add(hold);
    run();
  }

  static void forgets(FileHold hold) {
    HELD.remove(hold);
    WATCHED.remove(hold);
  }

  /** From now on a loss of this hold is noticed. */
  static void watches(FileHold hold) {
    LossCheck check = new LossCheck(hold);
    if (WATCHED.putIfAbsent(hold, check) != null) {
      return;
    }
    long end = sleepsUntil;
    if (end == AWAKE || check.dueAt() - end < 0) {
      boolean unused = new WakeUp().enqueue();
    }
    if (!hold.isHeld()) {
      WATCHED.remove(hold);
    }
  }

  private static void run() {
    if (!RUNNING.get() && RUNNING.compareAndSet(false, true)) {
      Thread thread = new Thread(null, Watch::loop, "holdfast-file-watch", 0, false);
      thread.setDaemon(true);
      try {
        thread.start();
      } catch (Throwable t) {
        // There is no room for a thread. What has just been granted is held all the same.
        RUNNING.set(false);
        Lane.report("Nobody looks after held lock files until the next one is acquired.", t);
      }
    }
  }

  private static void loop() {
    long idleSince = System.nanoTime();
    while (true) {
      try {
        Reference<?> garbage = ABANDONED.remove(pauseMillis());
        if (garbage instanceof FileHold abandoned) {
          Abandonment.release(abandoned);
        }
        checkAll();
      } catch (InterruptedException e) {
        // Nobody interrupts this thread but by mistake.
      } catch (Throwable e) { // this thread is the only one
        Lane.report("Looking after held lock files failed.", e);
      }
      long now = System.nanoTime();
      if (!HELD.isEmpty()) {
        idleSince = now;
      } else if (now - idleSince > IDLE_MILLIS * 1_000_000) {
        RUNNING.set(false);
        if (HELD.isEmpty() || !RUNNING.compareAndSet(false, true)) {
          return;
        }
      }
    }
  }

  private static long pauseMillis() {
    sleepsUntil = AWAKE;
    long now = System.nanoTime();
    long pause = IDLE_MILLIS * 1_000_000;
    for (LossCheck check : WATCHED.values()) {
      pause = Math.min(pause, check.dueAt() - now);
    }
    sleepsUntil = now + pause;
    return Math.max(1, pause / 1_000_000);
  }

  private static void checkAll() {
    long now = System.nanoTime();
    List<LossCheck> due = new ArrayList<>();
    for (Map.Entry<FileHold, LossCheck> watched : WATCHED.entrySet()) {
      if (watched.getValue().dueAt() <= now) {
        due.add(watched.getValue());
      }
    }
    if (!due.isEmpty()) {
      OwnLocks kernel = OwnLocks.on(due.stream().map(LossCheck::path).distinct().toList());
      due.forEach(check -> check.run(kernel));
    }
  }
}
