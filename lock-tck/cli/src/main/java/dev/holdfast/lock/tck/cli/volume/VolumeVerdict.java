package dev.holdfast.lock.tck.cli.volume;

/** What is to be said of a volume as a whole. */
enum VolumeVerdict {
  /** All that locks need was seen to work. */
  SAFE(0, "good"),
  /** Something that locks need was seen not to work. */
  UNSAFE(1, "bad"),
  /** Neither. */
  INCONCLUSIVE(2, "warn");

  private final int exitCode;
  private final String style;

  VolumeVerdict(int exitCode, String style) {
    this.exitCode = exitCode;
    this.style = style;
  }

  /**
   * The exit code of the command.
   *
   * @return the code
   */
  int exitCode() {
    return exitCode;
  }

  String style() {
    return style;
  }
}
