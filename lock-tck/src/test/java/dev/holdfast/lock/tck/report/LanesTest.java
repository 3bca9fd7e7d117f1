package dev.holdfast.lock.tck.report;

import static dev.holdfast.lock.tck.report.Samples.FIRST;
import static dev.holdfast.lock.tck.report.Samples.SECOND;
import static dev.holdfast.lock.tck.report.Samples.operation;
import static dev.holdfast.lock.tck.report.Samples.proof;
import static dev.holdfast.lock.tck.report.Samples.span;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.tck.checker.Proof;
import dev.holdfast.lock.tck.checker.Span.Certainty;
import dev.holdfast.lock.tck.history.Action;
import dev.holdfast.lock.tck.history.Actor;
import dev.holdfast.lock.tck.history.Fault;
import dev.holdfast.lock.tck.history.Outcome;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LanesTest {

  private static final double EXACT = 1e-9;

  @Test
  void theViolationCoversWhatBothBarsCoverAndNoMore() {
    var lanes = Lanes.of(Samples.overlap());
    var cores = lanes.bars().stream().filter(Lanes.Bar::isCore).toList();
    assertEquals(2, cores.size());
    assertNotEquals(cores.get(0).y(), cores.get(1).y());
    double from = cores.stream().mapToDouble(Lanes.Bar::from).max().orElseThrow();
    double to = cores.stream().mapToDouble(Lanes.Bar::to).min().orElseThrow();
    assertTrue(to > from);
    assertEquals(from, lanes.violation().from(), EXACT);
    assertEquals(to, lanes.violation().to(), EXACT);
  }

  @Test
  void theCertainPartLiesInsideThePossibleOneAndIsDrawnOverIt() {
    var lanes = Lanes.of(Samples.overlap());
    Lanes.Bar possible = lanes.bars().get(0);
    assertTrue(!possible.isCore());
    Lanes.Bar core =
        lanes.bars().stream()
            .filter(bar -> bar.isCore() && bar.span().handle() == possible.span().handle())
            .findFirst()
            .orElseThrow();
    assertEquals(possible.y(), core.y());
    assertTrue(possible.from() < core.from() && core.to() < possible.to());
  }

  @Test
  void aGrantAndAReleaseArePossibleFromCallToReturn() {
    var lanes = Lanes.of(Samples.overlap());
    var axis = lanes.axis();
    var possible =
        lanes.bars().stream()
            .filter(bar -> !bar.isCore() && bar.span().handle() == 2)
            .map(bar -> List.of(bar.from(), bar.to()))
            .toList();
    assertEquals(
        List.of(List.of(axis.x(150), axis.x(300)), List.of(axis.x(700), axis.x(800))), possible);
  }

  @Test
  void whiskersStandAtTheEndsOfTheirBars() {
    var lanes = Lanes.of(Samples.overlap());
    assertEquals(8, lanes.whiskers().size());
    for (var bar : lanes.bars()) {
      for (double end : new double[] {bar.from(), bar.to()}) {
        assertTrue(
            lanes.whiskers().stream()
                .anyMatch(w -> w.y() == bar.y() && Math.abs(w.x() - end) < EXACT),
            () -> bar + " has no whisker at " + end);
      }
    }
  }

  @Test
  void laterIsFurtherToTheRightHoweverLongOrShortTheDistances() {
    var random = new Random(1);
    for (int round = 0; round < 1_000; round++) {
      long origin = round % 3 == 0 ? Long.MAX_VALUE - 50 : random.nextLong();
      List<Long> instants =
          LongStream.generate(() -> origin + (long) Math.pow(10, random.nextDouble() * 12))
              .limit(2 + random.nextInt(30))
              .boxed()
              .toList();
      var axis = new TimeAxis(instants, 100, 900);
      for (long one : instants) {
        assertTrue(axis.x(one) >= 100 - EXACT && axis.x(one) <= 1_000 + 1e-6);
        for (long other : instants) {
          assertEquals(
              Long.signum(one - other), (int) Math.signum(axis.x(one) - axis.x(other)), "order");
        }
      }
      assertEquals(900, range(axis, instants), distinct(instants) ? 1e-6 : 900);
    }
  }

  private static double range(TimeAxis axis, List<Long> instants) {
    var places = instants.stream().mapToDouble(axis::x).summaryStatistics();
    return places.getMax() - places.getMin();
  }

  private static boolean distinct(List<Long> instants) {
    return instants.stream().distinct().count() > 1;
  }

  @Test
  void anInstantThatIsNoPartOfTheProofHasNoPlace() {
    var axis = new TimeAxis(List.of(1L, 2L), 0, 100);
    assertThrows(IllegalArgumentException.class, () -> axis.x(3));
  }

  @Test
  void labelsDoNotTouch() {
    var axis = new TimeAxis(LongStream.range(0, 500).boxed().toList(), 0, 1_000);
    var ticks = axis.ticks(90);
    assertEquals(0, ticks.get(0).sinceBegin());
    for (int i = 1; i < ticks.size(); i++) {
      assertTrue(ticks.get(i).x() - ticks.get(i - 1).x() >= 90);
    }
    assertTrue(ticks.size() > 5);
  }

  @Test
  void anInstantCanBeSeen() {
    Proof instant = proof(Samples.overlap().witness(), Samples.overlap().spans(), 300, 300);
    var violation = Lanes.of(instant).violation();
    assertTrue(violation.to() - violation.from() >= 2, violation::toString);
    assertEquals("violation", violation.label());
  }

  @Test
  void handlesOfOneThreadAtTheSameTimeDoNotCoverEachOther() {
    var lanes =
        Lanes.of(
            proof(
                List.of(
                    operation(1, FIRST, 1, Action.ACQUIRE, 100, 200),
                    operation(2, FIRST, 2, Action.ACQUIRE, 300, 400),
                    operation(3, FIRST, 1, Action.CLOSE, 500, 600),
                    operation(4, FIRST, 3, Action.ACQUIRE, 700, 800)),
                List.of(
                    span(1, FIRST, 200, 500, Certainty.CORE),
                    span(2, FIRST, 400, Long.MAX_VALUE, Certainty.CORE),
                    span(3, FIRST, 800, 900, Certainty.CORE)),
                400,
                500));
    assertEquals(List.of("w1", ""), lanes.lanes().stream().map(Lanes.Lane::label).toList());
    for (var one : lanes.bars()) {
      for (var other : lanes.bars()) {
        assertTrue(
            one.equals(other)
                || one.y() != other.y()
                || one.to() <= other.from()
                || other.to() <= one.from(),
            () -> one + " covers " + other);
      }
    }
  }

  @Test
  void whatHasNoEndReachesTheEdge() {
    var lanes =
        Lanes.of(
            proof(
                List.of(
                    operation(1, FIRST, 1, Action.ACQUIRE, 100, 200),
                    operation(
                        2, SECOND, 2, Action.ACQUIRE, 300, OptionalLong.empty(), Outcome.UNKNOWN)),
                List.of(span(1, FIRST, 200, Long.MAX_VALUE, Certainty.CORE)),
                300,
                300));
    Lanes.Bar bar = lanes.bars().stream().filter(Lanes.Bar::isCore).findFirst().orElseThrow();
    assertTrue(bar.open());
    assertEquals(lanes.right(), bar.to());
    assertEquals(lanes.right(), lanes.waits().get(0).to());
    assertTrue(lanes.axis().x(300) < lanes.right(), "the last instant stands at the edge");
    assertEquals(3, lanes.whiskers().size());
  }

  @Test
  void attemptsThatWereRefusedAndFaultsAreShown() {
    var lanes =
        Lanes.of(
            proof(
                List.of(
                    operation(
                        1, FIRST, 1, Action.ACQUIRE, 100, OptionalLong.of(200), Outcome.FAILED),
                    new Fault(
                        2, Fault.Kind.KILL, 4711, OptionalLong.empty(), 150, OptionalLong.of(180))),
                List.of(),
                100,
                200));
    assertEquals(lanes.axis().x(100), lanes.waits().get(0).from());
    assertEquals(lanes.axis().x(200), lanes.waits().get(0).to());
    assertEquals(
        new Lanes.Band("kill pid 4711", lanes.axis().x(150), lanes.axis().x(180)),
        lanes.faults().get(0));
  }

  @Test
  void laneNamesSayAsMuchAsIsNeeded() {
    var other = new Actor("p2", 4712, "w1");
    var lanes =
        Lanes.of(
            proof(
                List.of(
                    operation(1, FIRST, 1, Action.ACQUIRE, 100, 200),
                    operation(2, other, 2, Action.ACQUIRE, 100, 200)),
                List.of(),
                100,
                200));
    assertEquals(
        List.of("pid 4711, p1, w1", "pid 4712, p2, w1"),
        lanes.lanes().stream().map(Lanes.Lane::label).toList());
  }

  @Test
  void theTableHasTheEventsInTheOrderOfTime() {
    assertEquals(
        List.of(
            "h1: tryAcquire(timeout), WRITE",
            "h2: tryAcquire(timeout), WRITE",
            "h1: \u2190 granted h1, token 1",
            "h2: \u2190 granted h2, token 2",
            "\u25BC The violation begins.",
            "\u25B2 The violation ends, 200 ns later.",
            "h1: close(), WRITE",
            "h1: \u2190 closed",
            "h2: close(), WRITE",
            "h2: \u2190 closed"),
        EventTable.events(Samples.overlap()).stream().map(EventTable.Row::text).toList());
  }
}
