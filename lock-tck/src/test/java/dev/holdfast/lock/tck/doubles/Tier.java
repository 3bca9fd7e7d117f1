package dev.holdfast.lock.tck.doubles;

/** How hard it is to find a bug. */
public enum Tier {
  /** Any test of the feature finds it. */
  EASY,
  /** A test of the particular situation finds it. */
  MEDIUM,
  /** It takes a race, or a second look. */
  HARD,
  /** It takes luck, unless a test steers for it. */
  FIENDISH
}
