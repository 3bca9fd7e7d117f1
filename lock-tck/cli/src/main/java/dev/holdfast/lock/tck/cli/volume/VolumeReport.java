package dev.holdfast.lock.tck.cli.volume;

import dev.holdfast.lock.tck.cli.volume.Property.Weight;
import dev.holdfast.lock.tck.engine.KitIdentity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All that was found out about a volume.
 *
 * @param verdict the verdict
 * @param headline the verdict in a sentence
 * @param mounts what was looked at
 * @param findings one for each property, in their order
 * @param advice what to do
 * @param notes what else to know
 * @param started when the check began
 * @param finished when it ended
 * @param kit which kit has checked
 */
record VolumeReport(
    VolumeVerdict verdict,
    String headline,
    List<Mount> mounts,
    List<Finding> findings,
    List<String> advice,
    List<String> notes,
    Instant started,
    Instant finished,
    String kit) {

  VolumeReport {
    mounts = List.copyOf(mounts);
    findings = List.copyOf(findings);
    advice = List.copyOf(advice);
    notes = List.copyOf(notes);
  }

  /**
   * Judges.
   *
   * @param left what could not be deleted; empty if nothing
   */
  static VolumeReport of(Instant started, List<Mount> mounts, List<Finding> findings, String left) {
    Optional<String> known =
        mounts.stream().flatMap(m -> Advice.knownLocal(m).stream()).findFirst();
    VolumeVerdict verdict = verdict(mounts, findings, known.isPresent());
    List<String> notes = new ArrayList<>();
    known.ifPresent(notes::add);
    if (mounts.size() == 1) {
      notes.add(ofOneMount(mounts.get(0)));
    }
    for (Mount mount : mounts) {
      if (!mount.missing().isEmpty()) {
        notes.add(
            "/etc/fstab mounts something at %s, but nothing is mounted there now: %s is on the disk of the machine."
                .formatted(mount.missing(), mount.directory()));
      }
    }
    if (!left.isEmpty()) {
      notes.add(
          "Not everything that was made could be deleted: " + left + ". See .holdfast-verify-*.");
    }
    return new VolumeReport(
        verdict,
        headline(verdict, mounts, findings),
        mounts,
        findings,
        advice(verdict, mounts, findings),
        notes,
        started,
        Instant.now(),
        "lock-tck " + KitIdentity.version());
  }

  private static String ofOneMount(Mount mount) {
    return mount.isLocal()
        ? "%s is on a disk of this machine (%s, mounted at %s). If a shared volume should be there, it is not mounted."
            .formatted(mount.directory(), mount.type(), mount.point())
        : "Only one mount was looked at, whose locks this machine may keep to itself: give a second"
            + " mount of the same volume as another directory, or run this on two hosts with"
            + " --witness.";
  }

  private static boolean isMissing(Mount mount) {
    return !mount.missing().isEmpty();
  }

  private static boolean has(List<Finding> findings, Weight weight, Outcome outcome) {
    return findings.stream()
        .filter(f -> f.property() != Property.IDENTITY) // says nothing about locks
        .anyMatch(f -> f.property().weight() == weight && f.outcome() == outcome);
  }

  private static boolean isOneVolume(List<Finding> findings) {
    return findings.stream()
        .anyMatch(f -> f.property() == Property.IDENTITY && f.outcome() == Outcome.WORKS);
  }

  private static VolumeVerdict verdict(
      List<Mount> mounts, List<Finding> findings, boolean isKnownLocal) {
    if (mounts.stream().anyMatch(VolumeReport::isMissing)) {
      return VolumeVerdict.INCONCLUSIVE;
    }
    if (isKnownLocal) {
      return VolumeVerdict.UNSAFE;
    }
    if (!isOneVolume(findings)) {
      return VolumeVerdict.INCONCLUSIVE;
    }
    if (has(findings, Weight.SAFETY, Outcome.FAILS)
        || has(findings, Weight.DATA, Outcome.FAILS)
        || has(findings, Weight.DATA, Outcome.CONDITIONAL)) {
      return VolumeVerdict.UNSAFE;
    }
    boolean isOpen =
        has(findings, Weight.SAFETY, Outcome.UNKNOWN)
            || has(findings, Weight.DATA, Outcome.UNKNOWN)
            || has(findings, Weight.LIVENESS, Outcome.UNKNOWN)
            || has(findings, Weight.LIVENESS, Outcome.FAILS);
    boolean isHalf = mounts.size() == 1 && !mounts.get(0).isLocal();
    return isOpen || isHalf ? VolumeVerdict.INCONCLUSIVE : VolumeVerdict.SAFE;
  }

  private static String headline(
      VolumeVerdict verdict, List<Mount> mounts, List<Finding> findings) {
    boolean isOneMount = mounts.size() == 1;
    return switch (verdict) {
      case SAFE ->
          isOneMount
              ? "File locks work here, between the processes of this machine."
              : "File locks work on this volume, through all %d mounts that were looked at."
                  .formatted(mounts.size());
      case UNSAFE -> {
        if (has(findings, Weight.SAFETY, Outcome.FAILS)) {
          yield "Do not rely on file locks here: they do not lock. The proof is below.";
        }
        yield has(findings, Weight.DATA, Outcome.FAILS)
                || has(findings, Weight.DATA, Outcome.CONDITIONAL)
            ? "Locks exclude, but do not keep data on this volume safe: what one process wrote under"
                + " a lock, the next one may not see. Fencing tokens in lock files may repeat."
            : "Do not rely on file locks here: as it is mounted, no other host sees them.";
      }
      case INCONCLUSIVE -> {
        if (!isOneVolume(findings)) {
          yield "Nothing can be said about locks: the directories are not one volume, or do not answer.";
        }
        if (mounts.stream().anyMatch(VolumeReport::isMissing)) {
          yield "The volume is not mounted: this was the disk below.";
        }
        yield isOneMount && !has(findings, Weight.SAFETY, Outcome.UNKNOWN)
            ? "Locks work between processes of this machine; other hosts were not looked at."
            : "Too little was seen to tell.";
      }
    };
  }

  private static List<String> advice(
      VolumeVerdict verdict, List<Mount> mounts, List<Finding> findings) {
    return switch (verdict) {
      case SAFE ->
          List.of(
              "Mount it with the same options on all hosts, and never delete or replace a lock file"
                  + " that may be in use.");
      case UNSAFE -> {
        boolean excludes =
            findings.stream()
                .noneMatch(
                    f -> f.property().weight() == Weight.SAFETY && f.outcome() == Outcome.FAILS);
        boolean isForData =
            has(findings, Weight.DATA, Outcome.FAILS)
                || has(findings, Weight.DATA, Outcome.CONDITIONAL);
        yield Advice.on(mounts, excludes && isForData);
      }
      case INCONCLUSIVE ->
          List.of("Look at what is marked as not seen, mend that, and run the check again.");
    };
  }
}
