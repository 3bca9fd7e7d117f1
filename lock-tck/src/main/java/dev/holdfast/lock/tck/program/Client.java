package dev.holdfast.lock.tck.program;

import java.util.List;

/**
 * A thread and what it does, one command after the other. When it is at the end, it cancels or
 * awaits what is pending, and closes all its handles.
 *
 * @param sibling whether it uses a provider instance of its own rather than the one of the trial
 * @param commands what it does, not null
 */
public record Client(boolean sibling, List<Command> commands) {

  /**
   * Copies the list.
   *
   * @param sibling see above
   * @param commands see above
   */
  public Client {
    commands = List.copyOf(commands);
  }
}
