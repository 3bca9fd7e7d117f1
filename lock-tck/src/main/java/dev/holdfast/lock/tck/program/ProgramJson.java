package dev.holdfast.lock.tck.program;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.tck.engine.Primitive;
import java.util.List;

/**
 * The JSON form of programs. Written field by field: stored programs have to stay readable. Fields
 * that do not matter to a command are left out.
 */
public final class ProgramJson {

  private static final int FORMAT = 1;
  private static final String KIND = "lock-tck program";
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private ProgramJson() {}

  /**
   * Writes a program.
   *
   * @param program the program, not null
   * @return its JSON form, a line for each command; not null
   */
  public static String write(Program program) {
    ObjectNode head = MAPPER.createObjectNode();
    head.put("kind", KIND);
    head.put("format", FORMAT);
    head.put("jitterMicros", program.jitterMicros());
    ArrayNode locks = head.putArray("locks");
    for (LockSpec spec : program.locks()) {
      ObjectNode lock = locks.addObject().put("primitive", spec.primitive().name());
      if (spec.primitive() == Primitive.SEMAPHORE) {
        lock.put("permits", spec.permits());
      }
    }
    List<String> clients = program.clients().stream().map(ProgramJson::write).toList();
    String opening = head.toString();
    return opening.substring(0, opening.length() - 1)
        + ",\n\"clients\":[\n"
        + String.join(",\n", clients)
        + "\n]}\n";
  }

  private static String write(Client client) {
    List<String> commands =
        client.commands().stream().map(command -> "  " + write(command)).toList();
    return " {\"sibling\":"
        + client.sibling()
        + ",\"commands\":["
        + (commands.isEmpty() ? "" : "\n" + String.join(",\n", commands))
        + "]}";
  }

  private static ObjectNode write(Command command) {
    Verb verb = command.verb();
    ObjectNode node = MAPPER.createObjectNode().put("do", verb.name());
    if (verb.isAcquisition()) {
      node.put("lock", command.lock()).put("mode", command.mode().name());
    }
    if (verb.hasSlot()) {
      node.put("slot", command.slot());
    }
    if (verb.isTimed()) {
      node.put("micros", command.micros());
    }
    return node;
  }

  /**
   * Reads a program.
   *
   * @param json the JSON form, not null
   * @return the program, not null
   * @throws IllegalArgumentException if it is none; the message tells what is wrong where
   */
  public static Program read(String json) {
    try {
      return read(MAPPER.readTree(json));
    } catch (JacksonException e) {
      throw new IllegalArgumentException(
          "It is no JSON: " + e.getOriginalMessage() + location(e) + ".", e);
    }
  }

  private static String location(JacksonException e) {
    return e.getLocation() == null
        ? ""
        : " in line " + e.getLocation().getLineNr() + ", column " + e.getLocation().getColumnNr();
  }

  private static Program read(JsonNode root) {
    if (!KIND.equals(root.path("kind").asText())) {
      throw new IllegalArgumentException(
          "It is no stored program: that has a field \"kind\" that says \"" + KIND + "\".");
    }
    Fields fields = new Fields("The program", root);
    int format = fields.integer("format", 0);
    if (format != FORMAT) {
      throw new IllegalArgumentException(
          "Its format is %d, but this release reads format %d.".formatted(format, FORMAT));
    }
    fields.allow("kind", "format", "jitterMicros", "locks", "clients");
    List<LockSpec> locks = fields.each("locks", "lock", ProgramJson::lock);
    List<Client> clients = fields.each("clients", "client", ProgramJson::client);
    int jitter = fields.integer("jitterMicros", 0);
    return fields.checked(() -> new Program(locks, clients, jitter));
  }

  private static LockSpec lock(Fields fields) {
    fields.allow("primitive", "permits");
    Primitive primitive = fields.constant("primitive", Primitive.class);
    int permits = fields.integer("permits", 1);
    return fields.checked(() -> new LockSpec(primitive, permits));
  }

  private static Client client(Fields fields) {
    fields.allow("sibling", "commands");
    return new Client(
        fields.flag("sibling"), fields.each("commands", "command", ProgramJson::command));
  }

  private static Command command(Fields fields) {
    fields.allow("do", "lock", "mode", "slot", "micros");
    Verb verb = fields.constant("do", Verb.class);
    LockMode mode = fields.has("mode") ? fields.constant("mode", LockMode.class) : LockMode.WRITE;
    int lock = fields.integer("lock", 0);
    int slot = fields.integer("slot", 0);
    int micros = fields.integer("micros", 0);
    return fields.checked(() -> new Command(verb, lock, mode, slot, micros));
  }
}
