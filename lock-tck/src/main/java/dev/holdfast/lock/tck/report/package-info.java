/**
 * What a run leaves for people and for build servers: {@code report.html}, {@code junit.xml}, and
 * the histories of failures.
 */
@NullMarked
@CheckReturnValue
package dev.holdfast.lock.tck.report;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
