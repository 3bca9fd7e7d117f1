package dev.holdfast.lock.filesystem;

import static dev.holdfast.lock.filesystem.HeaderLayout.RESERVATION_DISTANCE;
import static dev.holdfast.lock.filesystem.HeaderLayout.RESERVATION_SIZE;

import java.nio.ByteBuffer;

/**
 * What the two reservation slots say: how far tokens may go.
 *
 * @param first the ceiling in the first one, zero if there is none
 * @param second the ceiling in the second one, zero if there is none
 */
record Ceilings(long first, long second) {

  /** The content of the two slots, the first of which begins at this offset. */
  static Ceilings of(byte[] bytes, int offset) {
    return new Ceilings(ceiling(bytes, offset), ceiling(bytes, offset + RESERVATION_DISTANCE));
  }

  private static long ceiling(byte[] bytes, int offset) {
    ByteBuffer slot = ByteBuffer.wrap(bytes, offset, RESERVATION_SIZE).slice();
    return HeaderLayout.isSealed(slot, Long.BYTES) ? Math.max(0, slot.getLong(0)) : 0;
  }

  /** What a slot contains that says this. */
  static byte[] toBytes(long ceiling) {
    return HeaderLayout.sealed(ByteBuffer.allocate(RESERVATION_SIZE).putLong(ceiling), Long.BYTES);
  }

  long greatest() {
    return Math.max(first, second);
  }

  boolean isFirstGreater() {
    return first > second;
  }

  /**
   * The greatest ceiling that is known to be durable; zero if none is. No token is handed out under
   * one before it was forced; so one that is above the lower ceiling is the proof for the greater.
   *
   * @param last the token that was handed out last, if it was under a ceiling; else zero
   */
  long certain(long last) {
    long lower = Math.min(first, second);
    return last > lower ? greatest() : lower;
  }
}
