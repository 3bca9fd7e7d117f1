package dev.holdfast.lock.tck.worker;

/** What a worker says of an acquisition. */
enum Answer {
  GRANTED,
  REFUSED,
  INTERRUPTED,
  CANCELLED
}
