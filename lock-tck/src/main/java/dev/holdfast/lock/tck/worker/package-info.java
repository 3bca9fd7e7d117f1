/**
 * Other processes that use the backend: {@code Workers} starts them for a trial, {@code Worker} is
 * one of them as the kit sees it, and {@code WorkerMain} is what runs in it. Their providers, locks
 * and handles are used like those of this process. What all processes see of the holds is kept by a
 * {@code Witness}.
 *
 * <p>Knows nothing of trials and rules.
 */
@NullMarked
package dev.holdfast.lock.tck.worker;

import org.jspecify.annotations.NullMarked;
