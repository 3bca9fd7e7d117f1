package dev.holdfast.lock.tck.power;

import java.util.List;

/**
 * What came of a run.
 *
 * @param plan what was asked
 * @param environment the JVM and the machine
 * @param load how many threads of the machine ran or wanted to, over the last minute of the run
 * @param seconds how long it took, until the first failure if that ended it
 * @param failed the rules that failed, in the order of time
 * @param undecided the rules that were inconclusive or ended with an error of the kit
 * @param said whether the message of the first failure names the bug
 * @param headline the first failure in one line, or how the run ended without a verdict
 */
record Outcome(
    Plan plan,
    String environment,
    double load,
    double seconds,
    List<String> failed,
    List<String> undecided,
    boolean said,
    String headline) {}
