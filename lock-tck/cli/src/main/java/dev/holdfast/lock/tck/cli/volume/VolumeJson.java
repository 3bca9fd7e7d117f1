package dev.holdfast.lock.tck.cli.volume;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The report for programs. */
final class VolumeJson {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private VolumeJson() {}

  static String of(VolumeReport report) {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("format", "holdfast-volume").put("version", 1);
    root.put("verdict", report.verdict().name()).put("headline", report.headline());
    root.put("kit", report.kit());
    root.put("started", report.started().toString());
    root.put("finished", report.finished().toString());
    ArrayNode mounts = root.putArray("mounts");
    for (Mount mount : report.mounts()) {
      ObjectNode node = mounts.addObject();
      node.put("number", mount.number()).put("host", mount.host());
      node.put("directory", mount.directory()).put("type", mount.type());
      node.put("source", mount.source()).put("point", mount.point());
      fill(node.putArray("options"), mount.options());
    }
    ArrayNode findings = root.putArray("findings");
    for (Finding finding : report.findings()) {
      ObjectNode node = findings.addObject();
      node.put("property", finding.property().name()).put("outcome", finding.outcome().name());
      node.put("observed", finding.observed());
      fill(node.putArray("evidence"), finding.evidence());
    }
    fill(root.putArray("notes"), report.notes());
    fill(root.putArray("advice"), report.advice());
    return root.toPrettyString() + "\n";
  }

  private static void fill(ArrayNode array, List<String> values) {
    values.forEach(array::add);
  }
}
