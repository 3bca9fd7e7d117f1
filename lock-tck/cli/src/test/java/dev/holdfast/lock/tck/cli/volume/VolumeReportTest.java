package dev.holdfast.lock.tck.cli.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.lock.tck.worker.Message;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VolumeReportTest {

  private static Mount mount(int number, String type, String options) {
    return new Mount(number, "h", 0, "/mnt/" + number, null)
        .with(
            Message.of(
                Map.of(
                    "type", type, "source", "s", "point", "/mnt/" + number, "options", options)));
  }

  private static VolumeReport report(List<Mount> mounts, Finding... different) {
    List<Finding> findings = new ArrayList<>();
    for (Property property : Property.values()) {
      findings.add(
          Arrays.stream(different)
              .filter(finding -> finding.property() == property)
              .findFirst()
              .orElse(new Finding(property, Outcome.WORKS, "as it should.")));
    }
    return VolumeReport.of(Instant.now(), mounts, findings, "");
  }

  private static final List<Mount> TWO = List.of(mount(1, "nfs4", "rw"), mount(2, "nfs4", "rw"));

  private static VolumeVerdict verdict(Property property, Outcome outcome) {
    return report(TWO, new Finding(property, outcome, "seen", List.of("1 <b>", "2"))).verdict();
  }

  @Test
  void whatLocksNeedDecides() {
    assertEquals(VolumeVerdict.SAFE, report(TWO).verdict());
    assertEquals(VolumeVerdict.UNSAFE, verdict(Property.EXCLUSION, Outcome.FAILS));
    assertEquals(VolumeVerdict.UNSAFE, verdict(Property.FAR, Outcome.FAILS));
    assertEquals(VolumeVerdict.UNSAFE, verdict(Property.TOKENS, Outcome.FAILS));
    assertEquals(VolumeVerdict.UNSAFE, verdict(Property.DATA, Outcome.CONDITIONAL));
    assertEquals(VolumeVerdict.INCONCLUSIVE, verdict(Property.SEMAPHORE, Outcome.UNKNOWN));
    assertEquals(VolumeVerdict.INCONCLUSIVE, verdict(Property.IDENTITY, Outcome.FAILS));
    assertEquals(VolumeVerdict.INCONCLUSIVE, verdict(Property.CRASH, Outcome.FAILS));
    assertEquals(VolumeVerdict.SAFE, verdict(Property.REPLACEMENT, Outcome.FAILS));
  }

  @Test
  void oneMountOfASharedVolumeIsNotEnoughToCallItSafe() {
    VolumeReport shared = report(List.of(mount(1, "nfs4", "rw")));
    assertEquals(VolumeVerdict.INCONCLUSIVE, shared.verdict());
    assertTrue(shared.notes().toString().contains("--witness"), shared::toString);
    assertEquals(VolumeVerdict.SAFE, report(List.of(mount(1, "ext4", "rw"))).verdict());
  }

  @Test
  void optionsThatKeepLocksAtHomeAreUnsafeWhateverWasSeen() {
    for (Mount mount :
        List.of(
            mount(1, "nfs", "rw,vers=3,nolock,local_lock=all"),
            mount(1, "nfs4", "rw,local_lock=posix"),
            mount(1, "cifs", "rw,nobrl"),
            mount(1, "fuse.sshfs", "rw"))) {
      assertEquals(VolumeVerdict.UNSAFE, report(List.of(mount)).verdict(), mount::toString);
    }
  }

  @Test
  void whatShouldBeMountedButIsNotSaysNothing() {
    Mount mount = mount(1, "ext4", "rw");
    Message facts = mount.facts() == null ? Message.EMPTY : mount.facts();
    VolumeReport report = report(List.of(mount.with(facts.with("missing", "/mnt"))));
    assertEquals(VolumeVerdict.INCONCLUSIVE, report.verdict());
    assertTrue(report.headline().contains("not mounted"), report::headline);
  }

  @Test
  void allFormsShowTheProofAndNoneIsBrokenByIt() throws Exception {
    VolumeReport report =
        report(
            TWO,
            new Finding(
                Property.EXCLUSION, Outcome.FAILS, "Two at once.", List.of("a <b> & \"c\"", "d")));
    assertTrue(VolumeText.of(report).startsWith("UNSAFE: "));
    assertTrue(VolumeText.of(report).contains("a <b> & \"c\""), () -> VolumeText.of(report));
    assertTrue(VolumeHtml.of(report).contains("a &lt;b&gt; &amp; &quot;c&quot;"));
    var json = new ObjectMapper().readTree(VolumeJson.of(report));
    assertEquals("UNSAFE", json.get("verdict").asText());
    assertEquals("EXCLUSION", json.get("findings").get(1).get("property").asText());
    assertEquals("a <b> & \"c\"", json.get("findings").get(1).get("evidence").get(0).asText());
  }
}
