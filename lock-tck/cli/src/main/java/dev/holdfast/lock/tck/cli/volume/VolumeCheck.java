package dev.holdfast.lock.tck.cli.volume;

import dev.holdfast.lock.tck.worker.Message;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/** Looks at one property after the other, the quickest and most important first. */
final class VolumeCheck {

  private static final String ONE_MOUNT = "Both use one mount.";
  private static final String TWO_MOUNTS = "They use different mounts.";
  private static final long SEEN_WITHIN_NANOS = 5_000_000_000L;

  private final Coordinator coordinator;
  private final Duration traffic;
  private final Consumer<Finding> progress;
  private final Instant started = Instant.now();
  private final Map<Property, Finding> findings = new EnumMap<>(Property.class);

  /**
   * A check that has not begun.
   *
   * @param traffic how long all workers compete, in all
   * @param progress is told of each finding at once
   */
  VolumeCheck(Coordinator coordinator, Duration traffic, Consumer<Finding> progress) {
    this.coordinator = coordinator;
    this.traffic = traffic;
    this.progress = progress;
  }

  private interface Step {
    void run() throws InterruptedException;
  }

  /**
   * Runs it.
   *
   * @throws VolumeTrouble if a directory cannot be looked at, so that there is nothing to report
   */
  VolumeReport run(List<Host> hosts) throws InterruptedException {
    String run = UUID.randomUUID().toString().replace("-", "").substring(0, 12);
    try (Crew crew = Crew.start(coordinator, hosts, run)) {
      crew.look();
      String left;
      try {
        look(crew);
      } catch (VolumeTrouble e) {
        // Told of already.
      } finally {
        left = crew.clear();
      }
      return VolumeReport.of(started, crew.mounts(), complete(), left);
    }
  }

  private List<Finding> complete() {
    List<Finding> all = new ArrayList<>();
    for (Property property : Property.values()) {
      all.add(
          findings.computeIfAbsent(
              property, missing -> new Finding(missing, Outcome.UNKNOWN, "Not looked at.")));
    }
    return all;
  }

  private void found(Finding finding) {
    findings.put(finding.property(), finding);
    progress.accept(finding);
  }

  private boolean works(Property property) {
    Finding finding = findings.get(property);
    return finding == null || finding.outcome() == Outcome.WORKS;
  }

  /** Runs a step, which may fail to find out anything. */
  private void step(Property property, Step step) throws InterruptedException {
    try {
      step.run();
    } catch (VolumeTrouble e) {
      found(new Finding(property, Outcome.UNKNOWN, String.valueOf(e.getMessage())));
      if (e.kind() != VolumeTrouble.Kind.ERROR) {
        throw e;
      }
    }
  }

  private void look(Crew crew) throws InterruptedException {
    step(Property.IDENTITY, () -> found(identity(crew)));
    if (!works(Property.IDENTITY)) {
      return;
    }
    scenes(crew);
    Measurements measurements = new Measurements(crew, coordinator.clock());
    if (works(Property.EXCLUSION)) {
      step(Property.HAND_OFF, () -> found(measurements.handOff()));
      traffic(crew);
    }
    if (works(Property.EXCLUSION)) {
      step(Property.CRASH, () -> found(measurements.crash()));
    }
    step(Property.REPLACEMENT, () -> found(measurements.replacement()));
    step(Property.COST, () -> found(measurements.cost()));
  }

