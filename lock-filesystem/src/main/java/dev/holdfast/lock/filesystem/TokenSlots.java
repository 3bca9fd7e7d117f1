package dev.holdfast.lock.filesystem;

import dev.holdfast.lock.filesystem.HeaderLayout.Slot;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * The fencing tokens of a lock, kept in its file. Whoever asks for one holds the file's exclusive
 * lock; so nothing here needs a guard.
 */
final class TokenSlots {

  /*
   *   valid(a) and valid(b): the greater one was handed out last; the next one overwrites the other
   *   one valid            : the write of the other was torn, and its token was never handed out
   *   none valid           : the file is new, or was made anew after somebody had deleted it
   *
   *  (1) A token is returned only after it was written, and forced if that is asked for. So a crash
   *      forgets no token that was handed out.
   *  (2) The slot that holds the greatest token is never overwritten. So a torn write forgets none
   *      either.
   *  (3) The first token of a file is the wall clock in milliseconds, with 20 bits behind it for
   *      counting. So it is greater than all tokens of a deleted predecessor, unless that one was
   *      used more than a million times in each millisecond, or the clock was set back since.
   */

  private static final int COUNTING_BITS = 20;

  private final LockFile file;
  private final Clock clock;

  TokenSlots(LockFile file, Clock clock) {
    this.file = file;
    this.clock = clock;
  }

  /**
   * Hands out the next token.
   *
   * @param nonce whose it is, to be recognized again
   * @param durable whether it has to survive the loss of power
   */
  long next(long nonce, boolean durable) {
    @Nullable Slot[] slots = read();
    int latest = latest(slots);
    Slot last = latest < 0 ? null : slots[latest];
    long token = last == null ? clock.millis() << COUNTING_BITS : last.token() + 1;
    int free = latest == 0 ? 1 : 0;
    file.writeHeader(
        HeaderLayout.TOKEN_SLOTS + free * HeaderLayout.TOKEN_SLOT_SIZE,
        new Slot(token, nonce).toBytes());
    if (durable) {
      file.force();
    }
    return token;
  }

  /** The token that was handed out last, and to whom; null if there was none. */
  @Nullable Slot last() {
    @Nullable Slot[] slots = read();
    int latest = latest(slots);
    return latest < 0 ? null : slots[latest];
  }

  private @Nullable Slot[] read() {
    byte[] bytes = file.readHeader(HeaderLayout.TOKEN_SLOTS, 2 * HeaderLayout.TOKEN_SLOT_SIZE);
    return new @Nullable Slot[] {Slot.of(bytes, 0), Slot.of(bytes, HeaderLayout.TOKEN_SLOT_SIZE)};
  }

  private static int latest(@Nullable Slot[] slots) {
    Slot a = slots[0];
    Slot b = slots[1];
    if (a == null) {
      return b == null ? -1 : 1;
    }
    return b == null || a.token() > b.token() ? 0 : 1;
  }
}
