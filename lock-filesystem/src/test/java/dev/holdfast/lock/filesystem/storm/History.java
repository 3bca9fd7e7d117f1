package dev.holdfast.lock.filesystem.storm;

import dev.holdfast.lock.LockMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The record of what one process was granted, in a file that survives its death. Thread-safe. */
@SuppressWarnings("EnumOrdinal") // one version writes and reads
final class History {

  /*
   * An entry is claimed by adding to the counter, filled, and published by its first word, which is
   * written last; its end is added later. A thread that is killed in between leaves an entry that is
   * not published, or one without an end. The file has room for all entries from the beginning, but
   * takes no space on the disk for those that were not written.
   */

  private static final int COUNTER = 0;
  private static final int REFUSALS = 8;
  private static final int FIRST_ENTRY = 64;
  private static final int ENTRY_SIZE = 8;
  private static final int MOST_ENTRIES = 1 << 20;
  private static final int PUBLISHED = 1 << 24;

  private final SharedWords words;

  private History(SharedWords words) {
    this.words = words;
  }

  static History in(Path file) {
    return new History(SharedWords.map(file, FIRST_ENTRY + MOST_ENTRIES * ENTRY_SIZE));
  }

  /**
   * Records a grant, now.
   *
   * @return the entry, to be ended
   */
  int begin(int thread, LockMode mode, Form form, long token, long requested, long granted) {
    int number = (int) words.getAndAdd(COUNTER, 1);
    if (number >= MOST_ENTRIES) {
      throw new IllegalStateException("More than " + MOST_ENTRIES + " grants in one process.");
    }
    int entry = FIRST_ENTRY + number * ENTRY_SIZE;
    words.set(entry + 1, token);
    words.set(entry + 2, requested);
    words.set(entry + 3, granted);
    words.set(entry, PUBLISHED | thread << 16 | mode.ordinal() << 8 | form.ordinal());
    return entry;
  }

  /** Records a moment in which the hold had not ended; its end follows. */
  void end(int entry, long until) {
    words.set(entry + 4, until);
  }

  /** Records that the release was over. */
  void released(int entry, long when) {
    words.set(entry + 5, when);
  }

  /** Records that nothing was granted. */
  void refused(Form form) {
    long unused = words.getAndAdd(REFUSALS + form.ordinal(), 1);
  }

  long refusals(Form form) {
    return words.get(REFUSALS + form.ordinal());
  }

  /** All that was granted; {@link Hold#OPEN open} is what had not ended. */
  List<Hold> holds(int worker) {
    long count = Math.min(words.get(COUNTER), MOST_ENTRIES);
    List<Hold> holds = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int entry = FIRST_ENTRY + i * ENTRY_SIZE;
      int head = (int) words.get(entry);
      if (head != 0) {
        long until = words.get(entry + 4);
        holds.add(
            new Hold(
                worker,
                head >> 16 & 0xff,
                LockMode.values()[head >> 8 & 0xff],
                Form.values()[head & 0xff],
                words.get(entry + 1),
                words.get(entry + 2),
                words.get(entry + 3),
                until == 0 ? Hold.OPEN : until,
                words.get(entry + 5)));
      }
    }
    return holds;
  }
}
