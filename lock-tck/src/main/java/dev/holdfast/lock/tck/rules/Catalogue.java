package dev.holdfast.lock.tck.rules;

import dev.holdfast.lock.tck.engine.Rule;
import java.util.List;
import java.util.stream.Stream;

/**
 * All rules. They stand in the order in which they build upon each other, so that the first one
 * that fails names the defect: a rule relies on no more of the backend than the rules before it
 * have looked at, as far as that can be done.
 */
public final class Catalogue {

  private Catalogue() {}

  /**
   * The rules in their order.
   *
   * @return all rules, with unique ids; not null
   */
  public static List<Rule> all() {
    return Stream.of(
            ProviderRules.all(),
            NameRules.all(),
            AcquireRules.all(),
            TimeoutRules.all(),
            LivenessRules.all(),
            FairnessRules.all(),
            MonitorRules.all(),
            HandleRules.all(),
            ReleaseRules.all(),
            InterruptionRules.all(),
            WakeUpRules.all(),
            AsyncRules.all(),
            CancellationRules.all(),
            AbandonmentRules.all(),
            WithdrawalRules.all(),
            MutexRules.all(),
            ProcessRules.all(),
            CrashRules.all(),
            ChildProcessRules.all(),
            KillStormRules.all(),
            ReaderWriterRules.all(),
            UpgradeableRules.all(),
            UpgradeRaceRules.all(),
            DowngradeRules.all(),
            SemaphoreRules.all(),
            RefusalRules.all(),
            FencingRules.all(),
            FencingFaultRules.all(),
            LossRules.all(),
            PauseRules.all(),
            LateCloseRules.all(),
            StoreRules.all(),
            LeftoverRules.all(),
            LifecycleRules.all(),
            ArgumentRules.all(),
            AbandonedHandleRules.all(),
            LeakRules.all(),
            ProgressRules.all(),
            VirtualThreadRules.all(),
            ProgramRules.all())
        .flatMap(List::stream)
        .toList();
  }
}
