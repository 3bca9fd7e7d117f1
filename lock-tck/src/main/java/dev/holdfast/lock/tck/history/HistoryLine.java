package dev.holdfast.lock.tck.history;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.holdfast.lock.LockKind;
import dev.holdfast.lock.LockMode;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/** The fields of one line. */
final class HistoryLine {

  /** Values are strings, longs and booleans; what is nested is left out. */
  private final Map<String, Object> fields = new HashMap<>();

  private HistoryLine() {}

  static HistoryLine parse(JsonFactory json, String line) throws IOException {
    HistoryLine parsed = new HistoryLine();
    try (JsonParser parser = json.createParser(line)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IllegalArgumentException("It is not a JSON object.");
      }
      for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        parsed.field(name, parser);
      }
      if (parser.nextToken() != null) {
        throw new IllegalArgumentException("Something follows after the JSON object.");
      }
    }
    return parsed;
  }

  private void field(String name, JsonParser parser) throws IOException {
    switch (parser.nextToken()) {
      case VALUE_STRING -> fields.put(name, parser.getText());
      case VALUE_NUMBER_INT -> fields.put(name, parser.getLongValue());
      case VALUE_TRUE -> fields.put(name, true);
      case VALUE_FALSE -> fields.put(name, false);
      default -> parser.skipChildren();
    }
  }

  boolean has(String field) {
    return fields.containsKey(field);
  }

  boolean is(String field) {
    return Boolean.TRUE.equals(fields.get(field));
  }

  String text(String field) {
    return value(field, String.class, "a string");
  }

  long number(String field) {
    return value(field, Long.class, "a whole number");
  }

  long number(String field, long missing) {
    return has(field) ? number(field) : missing;
  }

  private OptionalLong optional(String field) {
    return has(field) ? OptionalLong.of(number(field)) : OptionalLong.empty();
  }

  private int smallNumber(String field, int missing) {
    long number = number(field, missing);
    if (number != (int) number) {
      throw new IllegalArgumentException(
          "The field '%s' is too large: %d.".formatted(field, number));
    }
    return (int) number;
  }

  private <E extends Enum<E>> E constant(String field, Class<E> type) {
    String text = text(field);
    try {
      return Enum.valueOf(type, text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "The field '%s' is '%s'; it can be one of %s."
              .formatted(field, text, Arrays.toString(type.getEnumConstants())),
          e);
    }
  }

  private <T> T value(String field, Class<T> type, String what) {
    Object value = fields.get(field);
    if (value == null) {
      throw new IllegalArgumentException("The field '%s' is missing.".formatted(field));
    }
    if (!type.isInstance(value)) {
      throw new IllegalArgumentException(
          "The field '%s' is not %s: %s.".formatted(field, what, value));
    }
    return type.cast(value);
  }

  Entry entry() {
    if (has(HistoryFormat.ACTION)) {
      return operation();
    }
    if (has(HistoryFormat.WRITE)) {
      return write();
    }
    if (has(HistoryFormat.FAULT)) {
      return fault();
    }
    throw new IllegalArgumentException(
        "It has none of the fields 'action', 'write' and 'fault', so that it is not an entry.");
  }

  private Operation operation() {
    Resource resource = resource();
    return new Operation(
        0,
        resource,
        actor(),
        number(HistoryFormat.HANDLE),
        constant(HistoryFormat.ACTION, Action.class),
        has(HistoryFormat.WAITING) ? constant(HistoryFormat.WAITING, Waiting.class) : Waiting.TRY,
        modeOf(resource),
        smallNumber(HistoryFormat.WEIGHT, 1),
        number(HistoryFormat.CALLED),
        optional(HistoryFormat.RETURNED),
        constant(HistoryFormat.OUTCOME, Outcome.class),
        optional(HistoryFormat.TOKEN));
  }

  private LockMode modeOf(Resource resource) {
    LockMode mode = constant(HistoryFormat.MODE, LockMode.class);
    boolean isOffered =
        switch (resource.kind()) {
          case MUTEX -> mode == LockMode.WRITE;
          case READER_WRITER -> mode != LockMode.PERMIT;
          case SEMAPHORE -> mode == LockMode.PERMIT;
          case COMPOSITE -> true;
        };
    if (!isOffered) {
      throw new IllegalArgumentException("A %s has no mode %s.".formatted(resource.kind(), mode));
    }
    return mode;
  }

  private FencedWrite write() {
    return new FencedWrite(
        0,
        resource(),
        actor(),
        number(HistoryFormat.HANDLE),
        number(HistoryFormat.WRITE),
        number(HistoryFormat.CALLED),
        optional(HistoryFormat.RETURNED),
        constant(HistoryFormat.OUTCOME, Outcome.class));
  }

  private Fault fault() {
    return new Fault(
        0,
        constant(HistoryFormat.FAULT, Fault.Kind.class),
        number(HistoryFormat.PID),
        optional(HistoryFormat.HANDLE),
        number(HistoryFormat.CALLED),
        optional(HistoryFormat.RETURNED));
  }

  private Resource resource() {
    return new Resource(
        constant(HistoryFormat.KIND, LockKind.class),
        text(HistoryFormat.LOCK_NAME),
        smallNumber(HistoryFormat.PERMITS, 1));
  }

  private Actor actor() {
    return new Actor(
        text(HistoryFormat.CLIENT), number(HistoryFormat.PID), text(HistoryFormat.THREAD));
  }
}
