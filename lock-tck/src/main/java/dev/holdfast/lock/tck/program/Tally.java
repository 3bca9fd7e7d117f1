package dev.holdfast.lock.tck.program;

import dev.holdfast.lock.tck.engine.TooLittleSeen;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** How often commands of each verb have done what they are for. Confined to one thread. */
final class Tally {

  private static final long LEAST_CONTENDED = 20;

  private final Map<Verb, Long> done = new EnumMap<>(Verb.class);
  private long contended;
  private long runs;

  void did(Verb verb) {
    done.merge(verb, 1L, Long::sum);
  }

  /** A request met somebody in its way. */
  void met() {
    contended++;
  }

  /** Adds what was seen in a run that has ended. */
  void add(Tally other) {
    other.done.forEach((verb, times) -> done.merge(verb, times, Long::sum));
    contended += other.contended;
    runs += other.runs;
  }

  void ran() {
    runs++;
  }

  /** All that was done. */
  long events() {
    return done.values().stream().mapToLong(Long::longValue).sum();
  }

  long of(Verb verb) {
    return done.getOrDefault(verb, 0L);
  }

  private Set<Verb> missing(Set<Verb> verbs) {
    return verbs.stream().filter(verb -> !done.containsKey(verb)).collect(Collectors.toSet());
  }

  /** Whether enough was done and met to tell anything. */
  boolean isEnough(Set<Verb> verbs) {
    return contended >= LEAST_CONTENDED && missing(verbs).isEmpty();
  }

  /** Asks for more time if one of these was never done, or nearly nothing was in anybody's way. */
  void demand(Set<Verb> verbs) {
    Set<Verb> missing = missing(verbs);
    if (!missing.isEmpty()) {
      throw new TooLittleSeen(
          "In %s some commands have never done their work: %s."
              .formatted(Listing.count(runs, "run"), missing.stream().sorted().toList()));
    }
    if (contended < LEAST_CONTENDED) {
      throw new TooLittleSeen(
          "In %s only %s met somebody in its way; at least %d are needed to tell."
              .formatted(
                  Listing.count(runs, "run"),
                  Listing.count(contended, "request"),
                  LEAST_CONTENDED));
    }
  }
}
