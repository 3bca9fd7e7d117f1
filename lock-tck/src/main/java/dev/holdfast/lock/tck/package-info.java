/**
 * Holds a lock backend to the rules of the catalogue and writes a certificate.
 *
 * <p>Authors of a backend implement {@link dev.holdfast.lock.tck.LockBackendFactory} and extend
 * {@link dev.holdfast.lock.tck.LockTck} in a test; {@link dev.holdfast.lock.tck.Certification} does
 * the same without a test framework, and the command {@code lock-tck} without a line of code. The
 * settings stand in {@link dev.holdfast.lock.tck.RunOptions}, the outcome in a {@link
 * dev.holdfast.lock.tck.Certificate}.
 *
 * <p><b>Verdicts.</b> A failure is final and never repeated; the only thing that is repeated is the
 * measurement of an upper bound on time while the machine stalls. A check that hangs fails, and the
 * run goes on. The verdict of a rule is the worst of its subjects'.
 *
 * <p><b>Waivers</b> accept failures for now, see {@link
 * dev.holdfast.lock.tck.BackendUnderTest#waivers}. In a run with waivers there is one more rule,
 * KIT-01, that always fails and is waived by a built-in waiver: so each such run proves that the
 * kit notices failures and that waivers apply.
 */
@NullMarked
@CheckReturnValue
package dev.holdfast.lock.tck;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
