/** Tests of the workers, and the backends that misbehave in them. */
@NullMarked
package dev.holdfast.lock.tck.worker;

import org.jspecify.annotations.NullMarked;
