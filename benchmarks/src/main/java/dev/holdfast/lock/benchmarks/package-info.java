/** JMH benchmarks: each workload beside its floor, to be read as ratios. */
@NullMarked
package dev.holdfast.lock.benchmarks;

import org.jspecify.annotations.NullMarked;
