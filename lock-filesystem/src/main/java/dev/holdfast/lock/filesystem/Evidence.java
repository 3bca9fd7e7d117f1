package dev.holdfast.lock.filesystem;

/** What the system says about a lock that this process believes to have. */
enum Evidence {
  /** This process has it. */
  HELD,

  /** This process has lost it, for example because it closed a descriptor of the file. */
  GONE,

  /** The system does not say, or not reliably. */
  UNKNOWN
}
