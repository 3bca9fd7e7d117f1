/** Where vendors live: outside the kit's packages. */
@NullMarked
package dev.holdfast.lock.tck.fakes.outside;

import org.jspecify.annotations.NullMarked;
