package dev.holdfast.lock.tck.rules;

import dev.holdfast.lock.tck.Capability;
import dev.holdfast.lock.tck.Level;
import dev.holdfast.lock.tck.engine.Check;
import dev.holdfast.lock.tck.engine.NotVerifiable;
import dev.holdfast.lock.tck.engine.Primitive;
import dev.holdfast.lock.tck.engine.Rule;
import dev.holdfast.lock.tck.engine.Subject;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A rule that is being written down, so that each of its parts has a name where it stands. */
final class RuleDraft {

  private final String id;
  private final Level level;
  private final @Nullable Capability capability;
  private Set<Primitive> primitives = Set.of();
  private Set<Subject> subjects = Set.of();
  private String text = "";
  private String reason = "";
  private List<String> causes = List.of();
  private int weight;
  private Duration takes = Rule.USUAL_TIME;

  private RuleDraft(String id, Level level, @Nullable Capability capability) {
    this.id = id;
    this.level = level;
    this.capability = capability;
  }

  static RuleDraft must(String id) {
    return new RuleDraft(id, Level.MUST, null);
  }

  static RuleDraft should(String id) {
    return new RuleDraft(id, Level.SHOULD, null);
  }

  static RuleDraft ifDeclared(String id, Capability capability) {
    return new RuleDraft(id, Level.IF_DECLARED, capability);
  }

  RuleDraft needs(Primitive... primitives) {
    this.primitives = Set.of(primitives);
    return this;
  }

  RuleDraft onEach(Subject... subjects) {
    this.subjects = Set.copyOf(List.of(subjects));
    return this;
  }

  RuleDraft onEachExclusiveLock() {
    this.subjects = EnumSet.allOf(Subject.class);
    return this;
  }

  RuleDraft text(String text) {
    this.text = text;
    return this;
  }

  RuleDraft reason(String reason) {
    this.reason = reason;
    return this;
  }

  RuleDraft causes(String... causes) {
    this.causes = List.of(causes);
    return this;
  }

  /** For checks that go on as long as they may: their share of the time for stress. */
  RuleDraft stress(int weight) {
    this.weight = weight;
    return this;
  }

  /** For checks that take much longer than others, apart from stress: roughly how long. */
  RuleDraft takesMillis(int millis) {
    this.takes = Duration.ofMillis(millis);
    return this;
  }

  /** A rule that no check stands for, and why. */
  Rule notVerifiable(String why) {
    return check(new NotVerifiable(why));
  }

  Rule check(Check check) {
    return new Rule(
        id, level, capability, primitives, subjects, text, reason, causes, check, weight, takes);
  }
}
