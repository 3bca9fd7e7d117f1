package dev.holdfast.lock.filesystem;

import static dev.holdfast.lock.filesystem.HeaderLayout.TOKEN_SLOT_SIZE;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The content of a token slot: a token, and to whom it was handed out.
 *
 * @param token the token
 * @param underCeiling whether it was handed out after a ceiling not below it was forced
 * @param nonce the number of the process, drawn at random
 * @param sinceMillis when it was handed out, in milliseconds of the epoch
 * @param thread the name of the thread; only as much of it is written as there is room for
 */
record Slot(long token, boolean underCeiling, long nonce, long sinceMillis, String thread) {

  private static final int CHECKSUM = TOKEN_SLOT_SIZE - Integer.BYTES;
  private static final int THREAD_SIZE = CHECKSUM - 3 * Long.BYTES - 1 - Short.BYTES;

  byte[] toBytes() {
    ByteBuffer bytes = ByteBuffer.allocate(TOKEN_SLOT_SIZE);
    bytes.putLong(token).putLong(nonce).putLong(sinceMillis).put((byte) (underCeiling ? 1 : 0));
    ShortText.put(bytes, thread, THREAD_SIZE);
    return HeaderLayout.sealed(bytes, CHECKSUM);
  }

  /** The content, or null if it was never written or the checksum is wrong. */
  static @Nullable Slot of(byte[] bytes, int offset) {
    ByteBuffer slot = ByteBuffer.wrap(bytes, offset, TOKEN_SLOT_SIZE).slice();
    if (!HeaderLayout.isSealed(slot, CHECKSUM)) {
      return null;
    }
    long token = slot.getLong();
    long nonce = slot.getLong();
    long sinceMillis = slot.getLong();
    boolean underCeiling = slot.get() != 0;
    String thread = ShortText.get(slot, THREAD_SIZE);
    return thread == null ? null : new Slot(token, underCeiling, nonce, sinceMillis, thread);
  }
}
