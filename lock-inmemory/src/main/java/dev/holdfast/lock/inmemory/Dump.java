package dev.holdfast.lock.inmemory;

import dev.holdfast.lock.Deadline;
import java.util.Map;
import java.util.TreeMap;

/** The state of a fake in words. */
final class Dump {

  private final FakeSpace space;
  private final StringBuilder text = new StringBuilder();

  private Dump(FakeSpace space) {
    this.space = space;
  }

  static String of(FakeSpace space) {
    Dump dump = new Dump(space);
    dump.write();
    return dump.text.toString();
  }

  private void write() {
    line(
        "Locks of space "
            + space.name()
            + (space.waits().isManual() ? " at " + space.waits().now() : ""));
    for (Standing standing : space.standings()) {
      line("  " + Text.of(standing.id()));
      standing.holders().forEach(this::write);
      standing.waiters().forEach(this::write);
    }
    Map<String, Tally> sorted = new TreeMap<>(space.tallies());
    sorted.forEach(
        (name, tally) -> {
          LockCounts counts = tally.counts();
          line(
              "  '"
                  + Text.onOneLine(name)
                  + "' so far: acquisitions "
                  + counts.acquisitions()
                  + ", timeouts "
                  + counts.timeouts()
                  + ", losses "
                  + counts.losses());
        });
  }

  private void write(Standing.Held held) {
    Hold hold = held.hold();
    line(
        "    held in mode "
            + held.mode()
            + (held.token() == Hold.NO_TOKEN ? "" : " with token " + held.token())
            + owner(hold.lockable)
            + ", acquired at "
            + Text.of(hold.acquiredAt));
  }

  private void write(Waiter waiter) {
    WaitBook.Wait wait = space.waits().find(waiter);
    if (wait != null) {
      line(
          "    "
              + Text.of(waiter)
              + owner(waiter.lockable)
              + (wait.timeout().equals(Deadline.FOREVER)
                  ? ", without a limit"
                  : ", for up to " + wait.timeout()));
    }
  }

  private String owner(InMemoryLockable<?> lockable) {
    return space.isOther(lockable) ? " by another process" : "";
  }

  private void line(String line) {
    text.append(line).append('\n');
  }
}
