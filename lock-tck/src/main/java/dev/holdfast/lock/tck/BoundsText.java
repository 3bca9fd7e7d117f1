package dev.holdfast.lock.tck;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Bounds as they are typed. */
final class BoundsText {

  private static final Pattern SHORT = Pattern.compile("(\\d{1,15})\\s*(ms|s|m|h)");

  private BoundsText() {}

  static Bounds with(Bounds bounds, String name, String value) {
    return switch (key(name)) {
      case "pollinterval" -> bounds.pollInterval(duration(name, value));
      case "abandonedrelease" -> bounds.abandonedRelease(duration(name, value));
      case "bypass" -> bounds.bypass(number(name, value));
      case "providerclose" -> bounds.providerClose(duration(name, value));
      case "crashrelease" -> bounds.crashRelease(duration(name, value));
      case "lostdetection" -> bounds.lostDetection(duration(name, value));
      case "lease" -> bounds.lease(duration(name, value));
      default ->
          throw new IllegalArgumentException(
              "There is no bound '%s'. The bounds are %s."
                  .formatted(name, String.join(", ", byName(bounds).keySet())));
    };
  }

  private static String key(String name) {
    return name.strip().toLowerCase(Locale.ROOT).replaceAll("[-_ ]", "");
  }

  static Map<String, String> byName(Bounds bounds) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("pollInterval", text(bounds.pollInterval()));
    all.put("abandonedRelease", text(bounds.abandonedRelease()));
    all.put("bypass", String.valueOf(bounds.bypass()));
    all.put("providerClose", text(bounds.providerClose()));
    all.put("crashRelease", text(bounds.crashRelease()));
    all.put("lostDetection", text(bounds.lostDetection()));
    all.put("lease", text(bounds.lease()));
    return all;
  }

  private static String text(Duration bound) {
    boolean isMillis = bound.equals(Duration.ofMillis(bound.toMillis()));
    return isMillis ? bound.toMillis() + "ms" : bound.toString();
  }

  private static Duration duration(String name, String value) {
    Matcher number = SHORT.matcher(value.strip());
    try {
      if (!number.matches()) {
        return Duration.parse(value.strip());
      }
      long count = Long.parseLong(number.group(1));
      return switch (number.group(2)) {
        case "ms" -> Duration.ofMillis(count);
        case "s" -> Duration.ofSeconds(count);
        case "m" -> Duration.ofMinutes(count);
        default -> Duration.ofHours(count);
      };
    } catch (DateTimeParseException | ArithmeticException e) {
      throw new IllegalArgumentException(
          "The bound %s is '%s', which is no time. Write it as 50ms, 12s, 2m or PT12S."
              .formatted(name, value),
          e);
    }
  }

  private static int number(String name, String value) {
    try {
      return Integer.parseInt(value.strip());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "The bound %s is '%s', which is no whole number.".formatted(name, value), e);
    }
  }
}
