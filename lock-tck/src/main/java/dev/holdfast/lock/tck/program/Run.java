package dev.holdfast.lock.tck.program;

import dev.holdfast.lock.tck.history.History;
import dev.holdfast.lock.tck.history.Operation;
import java.util.List;
import java.util.Optional;

/**
 * What has happened when a program was performed.
 *
 * @param program the program
 * @param operations all calls
 * @param trouble what was noticed on the way and need not show in the history
 * @param tally what was done, and how often
 */
record Run(Program program, List<Operation> operations, Optional<Finding> trouble, Tally tally) {

  History history() {
    return History.of(operations);
  }
}
