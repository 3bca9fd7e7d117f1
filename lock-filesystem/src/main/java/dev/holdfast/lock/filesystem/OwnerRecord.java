package dev.holdfast.lock.filesystem;

import static dev.holdfast.lock.filesystem.HeaderLayout.OWNER_SIZE;

import java.nio.ByteBuffer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The content of a header's owner record.
 *
 * @param nonce the number of the process, drawn at random; not zero
 * @param process who it is; only as much of its texts is written as there is room for
 */
record OwnerRecord(long nonce, OwnerProcess process) {

  private static final int CHECKSUM = OWNER_SIZE - Integer.BYTES;
  private static final int TEXT_SIZE = (CHECKSUM - 3 * Long.BYTES) / 2 - Short.BYTES;
  private static final long UNKNOWN = Long.MIN_VALUE;

  byte[] toBytes() {
    Instant started = process.started();
    ByteBuffer bytes = ByteBuffer.allocate(OWNER_SIZE);
    bytes.putLong(nonce).putLong(process.pid());
    bytes.putLong(started == null ? UNKNOWN : started.toEpochMilli());
    ShortText.put(bytes, process.host(), TEXT_SIZE);
    ShortText.put(bytes, process.label(), TEXT_SIZE);
    return HeaderLayout.sealed(bytes, CHECKSUM);
  }

  /** The nonce alone; zero if nothing was ever written or the checksum is wrong. */
  static long nonce(byte[] bytes, int offset) {
    ByteBuffer owner = place(bytes, offset);
    return HeaderLayout.isSealed(owner, CHECKSUM) ? owner.getLong() : 0;
  }

  /** The content, or null if it was never written or the checksum is wrong. */
  static @Nullable OwnerRecord of(byte[] bytes, int offset) {
    long nonce = nonce(bytes, offset);
    if (nonce == 0) {
      return null;
    }
    ByteBuffer owner = place(bytes, offset).position(Long.BYTES);
    long pid = owner.getLong();
    long started = owner.getLong();
    String host = ShortText.get(owner, TEXT_SIZE);
    String label = ShortText.get(owner, TEXT_SIZE);
    if (host == null) {
      return null;
    }
    Instant start = started == UNKNOWN ? null : Instant.ofEpochMilli(started);
    return new OwnerRecord(nonce, new OwnerProcess(pid, host, start, label));
  }

  private static ByteBuffer place(byte[] bytes, int offset) {
    return ByteBuffer.wrap(bytes, offset, OWNER_SIZE).slice();
  }
}
