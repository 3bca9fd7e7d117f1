package dev.holdfast.lock.tck;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * Bounds on time and order that a backend declares, and is held to.
 *
 * @param pollInterval how late a waiter may notice that the lock is free or its time is up; zero
 *     for a backend that is told
 * @param abandonedRelease how long an abandoned handle may stay held while others wait for the lock
 * @param bypass how many conflicting later acquisitions a waiter may have to let pass
 * @param providerClose how long waiters may take to end when the provider is closed
 * @param crashRelease how long the lock of a process that has died may stay taken; with a lease, no
 *     shorter than that
 * @param lostDetection how long after the loss of a lock its handle may take to report it
 * @param lease how long a lock stays with a holder that gives no sign of life, at least; zero for a
 *     backend that takes no lock from a process that lives
 */
public record Bounds(
    Duration pollInterval,
    Duration abandonedRelease,
    int bypass,
    Duration providerClose,
    Duration crashRelease,
    Duration lostDetection,
    Duration lease) {

  /** The bounds of a backend that says nothing. */
  public static final Bounds DEFAULT =
      new Bounds(
          Duration.ofMillis(100),
          Duration.ofSeconds(10),
          1_000,
          Duration.ofSeconds(1),
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ZERO);

  /**
   * Rejects bounds that nothing can keep.
   *
   * @param pollInterval not null, not negative
   * @param abandonedRelease not null, not negative
   * @param bypass not negative
   * @param providerClose not null, not negative
   * @param crashRelease not null, not negative
   * @param lostDetection not null, not negative
   * @param lease not null, not negative
   */
  public Bounds {
    requireNotNegative(pollInterval, "pollInterval");
    requireNotNegative(abandonedRelease, "abandonedRelease");
    requireNotNegative(providerClose, "providerClose");
    requireNotNegative(crashRelease, "crashRelease");
    requireNotNegative(lostDetection, "lostDetection");
    requireNotNegative(lease, "lease");
    if (bypass < 0) {
      throw new IllegalArgumentException("The bound bypass is negative: " + bypass);
    }
  }

  private static void requireNotNegative(Duration bound, String name) {
    if (bound.isNegative()) {
      throw new IllegalArgumentException("The bound " + name + " is negative: " + bound);
    }
  }

  /**
   * These bounds with another value for one of them, both as text.
   *
   * @param name such as "crashRelease" or "crash-release", in any case; not null
   * @param value a time such as "50ms", "12s", "2m" or "PT12S", or a number for "bypass"; not null
   * @return the changed bounds, not null
   * @throws IllegalArgumentException if there is no such bound or it cannot have this value
   */
  public Bounds with(String name, String value) {
    return BoundsText.with(this, name, value);
  }

  /**
   * All bounds as text.
   *
   * @return values as {@link #with(String, String)} takes them, by name; not null
   */
  public Map<String, String> byName() {
    return BoundsText.byName(this);
  }

  /**
   * Those of these bounds that others differ from.
   *
   * @param others the others, not null
   * @return values as {@link #with(String, String)} takes them, by name; not null
   */
  public Map<String, String> differences(Bounds others) {
    Map<String, String> different = new TreeMap<>(byName());
    different.entrySet().removeAll(others.byName().entrySet());
    return different;
  }

  /**
   * These bounds with another {@link #pollInterval()}.
   *
   * @param pollInterval how late a waiter may notice that the lock is free or its time is up; not
   *     null
   * @return the changed bounds, not null
   */
  public Bounds pollInterval(Duration pollInterval) {
    return new Bounds(
        pollInterval, abandonedRelease, bypass, providerClose, crashRelease, lostDetection, lease);
  }

  /**
   * These bounds with another {@link #abandonedRelease()}.
   *
   * @param abandonedRelease how long an abandoned handle may stay held while others wait; not null
   * @return the changed bounds, not null
   */
  public Bounds abandonedRelease(Duration abandonedRelease) {
    return new Bounds(
        pollInterval, abandonedRelease, bypass, providerClose, crashRelease, lostDetection, lease);
  }

  /**
   * These bounds with another {@link #bypass()}.
   *
   * @param bypass how many conflicting later acquisitions a waiter may have to let pass
   * @return the changed bounds, not null
   */
  public Bounds bypass(int bypass) {
    return new Bounds(
        pollInterval, abandonedRelease, bypass, providerClose, crashRelease, lostDetection, lease);
  }

  /**
   * These bounds with another {@link #providerClose()}.
   *
   * @param providerClose how long waiters may take to end when the provider is closed; not null
   * @return the changed bounds, not null
   */
  public Bounds providerClose(Duration providerClose) {
    return new Bounds(
        pollInterval, abandonedRelease, bypass, providerClose, crashRelease, lostDetection, lease);
  }

  /**
   * These bounds with another {@link #crashRelease()}.
   *
   * @param crashRelease how long the lock of a process that has died may stay taken; not null
   * @return the changed bounds, not null
   */
  public Bounds crashRelease(Duration crashRelease) {
    return new Bounds(
        pollInterval, abandonedRelease, bypass, providerClose, crashRelease, lostDetection, lease);
  }

  /**
   * These bounds with another {@link #lostDetection()}.
   *
   * @param lostDetection how long after the loss of a lock its handle may take to report it; not
   *     null
   * @return the changed bounds, not null
   */
  public Bounds lostDetection(Duration lostDetection) {
    return new Bounds(
        pollInterval, abandonedRelease, bypass, providerClose, crashRelease, lostDetection, lease);
  }

  /**
   * These bounds with another {@link #lease()}.
   *
   * @param lease how long a lock stays with a holder that gives no sign of life, at least; not null
   * @return the changed bounds, not null
   */
  public Bounds lease(Duration lease) {
    return new Bounds(
        pollInterval, abandonedRelease, bypass, providerClose, crashRelease, lostDetection, lease);
  }
}
