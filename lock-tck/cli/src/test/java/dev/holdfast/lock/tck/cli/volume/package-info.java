/** Tests of the check of volumes. */
@NullMarked
package dev.holdfast.lock.tck.cli.volume;

import org.jspecify.annotations.NullMarked;
