package dev.holdfast.lock.tck.rules;

import dev.holdfast.lock.tck.engine.Trial;
import java.lang.ref.WeakReference;

/** Garbage collections, provoked, and confirmed by an object that has become garbage. */
final class Garbage {

  private static final int CHUNK = 1 << 20;

  private Garbage() {}

  /** Provokes a collection, and answers whether there was one in time. */
  static boolean collect(Trial trial) {
    WeakReference<Object> canary = new WeakReference<>(new Object());
    return Patience.until(
        trial,
        () -> {
          provoke();
          return canary.get() == null;
        });
  }

  /** Asks for a collection, in two ways: a JVM may be told not to listen to the first. */
  static void provoke() {
    System.gc();
    byte[][] waste = new byte[8][];
    for (int i = 0; i < waste.length; i++) {
      waste[i] = new byte[CHUNK];
    }
    waste[0][0] = (byte) waste[waste.length - 1].length; // or it might not be allocated at all
  }
}
