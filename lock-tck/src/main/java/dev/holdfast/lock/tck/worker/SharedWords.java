package dev.holdfast.lock.tck.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file of 64-bit words, mapped into the memory of several processes. What a process has written
 * is there for the others at once, and stays when the process is killed.
 */
final class SharedWords {

  private static final VarHandle WORDS =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private final MappedByteBuffer memory;

  private SharedWords(MappedByteBuffer memory) {
    this.memory = memory;
  }

  /** Maps the file, which is made, and is zero, if there is none. */
  static SharedWords map(Path file, int words) {
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return new SharedWords(channel.map(FileChannel.MapMode.READ_WRITE, 0, words * 8L));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot map " + file, e);
    }
  }

  /** How many words there are. */
  int size() {
    return memory.capacity() / 8;
  }

  long get(int index) {
    return (long) WORDS.getVolatile(memory, index * 8);
  }

  void set(int index, long value) {
    WORDS.setVolatile(memory, index * 8, value);
  }

  long getPlain(int index) {
    return (long) WORDS.get(memory, index * 8);
  }

  void setPlain(int index, long value) {
    WORDS.set(memory, index * 8, value);
  }

  long getAndAdd(int index, long delta) {
    return (long) WORDS.getAndAdd(memory, index * 8, delta);
  }

  long getAndOr(int index, long bits) {
    return (long) WORDS.getAndBitwiseOr(memory, index * 8, bits);
  }

  long getAndAnd(int index, long bits) {
    return (long) WORDS.getAndBitwiseAnd(memory, index * 8, bits);
  }
}
