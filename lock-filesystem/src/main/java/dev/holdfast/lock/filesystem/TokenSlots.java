package dev.holdfast.lock.filesystem;

import static dev.holdfast.lock.filesystem.HeaderLayout.OWNER;
import static dev.holdfast.lock.filesystem.HeaderLayout.RESERVATIONS;
import static dev.holdfast.lock.filesystem.HeaderLayout.RESERVATION_DISTANCE;
import static dev.holdfast.lock.filesystem.HeaderLayout.TOKEN_SLOTS;
import static dev.holdfast.lock.filesystem.HeaderLayout.TOKEN_SLOT_SIZE;

import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The fencing tokens of a lock, kept in its file, as seen by one process that has opened it.
 * Whoever asks for a token holds the file's exclusive lock; so nothing here needs a guard. The last
 * owner may be asked for by anybody at any time.
 */
final class TokenSlots {

  /*
   * Token slots
   *   valid(a) and valid(b): the greater one was written last; the next one overwrites the other one
   *   one valid            : the write of the other was cut short, and its token not handed out
   *   none valid           : the file is new, or was made anew after somebody had deleted it
   *
   *  (1) A token is handed out only after it was written, and the slot with the greatest one is never
   *      overwritten. So as long as the system runs, all that were handed out are seen by whoever
   *      comes next, whichever processes crash when.
   *  (2) The first token of a file is the wall clock in milliseconds, with 20 bits behind it for
   *      counting. So it is greater than all tokens of a deleted predecessor, unless that one has
   *      used up more than a million in each millisecond, or the clock was set back since.
   *
   * Reservations
   * Tokens are not forced. When the power fails, each sector that was written since it was last forced
   * becomes any of its versions, or is torn. What is forced is a ceiling. Let D be a ceiling that is in
   * one of the two slots, and on the disk the same as what processes read there: the safe slot.
   *
   *  (3) No token above D is handed out, except with TokenDurability.PROCESS, which reserves nothing.
   *  (4) Only the slot beside the safe one is overwritten, with a ceiling greater than both. So a write
   *      that is torn or lost leaves D as it is; and after it was forced, there is a greater D. D never
   *      falls, over all failures.
   *  (5) A process that opens the file goes on above all ceilings and tokens that it finds, so above
   *      D, so by (3) above all tokens that were handed out before the power failed, even if their
   *      slots are lost. The power ends all processes, so all that come after it have opened the file
   *      after it. What those hand out who had opened it before, is in order by (1).
   *
   * Which slot is the safe one? Not always the greater: its writer may have crashed before forcing it.
   * Then the other one is, and overwriting that could lose both. But if the last token was handed out
   * under a ceiling, which its slot says, and is above the lesser one, then by (3) the greater is safe.
   * (One that is missing or torn counts as zero.) Without that proof,
   *
   *  (6) the greater one is written again as it is, and forced, before the other one is overwritten or
   *      passed by a token. Written again, because a system may forget that a page is to be written
   *      when that has failed once.
   *
   * Owner
   *  (7) Who a process is, is written before its first token, and stays until another one writes the
   *      same. So it belongs to a slot exactly if it bears the same nonce; a reader without the lock,
   *      who may find any mixture, believes it only then.
   */

  private static final int COUNTING_BITS = 20;
  private static final long RESERVED_AT_ONCE = 65_536;

  private final Header header;
  private final Clock clock;
  private final OwnerRecord self;
  private final long reservedAtOnce;

  /** What is read before a token is handed out; kept, because to clear a new one takes its time. */
  private final byte[] seen = new byte[HeaderLayout.SIZE - TOKEN_SLOTS];

  private long handedOut;

  /**
   * Tokens for one process.
   *
   * @param self who that is
   */
  TokenSlots(Header header, Clock clock, OwnerRecord self) {
    this(header, clock, self, RESERVED_AT_ONCE);
  }

  TokenSlots(Header header, Clock clock, OwnerRecord self, long reservedAtOnce) {
    this.header = header;
    this.clock = clock;
    this.self = self;
    this.reservedAtOnce = reservedAtOnce;
  }

