package dev.holdfast.lock.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A plot of bars, as a configuration of Chart.js.
 *
 * @param title what it shows
 * @param unit of the values, for the axis
 * @param bars what there is to show; not empty
 */
record Plot(String title, String unit, List<Bar> bars) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int FRAME_PIXELS = 90;
  private static final int BAR_PIXELS = 22;
  private static final String LIGHT = "#8fb3d9";
  private static final String DARK = "#1f4e79";

  /**
   * A value, and between what it was seen.
   *
   * @param label of what
   * @param value the value, above 0
   * @param least the least of the rounds
   * @param most the greatest
   */
  record Bar(String label, double value, double least, double most) {}

  Plot {
    bars = List.copyOf(bars);
  }

  /** How high it has to be for its labels to be read. */
  int pixels() {
    return FRAME_PIXELS + BAR_PIXELS * bars.size();
  }

  /**
   * The configuration: a bar for each value, and a thinner one in it from the least to the most.
   */
  String configuration() {
    List<Double> values = new ArrayList<>();
    List<List<Double>> spreads = new ArrayList<>();
    for (Bar bar : bars) {
      values.add(bar.value());
      spreads.add(List.of(bar.least(), bar.most()));
    }
    Map<String, Object> options = new LinkedHashMap<>();
    options.put("indexAxis", "y");
    options.put("animation", false);
    options.put("maintainAspectRatio", false);
    options.put(
        "scales",
        Map.of(
            "x",
            Map.of("type", "logarithmic", "title", Map.of("display", true, "text", unit)),
            "y",
            Map.of("ticks", Map.of("autoSkip", false))));
    options.put(
        "plugins",
        Map.of(
            "title", Map.of("display", true, "text", title), "legend", Map.of("display", false)));
    Map<String, Object> data =
        Map.of(
            "labels",
            bars.stream().map(Bar::label).toList(),
            "datasets",
            List.of(
                dataset("least to most", spreads, DARK, 0.25),
                dataset("median", values, LIGHT, 0.8)));
    return json(Map.of("type", "bar", "data", data, "options", options));
  }

  private static Map<String, Object> dataset(
      String label, List<?> values, String color, double width) {
    return Map.of(
        "label",
        label,
        "data",
        values,
        "backgroundColor",
        color,
        "grouped",
        false,
        "barPercentage",
        width,
        "minBarLength",
        2);
  }

  /** As a part of a script, where no text may look like its end. */
  private static String json(Object value) {
    try {
      return JSON.writeValueAsString(value).replace("<", "\\u003c");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
