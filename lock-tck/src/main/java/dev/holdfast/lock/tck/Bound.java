package dev.holdfast.lock.tck;

/** The bounds of {@link Bounds} by name, for comparing what is declared with what was observed. */
public enum Bound {
  /** See {@link Bounds#pollInterval()}. */
  POLL_INTERVAL("ms"),
  /** See {@link Bounds#abandonedRelease()}. */
  ABANDONED_RELEASE("ms"),
  /** See {@link Bounds#bypass()}. */
  BYPASS("grants"),
  /** See {@link Bounds#providerClose()}. */
  PROVIDER_CLOSE("ms"),
  /** See {@link Bounds#crashRelease()}. */
  CRASH_RELEASE("ms"),
  /** See {@link Bounds#lostDetection()}. */
  LOST_DETECTION("ms");

  private final String unit;

  Bound(String unit) {
    this.unit = unit;
  }

  /**
   * What the values are counted in.
   *
   * @return "ms" or a noun, not null
   */
  public String unit() {
    return unit;
  }

  /**
   * The bound that a backend declares.
   *
   * @param bounds all its bounds, not null
   * @return the value in {@link #unit()}
   */
  public double declaredIn(Bounds bounds) {
    return switch (this) {
      case POLL_INTERVAL -> bounds.pollInterval().toNanos() / 1e6;
      case ABANDONED_RELEASE -> bounds.abandonedRelease().toNanos() / 1e6;
      case BYPASS -> bounds.bypass();
      case PROVIDER_CLOSE -> bounds.providerClose().toNanos() / 1e6;
      case CRASH_RELEASE -> bounds.crashRelease().toNanos() / 1e6;
      case LOST_DETECTION -> bounds.lostDetection().toNanos() / 1e6;
    };
  }
}
