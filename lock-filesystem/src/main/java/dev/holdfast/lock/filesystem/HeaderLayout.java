package dev.holdfast.lock.filesystem;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_16BE;

import dev.holdfast.lock.LockId;
import dev.holdfast.lock.LockKind;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** What stands where in the header of a lock file. */
final class HeaderLayout {

  /*
   *     0  identity      "HOLDFAST", version, kind, name; depends on nothing but the lock, and is the
   *                      same whoever writes it: two who write it at once do no harm
   *  2048  token slots   twice 64 bytes: token, nonce and thread of its owner, time, checksum
   *  2176  permits       64 bytes: number in force, checksum
   *  2304  heartbeat     8 bytes, whatever a holder writes to see whether he still can
   *  2560  reservation   12 bytes: how far tokens may go, checksum
   *  3072  reservation   the same; the two take turns
   *  3584  owner         511 bytes: which process has the nonce, checksum
   *  4095  end           a zero byte, written to give the file its size, by whoever finds it shorter
   *  4096  tombstone     not there as long as the file may be used; that it is there is all it says
   *
   * All that changes is written in units that lie within one sector, each with a checksum of its own,
   * because a write may be torn when the power fails. The reservations have sectors to themselves.
   */

  static final int SIZE = 4096;
  static final int TOKEN_SLOTS = 2048;
  static final int TOKEN_SLOT_SIZE = 64;
  static final int PERMITS = 2176;
  static final int HEARTBEAT = 2304;
  static final int RESERVATIONS = 2560;
  static final int RESERVATION_DISTANCE = 512;
  static final int RESERVATION_SIZE = Long.BYTES + Integer.BYTES;
  static final int OWNER = 3584;
  static final int OWNER_SIZE = 511;
  static final int END = SIZE - 1;

  private static final byte[] MAGIC = "HOLDFAST".getBytes(US_ASCII);
  private static final int VERSION = 1;
  private static final int NAME = MAGIC.length + 3 * Integer.BYTES;

  /** In UTF-16 code units. */
  static final int MAX_NAME_LENGTH = (TOKEN_SLOTS - NAME) / Character.BYTES;

  private HeaderLayout() {}

  /** The bytes of the identity, from the beginning of the file to the token slots. */
  static byte[] identity(LockId lock) {
    ByteBuffer bytes = ByteBuffer.allocate(TOKEN_SLOTS);
    bytes.put(MAGIC).putInt(VERSION).putInt(code(lock.kind())).putInt(lock.name().length());
    // Unlike an encoder, this keeps unpaired surrogates.
    bytes.asCharBuffer().put(lock.name());
    return bytes.array();
  }

  private static int code(LockKind kind) {
    return switch (kind) {
      case MUTEX -> 1;
      case READER_WRITER -> 2;
      case SEMAPHORE -> 3;
      case COMPOSITE -> throw new IllegalArgumentException("A composite lock has no file.");
    };
  }

  /** Whether these bytes are the beginning of a lock file of whatever lock and version. */
  static boolean isOurs(byte[] identity) {
    return identity.length >= MAGIC.length
        && Arrays.equals(identity, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
  }

  /** Tells what an identity says, for messages. */
  static String describe(byte[] identity) {
    if (!isOurs(identity)) {
      return "not a lock file";
    }
    ByteBuffer bytes = ByteBuffer.wrap(identity).position(MAGIC.length);
    int version = bytes.getInt();
    int kind = bytes.getInt();
    int length = bytes.getInt();
    if (version != VERSION || length < 0 || length > MAX_NAME_LENGTH) {
      return "a lock file of version " + version;
    }
    String name = new String(identity, NAME, length * Character.BYTES, UTF_16BE);
    return "the lock file of '" + name + "' (kind " + kind + ")";
  }

  /** The lock that an identity stands for, or null if it is no identity. */
  static @Nullable LockId lock(byte[] identity, String namespace) {
    int length = isOurs(identity) ? ByteBuffer.wrap(identity).getInt(NAME - Integer.BYTES) : -1;
    if (length < 0 || length > MAX_NAME_LENGTH) {
      return null;
    }
    char[] name = new char[length];
    ByteBuffer.wrap(identity).position(NAME).asCharBuffer().get(name);
    for (LockKind kind : List.of(LockKind.MUTEX, LockKind.READER_WRITER, LockKind.SEMAPHORE)) {
      LockId lock = new LockId(namespace, kind, new String(name));
      if (Arrays.equals(identity(lock), identity)) {
        return lock;
      }
    }
    return null;
  }

  /** What is written behind the header of a file that is to be deleted. */
  static byte[] tombstone() {
    return "deleted\n".getBytes(US_ASCII);
  }

  /**
   * Puts a checksum of the first bytes behind them. Never zero, which stands for nothing written.
   */
  static byte[] sealed(ByteBuffer bytes, int length) {
    return bytes.putInt(length, checksum(bytes.array(), bytes.arrayOffset(), length)).array();
  }

  static boolean isSealed(ByteBuffer bytes, int length) {
    return bytes.getInt(length) == checksum(bytes.array(), bytes.arrayOffset(), length);
  }

  private static int checksum(byte[] bytes, int offset, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, offset, length);
    int value = (int) crc.getValue();
    return value == 0 ? 1 : value;
  }
}
