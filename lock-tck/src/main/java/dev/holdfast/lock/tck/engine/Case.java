package dev.holdfast.lock.tck.engine;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A rule together with one of its subjects: what is run, judged and shown as one test.
 *
 * @param rule the rule, not null
 * @param subject the subject, or null if the rule has none
 */
public record Case(Rule rule, @Nullable Subject subject) {

  private static final Duration MOMENT = Duration.ofMillis(500);

  static List<Case> of(Rule rule) {
    if (rule.subjects().isEmpty()) {
      return List.of(new Case(rule, null));
    }
    return rule.subjects().stream().sorted().map(subject -> new Case(rule, subject)).toList();
  }

  /**
   * The primitive in whose part of the tree the case stands.
   *
   * @return the primitive of the subject, or the first that the rule asks for; null if the rule
   *     applies to any
   */
  public @Nullable Primitive primitive() {
    if (subject != null) {
      return subject.primitive();
    }
    return rule.primitives().stream().sorted().findFirst().orElse(null);
  }

  /**
   * The chapter of the catalogue.
   *
   * @return the letters that the rule's id begins with, not null
   */
  public String chapter() {
    int dash = rule.id().indexOf('-');
    return dash < 0 ? rule.id() : rule.id().substring(0, dash);
  }

  /**
   * Whether the check takes its time apart from stress, as those do that start processes.
   *
   * @return whether it is longer than a moment
   */
  public boolean takesLong() {
    return rule.takes().compareTo(MOMENT) > 0;
  }

  /**
   * What the check is applied to.
   *
   * @return the subject in words, empty if there is none; not null
   */
  public String subjectName() {
    return subject == null ? "" : subject.toString();
  }

  /**
   * The beginning of the names that belong to this case, such as "mut-01-write-lock". Unlike those
   * of any other case, so that a backend that ignores name spaces breaks one rule and not all.
   */
  String slug() {
    String text = subject == null ? rule.id() : rule.id() + ' ' + subject;
    return text.toLowerCase(Locale.ROOT).replace(' ', '-');
  }

  /** Rule and subject, such as "MUT-01 (write lock)". */
  @Override
  public String toString() {
    return subject == null ? rule.id() : rule.id() + " (" + subject + ")";
  }
}
