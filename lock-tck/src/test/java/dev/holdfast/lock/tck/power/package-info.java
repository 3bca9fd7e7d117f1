/**
 * Measures what the kit is worth: how many of the known bugs it finds and how fast, how often it
 * raises a false alarm, which rules it takes, and what it costs. Each run has a JVM of its own.
 */
@NullMarked
package dev.holdfast.lock.tck.power;

import org.jspecify.annotations.NullMarked;
