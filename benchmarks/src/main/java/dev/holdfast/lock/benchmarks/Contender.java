package dev.holdfast.lock.benchmarks;

import dev.holdfast.lock.tck.BackendUnderTest;
import java.util.Set;

/**
 * Who takes part: a backend, or what it is compared with.
 *
 * @param name what it is called, which also finds it again in another process
 * @param role why it takes part
 * @param reach whom its locks exclude
 * @param backend how it is opened, here or in worker processes
 */
record Contender(String name, Role role, Reach reach, BackendUnderTest backend) {

  /** Why somebody takes part. */
  enum Role {
    /** What the platform has; no lock with names, handles and timeouts can be much cheaper. */
    FLOOR,
    /** Another library. */
    PEER,
    /** What is measured. */
    BACKEND
  }

  /** Whom locks exclude. */
  enum Reach {
    /** The threads of a JVM. */
    JVM,
    /** Processes, too. */
    PROCESSES
  }

  /** Its locks of a name space. */
  Locks open(String namespace) throws Exception {
    return Locks.of(backend.open(namespace));
  }

  /** The ways in which its locks can be used. */
  Set<Use> uses() throws Exception {
    try (Locks locks = open("uses")) {
      return locks.uses();
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
