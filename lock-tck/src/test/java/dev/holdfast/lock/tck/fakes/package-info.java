/** A small backend that is correct or broken on demand, for the tests of the engine. */
@NullMarked
package dev.holdfast.lock.tck.fakes;

import org.jspecify.annotations.NullMarked;
