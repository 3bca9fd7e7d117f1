package dev.holdfast.lock.tck.checker;

import static java.util.Objects.requireNonNull;

import dev.holdfast.lock.tck.history.Entry;
import dev.holdfast.lock.tck.history.Resource;
import java.util.List;

/**
 * Why a history breaks a rule: the few operations that suffice, and the argument.
 *
 * @param rule the id of the rule, such as "MUT-01"; not null
 * @param resource the lock, not null
 * @param finding what happened, one sentence: "handle h7 (pid 4711, thread w2, WRITE) and handle h9
 *     (...) of mutex 'orders' were both definitely held for 1.840 ms."; not null
 * @param reason why no order of the operations is legal, one sentence; not null
 * @param witness the operations and faults that the argument needs, in the order of their calls;
 *     not null
 * @param spans the bars to draw; not null
 * @param from where the violation is to be seen: its beginning
 * @param to its end; the same as the beginning if it is an instant
 */
public record Proof(
    String rule,
    Resource resource,
    String finding,
    String reason,
    List<Entry> witness,
    List<Span> spans,
    long from,
    long to) {

  /**
   * Copies the lists.
   *
   * @param rule see above
   * @param resource see above
   * @param finding see above
   * @param reason see above
   * @param witness see above
   * @param spans see above
   * @param from see above
   * @param to see above
   */
  public Proof {
    requireNonNull(rule, "rule");
    requireNonNull(resource, "resource");
    requireNonNull(finding, "finding");
    requireNonNull(reason, "reason");
    witness = List.copyOf(witness);
    spans = List.copyOf(spans);
    if (to < from) {
      throw new IllegalArgumentException("It ends before it begins: " + from + " to " + to);
    }
  }

  /**
   * The first line of every report.
   *
   * @return such as "MUT-01 violated: handle h7 ...", not null
   */
  public String headline() {
    return rule + " violated: " + finding;
  }

  /**
   * The same proof as one that another rule is broken, for rules that apply a checker to a subject
   * of their own.
   *
   * @param id the id of the rule, not null
   * @return the changed proof, not null
   */
  public Proof against(String id) {
    return new Proof(id, resource, finding, reason, witness, spans, from, to);
  }
}
