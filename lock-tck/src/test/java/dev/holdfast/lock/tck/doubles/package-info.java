/**
 * Backends for the kit's own tests: honest ones that have to pass, and broken ones that must not.
 */
@NullMarked
package dev.holdfast.lock.tck.doubles;

import org.jspecify.annotations.NullMarked;
