package dev.holdfast.lock.tck.program;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** The fields of a JSON object, with complaints that say which object it is. */
final class Fields {

  private final String where;
  private final JsonNode node;

  Fields(String where, JsonNode node) {
    this.where = where;
    this.node = node;
    if (!node.isObject()) {
      throw wrong("is not an object");
    }
  }

  private IllegalArgumentException wrong(String what) {
    String end = what.endsWith(".") ? "" : ".";
    return new IllegalArgumentException(where + " " + what + end);
  }

  /** Rejects all other fields: a misspelt one would be ignored. */
  void allow(String... names) {
    Set<String> known = Set.of(names);
    for (Iterator<String> present = node.fieldNames(); present.hasNext(); ) {
      String name = present.next();
      if (!known.contains(name)) {
        throw wrong("has an unknown field \"" + name + "\"");
      }
    }
  }

  boolean has(String name) {
    return node.has(name);
  }

  int integer(String name, int otherwise) {
    if (!has(name)) {
      return otherwise;
    }
    JsonNode value = node.get(name);
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw wrong("has " + value + " where \"" + name + "\" is an integer");
    }
    return value.intValue();
  }

  boolean flag(String name) {
    JsonNode value = node.path(name);
    if (value.isMissingNode()) {
      return false;
    }
    if (!value.isBoolean()) {
      throw wrong("has " + value + " where \"" + name + "\" is true or false");
    }
    return value.booleanValue();
  }

  <E extends Enum<E>> E constant(String name, Class<E> type) {
    String text = node.path(name).asText();
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> constant.name().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                wrong(
                    "has "
                        + (has(name) ? node.get(name) : "no field")
                        + " where \""
                        + name
                        + "\" is one of "
                        + Arrays.toString(
                            Arrays.stream(type.getEnumConstants()).map(Enum::name).toArray())));
  }

  <T> List<T> each(String name, String called, Function<Fields, T> reader) {
    JsonNode values = node.path(name);
    if (!values.isArray()) {
      throw wrong("has no list \"" + name + "\"");
    }
    List<T> read = new ArrayList<>();
    for (JsonNode value : values) {
      String element = called + " " + (read.size() + 1);
      String within = where.equals("The program") ? "" : " of " + where.toLowerCase(Locale.ROOT);
      read.add(reader.apply(new Fields(capitalized(element) + within, value)));
    }
    return read;
  }

  private static String capitalized(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }

  /** Says where it is that a constructor rejects something. */
  <T> T checked(Supplier<T> made) {
    try {
      return made.get();
    } catch (IllegalArgumentException e) {
      throw wrong("is not valid: " + e.getMessage());
    }
  }
}
