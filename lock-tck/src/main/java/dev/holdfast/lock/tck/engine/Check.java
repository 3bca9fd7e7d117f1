package dev.holdfast.lock.tck.engine;

/** Tries to find the backend breaking one rule. Returns if it did not. */
@FunctionalInterface
public interface Check {

  /**
   * Runs once for each subject of the rule.
   *
   * @param trial the means to do so, and the place to report evidence; not null
   * @throws RuleViolation if the backend breaks the rule
   * @throws Inconclusive if too little was seen to tell
   * @throws NotApplicable if the rule says nothing about what is under test
   * @throws Exception anything else: if it came from the backend it breaks the rule, too
   */
  void run(Trial trial) throws Exception;
}
