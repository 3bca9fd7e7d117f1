package dev.holdfast.lock.tck.rules;

import static dev.holdfast.lock.tck.fakes.Rules.rule;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.holdfast.lock.LockKind;
import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.tck.BackendUnderTest;
import dev.holdfast.lock.tck.Latency;
import dev.holdfast.lock.tck.RunOptions;
import dev.holdfast.lock.tck.engine.Session;
import dev.holdfast.lock.tck.fakes.FakeBackend;
import dev.holdfast.lock.tck.history.Action;
import dev.holdfast.lock.tck.history.Actor;
import dev.holdfast.lock.tck.history.History;
import dev.holdfast.lock.tck.history.Operation;
import dev.holdfast.lock.tck.history.Outcome;
import dev.holdfast.lock.tck.history.Resource;
import dev.holdfast.lock.tck.history.Waiting;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WaitTimesTest {

  private static final Resource LOCK = new Resource(LockKind.MUTEX, "m", 1);

  private static Operation operation(
      long handle, Action action, Waiting waiting, long called, long returned, Outcome outcome) {
    return new Operation(
        called,
        LOCK,
        new Actor("p1", 1, "t" + handle),
        handle,
        action,
        waiting,
        LockMode.WRITE,
        1,
        called,
        OptionalLong.of(returned),
        outcome,
        OptionalLong.empty());
  }

  private static List<Latency> measured(Operation... operations) throws Exception {
    var rule = rule("AAA-01", trial -> WaitTimes.report(trial, History.of(List.of(operations))));
    try (var session =
        Session.open(
            BackendUnderTest.of(FakeBackend.class), RunOptions.defaults(), List.of(rule))) {
      return session.run(session.cases().get(0)).measurements().latencies();
    }
  }

  @Test
  void grantsCountIfTheCallerWaitedAndHandOversIfTheNextOneDid() throws Exception {
    List<Latency> latencies =
        measured(
            operation(1, Action.ACQUIRE, Waiting.TRY, 0, 10, Outcome.OK),
            operation(2, Action.ACQUIRE, Waiting.TIMED, 20, 160, Outcome.OK),
            operation(3, Action.ACQUIRE, Waiting.TIMED, 30, 90, Outcome.FAILED),
            operation(1, Action.CLOSE, Waiting.TRY, 100, 150, Outcome.OK),
            operation(2, Action.CLOSE, Waiting.TRY, 200, 210, Outcome.OK),
            operation(4, Action.ACQUIRE, Waiting.UNTIMED, 300, 320, Outcome.OK),
            operation(4, Action.CLOSE, Waiting.TRY, 400, 410, Outcome.OK));
    assertEquals(
        List.of(Latency.Kind.GRANT, Latency.Kind.HAND_OVER),
        latencies.stream().map(Latency::kind).toList());
    assertEquals(2, latencies.get(0).count(), "handles 2 and 4 waited, or were ready to");
    assertEquals(Duration.ofNanos(140), latencies.get(0).longest());
    assertEquals(1, latencies.get(1).count(), "handle 2 waited while 1 was closed");
    assertEquals(Duration.ofNanos(60), latencies.get(1).longest());
  }
}
