package com.example.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.EventType;

/** The recipes, again and again: how long they take is reported, but not judged. */
class RecipeRepetitionsTest {

  private static final int REPETITIONS = Integer.getInteger("holdfast.recipes.repetitions", 20);

  private final Map<String, List<Duration>> times = new TreeMap<>();

  @Test
  void theRecipesNeverFail(TestReporter reporter) {
    for (int i = 0; i < REPETITIONS; i++) {
      note(
          EngineTestKit.engine("junit-jupiter")
              .selectors(selectClass(RecipesTest.class))
              .execute()
              .testEvents()
              .assertStatistics(stats -> stats.started(6).succeeded(6))
              .list());
    }
    assertEquals(6, times.size());
    times.forEach(
        (recipe, taken) ->
            reporter.publishEntry(
                recipe,
                "median %d us, 99 of 100 within %d us, longest %d us"
                    .formatted(at(taken, 0.5), at(taken, 0.99), at(taken, 1))));
  }

  private static long at(List<Duration> taken, double part) {
    return taken.stream()
            .sorted()
            .skip((long) Math.ceil(part * taken.size()) - 1)
            .findFirst()
            .orElseThrow()
            .toNanos()
        / 1_000;
  }

  private void note(List<Event> events) {
    Map<String, Instant> started = new HashMap<>();
    for (Event event : events) {
      String recipe = event.getTestDescriptor().getDisplayName();
      if (event.getType() == EventType.STARTED) {
        started.put(recipe, event.getTimestamp());
      } else if (event.getType() == EventType.FINISHED) {
        times
            .computeIfAbsent(recipe, absent -> new ArrayList<>())
            .add(Duration.between(started.get(recipe), event.getTimestamp()));
      }
    }
  }
}
