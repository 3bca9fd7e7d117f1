package dev.holdfast.lock.filesystem;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Text in a place of fixed size: its length in two bytes, UTF-8, and zeros up to the end. */
final class ShortText {

  private static final short NONE = -1;

  private ShortText() {}

  /**
   * Writes a text, or as many of its first code points as there is room for, and moves on behind
   * the room.
   *
   * @param room how many bytes there are behind the two of the length
   */
  static void put(ByteBuffer bytes, @Nullable String text, int room) {
    int end = bytes.position() + Short.BYTES + room;
    if (text == null) {
      bytes.putShort(NONE);
    } else {
      // Each char takes at least a byte, so the rest of a very long text need not be looked at.
      byte[] encoded = text.substring(0, Math.min(text.length(), room + 1)).getBytes(UTF_8);
      int length = Math.min(encoded.length, room);
      while (length < encoded.length && isInsideCodePoint(encoded[length])) {
        length--;
      }
      bytes.putShort((short) length).put(encoded, 0, length);
    }
    bytes.position(end);
  }

  private static boolean isInsideCodePoint(byte b) {
    return (b & 0xC0) == 0x80;
  }

  /** Reads a text and moves on behind the room; null if none was put, or if that makes no sense. */
  static @Nullable String get(ByteBuffer bytes, int room) {
    int length = bytes.getShort();
    int start = bytes.position();
    bytes.position(start + room);
    if (length < 0 || length > room) {
      return null;
    }
    byte[] encoded = new byte[length];
    bytes.get(start, encoded);
    return new String(encoded, UTF_8);
  }
}
