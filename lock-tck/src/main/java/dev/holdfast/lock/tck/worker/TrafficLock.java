package dev.holdfast.lock.tck.worker;

import dev.holdfast.lock.LockKind;
import dev.holdfast.lock.LockMode;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A lock that traffic uses.
 *
 * @param spec the lock; its mode does not matter
 * @param modes in which modes it is acquired, each as often as it stands there
 * @param limit how many can hold it at once, if it is a semaphore; that may be less than its
 *     permits, if some of them are taken; else 1
 */
public record TrafficLock(LockSpec spec, List<LockMode> modes, int limit) {

  /** Copies the list. */
  public TrafficLock {
    modes = List.copyOf(modes);
  }

  /** A lock that is acquired in one mode, as its spec says. */
  public static TrafficLock of(LockSpec spec) {
    return new TrafficLock(spec, List.of(spec.mode()), spec.permits());
  }

  /** A reader-writer lock that is acquired in these modes. */
  public static TrafficLock readerWriter(String name, LockMode... modes) {
    return new TrafficLock(LockSpec.readerWriter(name, LockMode.WRITE), Arrays.asList(modes), 1);
  }

  LockSpec spec(LockMode mode) {
    return spec.kind() == LockKind.READER_WRITER ? LockSpec.readerWriter(spec.name(), mode) : spec;
  }

  Message toMessage() {
    return spec.toMessage()
        .with("limit", limit)
        .with("modes", modes.stream().map(Enum::name).collect(Collectors.joining(",")));
  }

  static TrafficLock of(Message message) {
    List<LockMode> modes =
        Arrays.stream(message.get("modes").split(",", -1)).map(LockMode::valueOf).toList();
    return new TrafficLock(LockSpec.of(message), modes, (int) message.number("limit"));
  }
}
