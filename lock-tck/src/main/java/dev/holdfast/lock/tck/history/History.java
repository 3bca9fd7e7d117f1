package dev.holdfast.lock.tck.history;

import java.util.Comparator;
import java.util.List;

/**
 * All that happened, in the order of the calls. Immutable.
 *
 * @param entries the calls and faults; not null
 */
public record History(List<Entry> entries) {

  private static final Comparator<Entry> BY_CALL =
      Comparator.comparingLong(Entry::called).thenComparingLong(Entry::sequence);

  /**
   * Sorts by the instants of the calls.
   *
   * @param entries see above
   */
  public History {
    entries = entries.stream().sorted(BY_CALL).toList();
  }

  /**
   * The calls of the API.
   *
   * @return the operations in the order of their calls, not null
   */
  public List<Operation> operations() {
    return entries.stream().filter(Operation.class::isInstance).map(Operation.class::cast).toList();
  }

  /**
   * The faults.
   *
   * @return the faults in the order of their injection, not null
   */
  public List<Fault> faults() {
    return entries.stream().filter(Fault.class::isInstance).map(Fault.class::cast).toList();
  }
}
