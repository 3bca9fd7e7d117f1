package dev.holdfast.lock.tck.cli.volume;

/** What is looked at, in the order of the report. */
enum Property {
  IDENTITY(
      Weight.SAFETY,
      "One volume",
      "What is written through one directory is seen through all others."),
  EXCLUSION(Weight.SAFETY, "Exclusion", "Of all processes, one at a time holds a lock."),
  SHARED(
      Weight.SAFETY,
      "Shared and exclusive",
      "Several processes share a lock, and none of them beside one that has it alone."),
  RANGES(
      Weight.SAFETY,
      "Ranges",
      "Locks on different bytes of a file are independent, and are released one by one."),
  FAR(Weight.SAFETY, "Far offsets", "Bytes far beyond the end of the file can be locked."),
  HAND_OFF(Weight.SAFETY, "Hand-off", "A released lock can be taken through another mount."),
  UPGRADE(
      Weight.SAFETY,
      "Upgrade",
      "A reader becomes a writer with nobody in between, by locks on several bytes."),
  SEMAPHORE(Weight.SAFETY, "Semaphore", "Of N permits, N can be had at once and no more."),
  TOKENS(
      Weight.DATA,
      "Tokens in the locked file",
      "Who has locked a file reads in it what the holder before has written."),
  DATA(
      Weight.DATA,
      "Data in other files",
      "Who opens another file under the lock reads what the holder before has written."),
  CRASH(
      Weight.LIVENESS, "Crash", "When a holder is killed, its lock is free for the next process."),
  REPLACEMENT(
      Weight.ADVICE,
      "Deleted lock files",
      "A holder notices that its lock file was deleted or replaced through another mount."),
  COST(Weight.ADVICE, "Cost", "How long an operation on a lock takes.");

  /** What it means if a property is missing. */
  enum Weight {
    /** Locks do not lock. */
    SAFETY,
    /** Locks do, but what they protect is not safe on this volume. */
    DATA,
    /** Locks do, but may be in the way. */
    LIVENESS,
    /** Somebody should know. */
    ADVICE
  }

  private final Weight weight;
  private final String title;
  private final String promise;

  Property(Weight weight, String title, String promise) {
    this.weight = weight;
    this.title = title;
    this.promise = promise;
  }

  Weight weight() {
    return weight;
  }

  String title() {
    return title;
  }

  String promise() {
    return promise;
  }
}
