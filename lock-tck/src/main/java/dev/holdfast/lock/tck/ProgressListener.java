package dev.holdfast.lock.tck;

import java.util.Map;

/** Is told how a run gets on, by the thread that runs it. */
public interface ProgressListener {

  /** Listens to nothing. */
  ProgressListener SILENT = new ProgressListener() {};

  /**
   * The run begins.
   *
   * @param checks how many checks there are, one for each rule and subject
   * @param options the effective settings, not null
   */
  default void started(int checks, RunOptions options) {}

  /**
   * What the run goes by, wherever it was set; before all else.
   *
   * @param settings values by name, in the order in which they are to be shown, with those of
   *     secrets masked; not null
   */
  default void configured(Map<String, String> settings) {}

  /**
   * A check begins.
   *
   * @param ruleId the rule, not null
   * @param subject what it is applied to, may be empty; not null
   */
  default void checkStarted(String ruleId, String subject) {}

  /**
   * A check has ended.
   *
   * @param ruleId the rule, not null
   * @param result the outcome, not null
   */
  default void checkFinished(String ruleId, SubjectResult result) {}
}
