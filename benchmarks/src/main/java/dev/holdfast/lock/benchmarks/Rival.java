package dev.holdfast.lock.benchmarks;

import static dev.holdfast.lock.benchmarks.Contender.Reach.JVM;
import static dev.holdfast.lock.benchmarks.Contender.Reach.PROCESSES;
import static dev.holdfast.lock.benchmarks.Contender.Role.FLOOR;
import static dev.holdfast.lock.benchmarks.Contender.Role.PEER;

import dev.holdfast.lock.benchmarks.Contender.Reach;
import dev.holdfast.lock.benchmarks.Contender.Role;
import java.util.Arrays;
import java.util.Optional;

/** What backends are compared with. */
enum Rival {
  /** The floor of mutexes that need not serve in order. */
  REENTRANT_LOCK("ReentrantLock", FLOOR, JVM, "java.util.concurrent, threads jump the queue"),
  /** The floor of mutexes. */
  FAIR_REENTRANT_LOCK("FairReentrantLock", FLOOR, JVM, "java.util.concurrent, in order"),
  /** The floor of semaphores. */
  FAIR_SEMAPHORE("FairSemaphore", FLOOR, JVM, "java.util.concurrent, in order"),
  /** The floor of reader-writer locks; to upgrade, the read lock is given up. */
  FAIR_READ_WRITE_LOCK(
      "FairReadWriteLock",
      FLOOR,
      JVM,
      "java.util.concurrent, in order; instead of an upgrade the read lock is given up"),
  /** The floor of files without contention. */
  TRY_FILE_LOCK("TryFileLock", FLOOR, PROCESSES, "FileChannel.tryLock() on an open channel"),
  /** The floor of files with contention. */
  FAIR_FILE_LOCK(
      "FairFileLock",
      FLOOR,
      PROCESSES,
      "FileChannel.lock() on an open channel, each time, inside a fair ReentrantLock"),
  /** Spring Integration, within a JVM. */
  SPRING("SpringDefault", PEER, JVM, "Spring Integration, DefaultLockRegistry"),
  /** Maven Resolver, within a JVM. */
  MAVEN_LOCAL("MavenLocal", PEER, JVM, "Maven Resolver, LocalReadWriteLockNamedLockFactory"),
  /** Maven Resolver, between processes, as Maven uses it, but set so that it excludes. */
  MAVEN_FILE(
      "MavenFile",
      PEER,
      PROCESSES,
      "Maven Resolver, FileLockNamedLockFactory, a lock is opened and closed each time, files stay"),
  /** Maven Resolver, between processes, with locks that are opened once. */
  MAVEN_FILE_OPEN(
      "MavenFileOpen",
      PEER,
      PROCESSES,
      "Maven Resolver, FileLockNamedLockFactory, a lock is opened once, files stay"),
  /** Maven Resolver, between processes, as it comes. */
  MAVEN_FILE_DEFAULT(
      "MavenFileDefault",
      PEER,
      PROCESSES,
      "Maven Resolver, FileLockNamedLockFactory, as it comes: opened and closed each time, files"
          + " are deleted"),
  /** Lucene, between processes, now or never. */
  LUCENE("LuceneNative", PEER, PROCESSES, "Lucene, NativeFSLockFactory");

  private final String label;
  private final Role role;
  private final Reach reach;
  private final String description;

  Rival(String label, Role role, Reach reach, String description) {
    this.label = label;
    this.role = role;
    this.reach = reach;
    this.description = description;
  }

  /** What it is called. */
  String label() {
    return label;
  }

  Role role() {
    return role;
  }

  Reach reach() {
    return reach;
  }

  /** What it is. */
  String description() {
    return description;
  }

  /** The one that is called so. */
  static Optional<Rival> find(String label) {
    return Arrays.stream(values()).filter(each -> each.label.equals(label)).findFirst();
  }
}
