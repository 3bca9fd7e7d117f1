package dev.holdfast.lock.tck.doubles;

import org.jspecify.annotations.Nullable;

/** A blocking call that others may end: interrupts its thread, but only while it is inside. */
final class AdapterWait {

  private @Nullable Thread thread;
  private boolean ended;

  /** The calling thread goes in. */
  synchronized void enter() {
    thread = Thread.currentThread();
    if (ended) {
      thread.interrupt();
    }
  }

  /** The calling thread is out; an interrupt that was only meant to get it out is forgotten. */
  synchronized void leave() {
    thread = null;
    if (ended) {
      boolean unused = Thread.interrupted();
    }
  }

  /** Ends the call, now or as soon as it begins. */
  synchronized void end() {
    ended = true;
    if (thread != null) {
      thread.interrupt();
    }
  }
}
