package dev.holdfast.lock.tck.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.LockKind;
import dev.holdfast.lock.LockMode;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RecorderTest {

  private static final Resource ORDERS = new Resource(LockKind.MUTEX, "orders", 1);

  @Test
  void handlesAreNumberedInTheOrderOfTheirAcquisitionAcrossLanes() {
    Recorder recorder = new Recorder(100);
    int orders = recorder.resource(ORDERS);
    Lane second = recorder.lane(new Actor("p", 1, "second"));
    Lane first = recorder.lane(new Actor("p", 1, "first"));

    Lane.Held one = acquire(first, orders, 5);
    second.end(second.close(one), Outcome.OK);
    Lane.Held two = acquire(second, orders, 6);
    first.end(first.close(two), Outcome.OK);
    acquire(first, orders, 7);

    List<Operation> told =
        recorder.history().entries().stream().map(Operation.class::cast).toList();
    assertEquals(
        List.of(
            "ACQUIRE 1 first",
            "CLOSE 1 second",
            "ACQUIRE 2 second",
            "CLOSE 2 first",
            "ACQUIRE 3 first"),
        told.stream()
            .map(it -> it.action() + " " + it.handle() + " " + it.actor().thread())
            .toList());
    assertEquals(OptionalLong.of(6), told.get(2).token());
    assertTrue(
        told.stream().allMatch(it -> it.called() <= it.returned().orElseThrow()), told::toString);
  }

  @Test
  void aCallThatIsNotEndedIsUnknown() {
    Recorder recorder = new Recorder(100);
    int orders = recorder.resource(ORDERS);
    Lane lane = recorder.lane(new Actor("p", 1, "t"));

    int unused = lane.acquire(lane.handle(orders, LockMode.WRITE, 1), Waiting.UNTIMED);

    Operation told = (Operation) recorder.history().entry(0);
    assertEquals(Outcome.UNKNOWN, told.outcome());
    assertEquals(OptionalLong.empty(), told.returned());
  }

  @Test
  void aFullLaneTakesNoNewHandlesButFollowsThoseItHas() {
    Recorder recorder = new Recorder(2);
    int orders = recorder.resource(ORDERS);
    Lane lane = recorder.lane(new Actor("p", 1, "t"));

    Lane.Held known = acquire(lane, orders, 1);
    lane.end(lane.upgrade(known, Waiting.TRY), Outcome.FAILED);
    Lane.Held unknown = acquire(lane, orders, 2);
    lane.end(lane.upgrade(known, Waiting.TRY), Outcome.FAILED);
    lane.end(lane.downgrade(known, LockMode.UPGRADEABLE), Outcome.OK);
    lane.end(lane.close(unknown), Outcome.OK);
    lane.end(lane.close(known), Outcome.OK);

    History history = recorder.history();
    assertEquals(
        List.of(Action.ACQUIRE, Action.UPGRADE, Action.DOWNGRADE, Action.CLOSE),
        history.entries().stream().map(it -> ((Operation) it).action()).toList());
    assertTrue(
        history.completeUntil() >= history.returned(1)
            && history.completeUntil() <= history.called(2),
        "what is missing is not told");
  }

  private static Lane.Held acquire(Lane lane, int resource, long token) {
    Lane.Held held = lane.handle(resource, LockMode.WRITE, 1);
    int call = lane.acquire(held, Waiting.TIMED);
    lane.granted(call, System.nanoTime(), OptionalLong.of(token));
    return held;
  }
}
