package dev.holdfast.lock.tck.worker;

import dev.holdfast.lock.LockMode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToLongFunction;

/**
 * Which bit of a word stands for whom: there is one for each thread of each worker and each mode.
 *
 * @param threads how many threads of each worker take part
 */
@SuppressWarnings("EnumOrdinal") // one version writes and reads
record ClientBits(int threads) {

  /** How many threads may take part, in all workers together. */
  static final int MOST_CLIENTS = 16;

  private static final int MODES = LockMode.values().length;

  /**
   * The number of a thread among those of all workers.
   *
   * @throws IllegalArgumentException if there is no such place or thread
   */
  int client(int place, int thread) {
    int client = place * threads + thread;
    if (place >= MappedWitness.PLACES || thread >= threads || client >= MOST_CLIENTS) {
      throw new IllegalArgumentException("No room for thread " + thread + " at place " + place);
    }
    return client;
  }

  static long bit(int client, LockMode mode) {
    return 1L << (client * MODES + mode.ordinal());
  }

  static long ofClient(int client) {
    long bits = 0;
    for (LockMode mode : LockMode.values()) {
      bits |= bit(client, mode);
    }
    return bits;
  }

  static long ofMode(LockMode mode) {
    long bits = 0;
    for (int client = 0; client < MOST_CLIENTS; client++) {
      bits |= bit(client, mode);
    }
    return bits;
  }

  /** All bits of the threads of a place. */
  long ofPlace(int place) {
    long bits = 0;
    for (int thread = 0; thread < threads; thread++) {
      bits |= ofClient(client(place, thread));
    }
    return bits;
  }

  /** Whom the bits stand for. */
  List<Witness.Visitor> visitors(long bits, IntToLongFunction pidOfPlace) {
    List<Witness.Visitor> all = new ArrayList<>();
    for (int client = 0; client < MOST_CLIENTS; client++) {
      for (LockMode mode : LockMode.values()) {
        if ((bits & bit(client, mode)) != 0) {
          long pid = pidOfPlace.applyAsLong(client / threads);
          all.add(new Witness.Visitor(pid, client % threads, mode));
        }
      }
    }
    return all;
  }
}