  /**
   * Hands out the next token.
   *
   * @param thread the name of the thread that gets it
   * @param sinceMillis when it gets the lock
   * @param durability what the token has to survive; not NONE
   */
  long next(String thread, long sinceMillis, TokenDurability durability) {
    if (durability == TokenDurability.NONE) {
      throw new IllegalArgumentException("A token was asked for where none are written.");
    }
    boolean underCeiling = durability == TokenDurability.POWER;
    header.readHeader(TOKEN_SLOTS, seen);
    Contents found = new Contents(seen);
    long token = following(found);
    if (underCeiling && token > found.certainCeiling()) {
      reserve(token, found);
    }
    if (found.ownerNonce() != self.nonce()) {
      header.writeHeader(OWNER, self.toBytes());
    }
    header.writeHeader(
        TOKEN_SLOTS + (found.isFirstLast() ? TOKEN_SLOT_SIZE : 0),
        new Slot(token, underCeiling, self.nonce(), sinceMillis, thread).toBytes());
    handedOut = token;
    return token;
  }

  private long following(Contents found) {
    Slot last = found.last();
    long before = last == null ? (clock.millis() << COUNTING_BITS) - 1 : last.token();
    // Our first one, or the storage has lost something while we had the file open.
    if (handedOut == 0 || last == null || before < handedOut) {
      before = Math.max(Math.max(before, handedOut), found.ceilings.greatest());
    }
    return before + 1;
  }

  private void reserve(long token, Contents found) {
    Ceilings ceilings = found.ceilings;
    int greater = RESERVATIONS + (ceilings.isFirstGreater() ? 0 : RESERVATION_DISTANCE);
    int other = RESERVATIONS + (ceilings.isFirstGreater() ? RESERVATION_DISTANCE : 0);
    if (found.certainCeiling() < ceilings.greatest()) {
      header.writeHeader(greater, Ceilings.toBytes(ceilings.greatest()));
      header.force();
    }
    if (token > ceilings.greatest()) {
      header.writeHeader(other, Ceilings.toBytes(token - 1 + reservedAtOnce));
      header.force();
    }
  }

  /** The token that was handed out last, and to whom; null if there was none. */
  @Nullable Slot last() {
    return read().last();
  }

  /**
   * Who got the last token, and maybe holds the lock still; null if there was none. May be asked
   * without holding the lock, and does not keep anybody from taking it.
   */
  @Nullable LockOwner lastOwner() {
    return lastOwnerIn(header);
  }

  /** The same for somebody who asks for no tokens. */
  static @Nullable LockOwner lastOwnerIn(Header header) {
    Contents found = read(header);
    Slot last = found.last();
    if (last == null) {
      return null;
    }
    OwnerRecord owner = found.owner();
    return new LockOwner(
        owner != null && owner.nonce() == last.nonce() ? owner.process() : null,
        last.thread(),
        Instant.ofEpochMilli(last.sinceMillis()),
        last.token());
  }

  private Contents read() {
    return read(header);
  }

  private static Contents read(Header header) {
    return new Contents(header.readHeader(TOKEN_SLOTS, HeaderLayout.SIZE - TOKEN_SLOTS));
  }

  /** What the header says from the token slots on. */
  private static final class Contents {

    private final byte[] bytes;
    private final @Nullable Slot first;
    private final @Nullable Slot second;
    private final Ceilings ceilings;

    Contents(byte[] bytes) {
      this.bytes = bytes;
      first = Slot.of(bytes, 0);
      second = Slot.of(bytes, TOKEN_SLOT_SIZE);
      ceilings = Ceilings.of(bytes, RESERVATIONS - TOKEN_SLOTS);
    }

    boolean isFirstLast() {
      return first != null && (second == null || first.token() > second.token());
    }

    @Nullable Slot last() {
      return isFirstLast() ? first : second;
    }

    long certainCeiling() {
      Slot last = last();
      return ceilings.certain(last != null && last.underCeiling() ? last.token() : 0);
    }

    @Nullable OwnerRecord owner() {
      return OwnerRecord.of(bytes, OWNER - TOKEN_SLOTS);
    }

    long ownerNonce() {
      return OwnerRecord.nonce(bytes, OWNER - TOKEN_SLOTS);
    }
  }
}
