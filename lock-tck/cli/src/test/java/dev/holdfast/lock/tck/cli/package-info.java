/** Tests of the command. */
@NullMarked
package dev.holdfast.lock.tck.cli;

import org.jspecify.annotations.NullMarked;
