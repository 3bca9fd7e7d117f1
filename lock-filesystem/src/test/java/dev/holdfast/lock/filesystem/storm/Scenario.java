package dev.holdfast.lock.filesystem.storm;

import java.time.Duration;
import java.util.Collections;
import java.util.List;

/**
 * What a storm is to be.
 *
 * @param crews one for each process; all of one primitive
 * @param kills how many processes are killed at random instants, and replaced
 */
record Scenario(Backend backend, List<Crew> crews, Duration duration, int kills, long seed) {

  Scenario {
    crews = List.copyOf(crews);
    if (crews.stream().map(Crew::primitive).distinct().count() != 1) {
      throw new IllegalArgumentException("All crews take one lock, not " + crews);
    }
  }

  static Scenario of(Backend backend, int processes, Crew crew, Duration duration, int kills) {
    return new Scenario(
        backend, Collections.nCopies(processes, crew), duration, kills, System.nanoTime());
  }

  Primitive primitive() {
    return crews.get(0).primitive();
  }
}
