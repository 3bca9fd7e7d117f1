package dev.holdfast.lock.tck.engine;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Keeps passwords out of certificates. */
public final class Secrets {

  private static final String MASK = "***";
  private static final List<String> TELL_TALES = List.of("password", "secret", "token");

  private Secrets() {}

  static Map<String, String> mask(Map<String, String> config) {
    var masked = new TreeMap<String, String>();
    config.forEach((key, value) -> masked.put(key, isSecret(key) ? MASK : value));
    return masked;
  }

  /** A text in which the values of secrets do not appear. */
  public static String hide(String text, Map<String, String> config) {
    String hidden = text;
    for (Map.Entry<String, String> entry : config.entrySet()) {
      if (isSecret(entry.getKey()) && !entry.getValue().isEmpty()) {
        hidden = hidden.replace(entry.getValue(), MASK);
      }
    }
    return hidden;
  }

  private static boolean isSecret(String key) {
    String lower = key.toLowerCase(Locale.ROOT);
    return TELL_TALES.stream().anyMatch(lower::contains);
  }
}
