package dev.holdfast.lock.tck.engine;

import dev.holdfast.lock.tck.BackendUnderTest;
import dev.holdfast.lock.tck.RunOptions;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The settings that a run goes by, wherever they come from. */
final class EffectiveConfiguration {

  private EffectiveConfiguration() {}

  static Map<String, String> of(BackendUnderTest backend, RunOptions options) {
    var all = new LinkedHashMap<String, String>();
    all.put("backend", backend.factory().getName());
    all.put("config", list(Secrets.mask(backend.config())));
    all.put("capabilities", list(backend.capabilities()));
    all.put("bounds", list(backend.bounds().byName()));
    all.put("profile", options.profile().name().toLowerCase(Locale.ROOT));
    all.put("seed", String.valueOf(options.seed()));
    all.put("time scale", String.valueOf(options.timeScale()));
    all.put("watchdog", options.watchdog().toSeconds() + " s");
    all.put("rules", options.rules().isEmpty() ? "all" : String.join(", ", options.rules()));
    backend.waivers().ifPresent(file -> all.put("waivers", file.toString()));
    return Collections.unmodifiableMap(all);
  }

  private static String list(Map<String, String> map) {
    return list(map.entrySet());
  }

  private static String list(Iterable<?> values) {
    String list =
        StreamSupport.stream(values.spliterator(), false)
            .map(String::valueOf)
            .collect(Collectors.joining(", "));
    return list.isEmpty() ? "none" : list;
  }
}
