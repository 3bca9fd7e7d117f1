package dev.holdfast.lock.tck.report;

import dev.holdfast.lock.LockKind;
import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.tck.Bound;
import dev.holdfast.lock.tck.Bounds;
import dev.holdfast.lock.tck.Capability;
import dev.holdfast.lock.tck.Certificate;
import dev.holdfast.lock.tck.Latency;
import dev.holdfast.lock.tck.Level;
import dev.holdfast.lock.tck.Measurements;
import dev.holdfast.lock.tck.RuleResult;
import dev.holdfast.lock.tck.RunEnvironment;
import dev.holdfast.lock.tck.RunOptions;
import dev.holdfast.lock.tck.SubjectResult;
import dev.holdfast.lock.tck.Verdict;
import dev.holdfast.lock.tck.checker.Proof;
import dev.holdfast.lock.tck.checker.Span;
import dev.holdfast.lock.tck.checker.Span.Certainty;
import dev.holdfast.lock.tck.engine.RuleViolation;
import dev.holdfast.lock.tck.history.Action;
import dev.holdfast.lock.tck.history.Actor;
import dev.holdfast.lock.tck.history.Entry;
import dev.holdfast.lock.tck.history.Operation;
import dev.holdfast.lock.tck.history.Outcome;
import dev.holdfast.lock.tck.history.Resource;
import dev.holdfast.lock.tck.history.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Certificates and proofs to render. */
final class Samples {

  static final Actor FIRST = new Actor("p1", 4711, "w1");
  static final Actor SECOND = new Actor("p1", 4711, "w2");
  static final Resource ORDERS = new Resource(LockKind.MUTEX, "orders", 1);

  private Samples() {}

  static Certificate certificate(RuleResult... rules) {
    return certificate(RunOptions.defaults().withSeed(42), rules);
  }

  static Certificate certificate(RunOptions options, RuleResult... rules) {
    return new Certificate(
        "com.acme.AcmeBackendFactory",
        Map.of("url", "jdbc:x y"),
        Set.of(Capability.FENCING),
        Bounds.DEFAULT,
        List.of("mutex"),
        options,
        new RunEnvironment(
            "1.2.3",
            "abc",
            "JDK",
            "OS",
            2,
            0.5,
            Duration.ofMillis(7),
            Instant.parse("2027-01-31T10:00:00Z"),
            Instant.parse("2027-01-31T10:00:30Z"),
            "the same clock"),
        List.of(rules),
        List.of("--bound", "crashRelease=12s"));
  }

  static RuleResult rule(String id, Level level, SubjectResult... subjects) {
    return new RuleResult(
        id,
        level,
        level == Level.IF_DECLARED ? Optional.of(Capability.FENCING) : Optional.empty(),
        "The text of " + id + ".",
        "The reason of " + id + ".",
        List.of("The cause of " + id + "."),
        true,
        List.of(subjects));
  }

  static RuleResult rule(String id, Verdict verdict, String message) {
    return rule(id, Level.MUST, result("mutex", verdict, message));
  }

  static SubjectResult result(String subject, Verdict verdict, String message) {
    return new SubjectResult(
        subject,
        verdict,
        3_000,
        Duration.ofMillis(1_500),
        message,
        List.of(),
        Measurements.NONE,
        Optional.empty());
  }

  static SubjectResult proven(String subject, Proof proof) {
    return new SubjectResult(
        subject,
        Verdict.FAIL,
        0,
        Duration.ZERO,
        String.valueOf(new RuleViolation(proof).getMessage()),
        List.of(),
        Measurements.NONE,
        Optional.of(proof));
  }

  static SubjectResult measured(String subject) {
    var latency =
        new Latency(
            Latency.Kind.HAND_OVER,
            12_345,
            Duration.ofNanos(5_100),
            Duration.ofNanos(20_000),
            Duration.ofMillis(3),
            Duration.ofMillis(40),
            Duration.ofSeconds(5));
    return new SubjectResult(
        subject,
        Verdict.PASS,
        30_000,
        Duration.ZERO,
        "",
        List.of("A warning."),
        new Measurements(List.of(latency), Map.of(Bound.BYPASS, 2_000.0)),
        Optional.empty());
  }

  /** All verdicts at all levels. */
  static List<RuleResult> allKinds() {
    var rules = new ArrayList<RuleResult>();
    for (var level : Level.values()) {
      for (var verdict : Verdict.values()) {
        String id = level.name().substring(0, 1) + "AA-" + (10 + rules.size());
        String message = verdict == Verdict.PASS ? "" : "Message of " + id + ".\nMore of it.";
        rules.add(
            rule(id, level, result("mutex", verdict, message), result("x", verdict, message)));
      }
    }
    return rules;
  }

  /** Two threads that hold a mutex both from 300 to 500. */
  static Proof overlap() {
    List<Entry> witness =
        List.of(
            operation(1, FIRST, 1, Action.ACQUIRE, 100, 200),
            operation(2, SECOND, 2, Action.ACQUIRE, 150, 300),
            operation(3, FIRST, 1, Action.CLOSE, 500, 600),
            operation(4, SECOND, 2, Action.CLOSE, 700, 800));
    List<Span> spans =
        List.of(
            span(1, FIRST, 200, 500, Certainty.CORE),
            span(1, FIRST, 100, 600, Certainty.POSSIBLE),
            span(2, SECOND, 300, 700, Certainty.CORE));
    return proof(witness, spans, 300, 500);
  }

  static Proof proof(List<Entry> witness, List<Span> spans, long from, long to) {
    return new Proof(
        "MUT-01",
        ORDERS,
        "h1 and h2 were both held.",
        "They exclude each other.",
        witness,
        spans,
        from,
        to);
  }

  static Span span(long handle, Actor actor, long from, long to, Certainty certainty) {
    return new Span(handle, actor, LockMode.WRITE, 1, from, to, certainty, OptionalLong.of(handle));
  }

  static Operation operation(
      long sequence, Actor actor, long handle, Action action, long called, long returned) {
    return operation(
        sequence, actor, handle, action, called, OptionalLong.of(returned), Outcome.OK);
  }

  static Operation operation(
      long sequence,
      Actor actor,
      long handle,
      Action action,
      long called,
      OptionalLong returned,
      Outcome outcome) {
    return new Operation(
        sequence,
        ORDERS,
        actor,
        handle,
        action,
        Waiting.TIMED,
        LockMode.WRITE,
        1,
        called,
        returned,
        outcome,
        action == Action.ACQUIRE && outcome == Outcome.OK
            ? OptionalLong.of(handle)
            : OptionalLong.empty());
  }
}
