package dev.holdfast.lock.tck.cli.volume;

import dev.holdfast.lock.tck.worker.Message;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** All workers want one lock, again and again, and the referee looks on. */
final class TrafficCheck {

  /** Fewer than that prove nothing. */
  private static final int FEWEST = 20;

  private static final String TOKEN = "token";
  private static final String CONTENT = "content";

  private final Coordinator coordinator;
  private final Crew crew;

  TrafficCheck(Coordinator coordinator, Crew crew) {
    this.coordinator = coordinator;
    this.crew = crew;
  }

  /** What has happened. */
  private record Seen(Referee referee, long refusals) {}

  private Seen drive(Traffic.Kind kind, Duration time, boolean forcing)
      throws InterruptedException {
    List<Worker> workers = crew.workers();
    int permits = Math.max(1, Math.min(2, workers.size() - 1));
    var referee = new Referee(permits, coordinator.clock());
    coordinator.referee(referee);
    Message command =
        Message.EMPTY
            .with("do", "traffic")
            .with("kind", kind)
            .with("millis", time.toMillis())
            .with("permits", permits)
            .with("forcing", forcing);
    List<CompletableFuture<Message>> running =
        workers.stream()
            .map(worker -> worker.start(command.with("seed", worker.visitor().number())))
            .toList();
    long refusals = 0;
    for (int i = 0; i < running.size(); i++) {
      Message done = workers.get(i).await(running.get(i), "traffic", time.plus(Worker.PATIENCE));
      refusals += done.number("refusals");
    }
    return new Seen(referee, refusals);
  }

  /** What was seen of exclusion itself. */
  private Finding judged(Property property, Seen seen) {
    Referee referee = seen.referee();
    if (!referee.overlap().isEmpty()) {
      return new Finding(
          property,
          Outcome.FAILS,
          "More processes than allowed held the lock at once.",
          referee.overlap());
    }
    boolean isEnough =
        referee.turns() >= FEWEST
            && seen.refusals() > 0
            && (crew.mounts().size() == 1 || referee.crossings() >= FEWEST);
    String counts =
        "%,d turns%s, %,d refusals, nobody beside another"
            .formatted(referee.turns(), crossings(referee), seen.refusals());
    return isEnough
        ? new Finding(property, Outcome.WORKS, counts + ".")
        : new Finding(
            property, Outcome.UNKNOWN, counts + ": too few to tell. Give it a longer --duration.");
  }

  private String crossings(Referee referee) {
    return crew.mounts().size() == 1
        ? ""
        : ", %,d of them after one through another mount".formatted(referee.crossings());
  }

  /** Exclusion, tokens and data. */
  List<Finding> exclusive(Duration time) throws InterruptedException {
    Seen plain = drive(Traffic.Kind.EXCLUSIVE, time.multipliedBy(2).dividedBy(3), false);
    Finding exclusion = judged(Property.EXCLUSION, plain);
    if (exclusion.outcome() == Outcome.FAILS) {
      return List.of(
          exclusion,
          new Finding(Property.TOKENS, Outcome.UNKNOWN, "Not looked at: locks do not exclude."),
          new Finding(Property.DATA, Outcome.UNKNOWN, "Not looked at: locks do not exclude."));
    }
    boolean isFresh =
        Stream.of(TOKEN, CONTENT).allMatch(name -> plain.referee().stale(name).isEmpty());
    // What is stale may be so only as long as it was not forced to the server.
    Seen forced =
        isFresh ? plain : drive(Traffic.Kind.EXCLUSIVE, time.dividedBy(3), /* forcing= */ true);
    return List.of(
        exclusion,
        judgedReads(Property.TOKENS, TOKEN, exclusion, plain, forced),
        judgedReads(Property.DATA, CONTENT, exclusion, plain, forced));
  }

  private static Finding judgedReads(
      Property property, String name, Finding exclusion, Seen plain, Seen forced) {
    long stale = plain.referee().staleReads(name);
    if (stale == 0) {
      return new Finding(
          property,
          exclusion.outcome(),
          "%,d reads, none of them stale.".formatted(plain.referee().turns()));
    }
    List<String> proof = plain.referee().stale(name);
    String observed = "%,d of %,d reads were stale".formatted(stale, plain.referee().turns());
    if (forced.referee().stale(name).isEmpty()
        && forced.referee().overlap().isEmpty()
        && forced.referee().turns() >= FEWEST) {
      return new Finding(
          property,
          Outcome.CONDITIONAL,
          "what is written is forced (fsync) before the lock is released: else "
              + observed
              + ", with it none of %,d.".formatted(forced.referee().turns()),
          proof);
    }
    return new Finding(
        property,
        Outcome.FAILS,
        observed
            + ", and %,d of %,d although all was forced (fsync) before the release."
                .formatted(forced.referee().staleReads(name), forced.referee().turns()),
        proof);
  }

  /** Readers, upgradeable readers and writers. */
  Finding readers(Duration time) throws InterruptedException {
    return judged(Property.UPGRADE, drive(Traffic.Kind.READERS, time, false));
  }

  Finding permits(Duration time) throws InterruptedException {
    return judged(Property.SEMAPHORE, drive(Traffic.Kind.PERMITS, time, false));
  }
}