  private void scenes(Crew crew) throws InterruptedException {
    var scenes = new Scenes(coordinator.clock());
    for (Crew.Pair pair : crew.pairs()) {
      Worker a = pair.a();
      Worker b = pair.b();
      String who = a.visitor().mount() == b.visitor().mount() ? ONE_MOUNT : TWO_MOUNTS;
      scene(Property.EXCLUSION, who, () -> scenes.exclusion(a, b));
      scene(Property.SHARED, who, () -> scenes.shared(a, b));
      scene(Property.RANGES, who, () -> scenes.ranges(a, b));
      scene(Property.FAR, who, () -> scenes.far(a, b));
      scene(Property.UPGRADE, who, () -> scenes.upgrade(a, b));
    }
    scene(Property.SEMAPHORE, "", () -> scenes.semaphore(crew.workers()));
    long together =
        crew.pairs().stream()
            .filter(p -> p.a().visitor().mount() == p.b().visitor().mount())
            .count();
    String seen =
        "step by step, between processes of %s."
            .formatted(
                crew.mounts().size() == 1
                    ? "one mount"
                    : together == 0 ? "different mounts" : "different mounts, and of one mount");
    for (Property property : List.of(Property.SHARED, Property.RANGES, Property.FAR)) {
      if (findings.get(property) == null) {
        found(new Finding(property, Outcome.WORKS, seen));
      }
    }
  }

  /** Whatever has failed once is not tried again. */
  private void scene(Property property, String who, Step step) throws InterruptedException {
    if (findings.get(property) != null) {
      return;
    }
    try {
      step(property, step);
    } catch (Scene.Broken e) {
      found(new Finding(property, Outcome.FAILS, (e.getMessage() + " " + who).strip(), e.events()));
    }
  }

  private void traffic(Crew crew) throws InterruptedException {
    var check = new TrafficCheck(coordinator, crew);
    step(
        Property.EXCLUSION,
        () -> check.exclusive(traffic.multipliedBy(5).dividedBy(10)).forEach(this::found));
    if (works(Property.UPGRADE)) {
      step(Property.UPGRADE, () -> found(check.readers(traffic.multipliedBy(3).dividedBy(10))));
    }
    if (works(Property.SEMAPHORE)) {
      step(Property.SEMAPHORE, () -> found(check.permits(traffic.multipliedBy(2).dividedBy(10))));
    }
  }

  /** Each mount has to see what was written through each. */
  private Finding identity(Crew crew) throws InterruptedException {
    List<Mount> mounts = crew.mounts();
    Mount first = mounts.get(0);
    crew.first(first).tell(Message.EMPTY.with("do", "make"));
    for (Mount mount : mounts) {
      Worker worker = crew.first(mount);
      if (!seesWithin(() -> worker.ask(Message.EMPTY.with("do", "exists")).is("exists"))) {
        return unlike(first, mount);
      }
    }
    for (Mount writer : mounts) {
      String file = "marker-" + writer.number();
      String text = UUID.randomUUID().toString();
      crew.first(writer)
          .tell(Message.EMPTY.with("do", "write").with("file", file).with("text", text));
      for (Mount reader : mounts) {
        Worker worker = crew.first(reader);
        if (!seesWithin(() -> worker.ask("read", file).get("text").equals(text))) {
          return unlike(writer, reader);
        }
      }
    }
    return new Finding(
        Property.IDENTITY,
        Outcome.WORKS,
        mounts.size() == 1
            ? "one directory was given, so there was nothing to compare."
            : "%d directories show the same files.".formatted(mounts.size()));
  }

  private interface Look {
    boolean sees() throws InterruptedException;
  }

  /** Caches may hide for a while what is new. */
  private boolean seesWithin(Look look) throws InterruptedException {
    long end = coordinator.clock().nanos() + SEEN_WITHIN_NANOS;
    while (!look.sees()) {
      if (coordinator.clock().nanos() > end) {
        return false;
      }
    }
    return true;
  }

  private static Finding unlike(Mount one, Mount other) {
    StringBuilder text =
        new StringBuilder(
            ("What is written to %s is not seen in %s for %d s: these are different volumes, or ones that"
                    + " show only later what is new")
                .formatted(one.directory(), other.directory(), SEEN_WITHIN_NANOS / 1_000_000_000));
    if (one.isLocal() != other.isLocal()) {
      Mount local = one.isLocal() ? one : other;
      text.append(
          ", and %s is on the disk of the machine (%s)".formatted(local.directory(), local.type()));
      text.append(": probably nothing is mounted there");
    }
    return new Finding(
        Property.IDENTITY, Outcome.FAILS, text + ".", List.of(one.toString(), other.toString()));
  }
}
