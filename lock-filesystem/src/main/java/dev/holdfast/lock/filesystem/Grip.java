package dev.holdfast.lock.filesystem;

import java.util.List;

/** What holders of this JVM have of a lock file. Guarded by their cell. */
final class Grip {

  static final long NO_TOKEN = -1;

  private final Climb climb;

  /** Of an exclusive grip. */
  private long token = NO_TOKEN;

  /** How many holders share it. */
  private int holders = 1;

  Grip(Climb climb) {
    this.climb = climb;
  }

  LockFile file() {
    return climb.file();
  }

  List<Climb.Step> held() {
    return climb.held();
  }

  long token() {
    return token;
  }

  void mark(long newToken) {
    token = newToken;
  }

  void join() {
    holders++;
  }

  /** Answers whether that was the last holder. */
  boolean leave() {
    return --holders == 0;
  }

  /** Whether the JDK takes the locks for valid. */
  boolean isValid() {
    return climb.isValid();
  }

  /** Unlocks everything. */
  void letGo() {
    climb.descend();
  }
}
