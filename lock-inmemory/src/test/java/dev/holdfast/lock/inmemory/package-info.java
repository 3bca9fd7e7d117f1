/** Tests of the in-memory backend. */
@NullMarked
package dev.holdfast.lock.inmemory;

import org.jspecify.annotations.NullMarked;
