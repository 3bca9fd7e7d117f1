package dev.holdfast.lock.filesystem;

import dev.holdfast.lock.LockException;

/** The first bytes of a lock file, where its records are. See {@link HeaderLayout}. */
interface Header {

  /**
   * Reads a part; what lies behind the end of the file is zero.
   *
   * @throws LockException if that fails
   */
  default byte[] readHeader(int position, int length) {
    byte[] bytes = new byte[length];
    readHeader(position, bytes);
    return bytes;
  }

  /** The same, into an array, which is filled. */
  void readHeader(int position, byte[] bytes);

  /**
   * Writes a part, so that all other processes see it, but a loss of power may undo it.
   *
   * @throws LockException if that fails; how much was written is then unknown
   */
  void writeHeader(int position, byte[] bytes);

  /**
   * Makes durable what anybody has written before.
   *
   * @throws LockException if that fails; what was written is then not durable, nor made so by
   *     forcing again without writing it again
   */
  void force();
}
