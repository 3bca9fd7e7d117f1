package dev.holdfast.lock.tck.worker;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the kit and a worker say to each other: a line of JSON, an object with nothing but strings.
 * Immutable. (Flat, and read token by token: a mapper for trees or records takes a new process
 * longer to load than all else together.)
 */
public final class Message {

  /** Nothing. */
  public static final Message EMPTY = new Message(Map.of());

  private static final JsonFactory JSON = new JsonFactory();

  private final Map<String, String> fields;

  private Message(Map<String, String> fields) {
    this.fields = Collections.unmodifiableMap(fields);
  }

  /** A message with these fields. */
  public static Message of(Map<String, String> fields) {
    return new Message(new TreeMap<>(fields));
  }

  /** This message with one more field, or another value of it. */
  public Message with(String key, Object value) {
    Map<String, String> more = new TreeMap<>(fields);
    more.put(key, value.toString());
    return new Message(more);
  }

  /** This message without a field. */
  Message without(String key) {
    Map<String, String> fewer = new TreeMap<>(fields);
    fewer.remove(key);
    return new Message(fewer);
  }

  /** This message with all fields of the other, each with a prefix. */
  public Message withAll(String prefix, Map<String, String> others) {
    Map<String, String> more = new TreeMap<>(fields);
    others.forEach((key, value) -> more.put(prefix + key, value));
    return new Message(more);
  }

  /** The fields that begin with the prefix, without it. */
  public Map<String, String> under(String prefix) {
    Map<String, String> found = new TreeMap<>();
    fields.forEach(
        (key, value) -> {
          if (key.startsWith(prefix)) {
            found.put(key.substring(prefix.length()), value);
          }
        });
    return found;
  }

  /** The value of a field, or null. */
  public @Nullable String find(String key) {
    return fields.get(key);
  }

  /** The value of a field that has to be there. */
  public String get(String key) {
    String value = fields.get(key);
    if (value == null) {
      throw new IllegalArgumentException("The message has no '" + key + "': " + this);
    }
    return value;
  }

  /** The value of a numeric field that has to be there. */
  public long number(String key) {
    return Long.parseLong(get(key));
  }

  /** Whether a field is "true". */
  public boolean is(String key) {
    return Boolean.parseBoolean(fields.get(key));
  }

  /**
   * Reads a line.
   *
   * @throws IOException if it is no object of strings
   */
  public static Message parse(String line) throws IOException {
    Map<String, String> fields = new TreeMap<>();
    try (JsonParser parser = JSON.createParser(line)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("No object: " + line);
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String key = parser.currentName();
        if (parser.nextToken() != JsonToken.VALUE_STRING) {
          throw new IOException("Not all values are strings: " + line);
        }
        fields.put(key, parser.getText());
      }
    }
    return new Message(fields);
  }

  /** The line, without an end of line. */
  @Override
  public String toString() {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      for (Map.Entry<String, String> field : fields.entrySet()) {
        json.writeStringField(field.getKey(), field.getValue());
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new IllegalStateException("A string cannot be written to.", e);
    }
    return text.toString();
  }
}
