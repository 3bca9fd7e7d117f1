package dev.holdfast.lock.tck.program;

import dev.holdfast.lock.tck.engine.Inconclusive;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** How often commands of each verb have done what they are for. Confined to one thread. */
final class Tally {

  private final Map<Verb, Long> done = new EnumMap<>(Verb.class);
  private long contended;
  private long programs;

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
    programs += other.programs;
  }

  void ran() {
    programs++;
  }

  long programs() {
    return programs;
  }

  long contended() {
    return contended;
  }

  /** All that was done. */
  long events() {
    return done.values().stream().mapToLong(Long::longValue).sum();
  }

  long of(Verb verb) {
    return done.getOrDefault(verb, 0L);
  }

  /** The commands that have never done their work. */
  Set<Verb> missing(Set<Verb> verbs) {
    return verbs.stream().filter(verb -> !done.containsKey(verb)).collect(Collectors.toSet());
  }

  /** Inconclusive if one of these was never done. */
  void demand(Set<Verb> verbs) {
    Set<Verb> missing = missing(verbs);
    if (!missing.isEmpty()) {
      throw new Inconclusive(
          "Too little was seen to tell: in %d programs these commands have never done their work: %s."
              .formatted(programs, missing.stream().sorted().toList()));
    }
  }
}
