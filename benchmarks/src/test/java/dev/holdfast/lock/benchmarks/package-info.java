/** Tests of the benchmarks themselves. */
@NullMarked
package dev.holdfast.lock.benchmarks;

import org.jspecify.annotations.NullMarked;
