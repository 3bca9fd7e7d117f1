package dev.holdfast.lock.tck.rules;

import dev.holdfast.lock.tck.engine.Rule;
import dev.holdfast.lock.tck.program.ChainCheck;
import dev.holdfast.lock.tck.program.ProgramCheck;
import java.util.List;

/** What no other rule has thought of: whatever programs do. */
final class ProgramRules {

  private ProgramRules() {}

  static List<Rule> all() {
    return List.of(
        RuleDraft.must("PRG-01")
            .stress(4)
            .text(
                "A single client finds every lock in the state in which its own commands have left it,"
                    + " whatever the commands: all forms of acquiring, upgrading, downgrading,"
                    + " cancelling and closing, once or twice, in any order, on several locks.")
            .reason(
                "The other rules look at one feature at a time. Users combine them, and state that is"
                    + " left over from one feature shows up in another.")
            .causes(
                "A cancelled or refused request leaves something behind that a later one trips over.",
                "A handle that was upgraded, downgraded and closed is not wholly released.",
                "State is kept by thread, by lock object or by name instead of by handle.")
            .check(ChainCheck::run),
        RuleDraft.must("PRG-02")
            .stress(8)
            .text(
                "Whatever several clients do to several locks at the same time, in all forms and with"
                    + " timeouts, cancellations, interrupts, upgrades and double closes, each of them"
                    + " sees what some order of their operations explains, and all of them come to an"
                    + " end.")
            .reason(
                "Most faults of locks need two things to coincide that nobody has thought of together;"
                    + " programs are thrown together without thinking.")
            .causes(
                "A grant races with the end of the wait that it answers.",
                "Check and act are two steps somewhere on a path that is seldom taken.",
                "A lock is left in disorder where one client ends another one's use of it.")
            .check(ProgramCheck::run));
  }
}
