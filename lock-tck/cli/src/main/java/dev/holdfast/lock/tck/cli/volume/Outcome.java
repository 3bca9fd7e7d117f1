package dev.holdfast.lock.tck.cli.volume;

/** What was found out about a property. */
enum Outcome {
  WORKS("works", "good"),
  /** Works only if the user of the volume does something for it. */
  CONDITIONAL("works only if", "warn"),
  FAILS("DOES NOT WORK", "bad"),
  UNKNOWN("not seen", "warn");

  private final String words;
  private final String style;

  Outcome(String words, String style) {
    this.words = words;
    this.style = style;
  }

  String words() {
    return words;
  }

  /** The class of the style sheet. */
  String style() {
    return style;
  }
}
