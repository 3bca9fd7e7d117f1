package dev.holdfast.lock.tck.rules;

import dev.holdfast.lock.tck.engine.Rule;
import dev.holdfast.lock.tck.program.ChainCheck;
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
            .check(ChainCheck::run));
  }
}
