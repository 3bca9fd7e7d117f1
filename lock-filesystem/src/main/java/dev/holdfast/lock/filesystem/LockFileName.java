package dev.holdfast.lock.filesystem;

import dev.holdfast.lock.LockId;
import dev.holdfast.lock.LockKind;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * The name of the file that stands for a lock: a readable beginning, a hash that tells all names
 * apart, and the kind; in an alphabet that every file system keeps as it is.
 *
 * <p>The hash is the first 160 bits of SHA-256 over the UTF-16 code units of the name, so that
 * names which differ in any way, be it in case, in composition, or by an unpaired surrogate, get
 * different files.
 */
final class LockFileName {

  /** What a lock file's name never exceeds, in characters and bytes. */
  static final int MAX_LENGTH = 64;

  private static final Pattern FORM =
      Pattern.compile("l-[a-z0-9_]*-[0-9a-v]{32}\\.(mutex|rw|semaphore)\\.lock");

  private static final int HASH_BYTES = 20;
  private static final int HASH_DIGITS = 32;

  private LockFileName() {}

  /**
   * The file name for a lock. It depends on kind and name only, never on where the directory is
   * mounted.
   */
  static String of(LockId lock) {
    String suffix = "-" + hash(lock.name()) + "." + extension(lock.kind());
    return readable(lock.name(), MAX_LENGTH - suffix.length()) + suffix;
  }

  /** Whether a file name is the one of some lock, as far as its form tells. */
  static boolean isOne(String fileName) {
    return fileName.length() <= MAX_LENGTH && FORM.matcher(fileName).matches();
  }

  private static String extension(LockKind kind) {
    return switch (kind) {
      case MUTEX -> "mutex.lock";
      case READER_WRITER -> "rw.lock";
      case SEMAPHORE -> "semaphore.lock";
      case COMPOSITE -> throw new IllegalArgumentException("A composite lock has no file.");
    };
  }

  /** What can be kept of the name. The leading "l-" keeps clear of device names such as "con". */
  private static String readable(String name, int length) {
    StringBuilder kept = new StringBuilder("l-");
    for (int i = 0; i < name.length() && kept.length() < length; i++) {
      char given = name.charAt(i);
      char c = given >= 'A' && given <= 'Z' ? (char) (given - 'A' + 'a') : given;
      kept.append((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? c : '_');
    }
    return kept.toString();
  }

  private static String hash(String name) {
    ByteBuffer units = ByteBuffer.allocate(Character.BYTES * name.length());
    units.asCharBuffer().put(name);
    byte[] digest = Arrays.copyOf(sha256().digest(units.array()), HASH_BYTES);
    String digits = new BigInteger(1, digest).toString(32);
    return "0".repeat(HASH_DIGITS - digits.length()) + digits;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
