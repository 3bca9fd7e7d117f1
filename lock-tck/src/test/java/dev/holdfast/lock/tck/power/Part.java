package dev.holdfast.lock.tck.power;

/** A question that runs answer. */
enum Part {
  /** Which rule fails first on a mutant, and when. */
  KILL,
  /** Which rules of the whole catalogue fail on a mutant. */
  NECESSITY,
  /** Whether a correct backend passes, and how long that takes. */
  ALARM
}
