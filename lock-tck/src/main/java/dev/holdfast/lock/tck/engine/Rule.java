package dev.holdfast.lock.tck.engine;

import dev.holdfast.lock.tck.Capability;
import dev.holdfast.lock.tck.Level;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One rule of the catalogue, with the check that looks for violations.
 *
 * @param id such as "MUT-01"; stable and never reused
 * @param level how binding it is
 * @param capability what a backend has to declare for the rule to apply; null unless the level says
 *     so
 * @param primitives what the provider has to offer, all of them; empty for any
 * @param subjects the check runs once for each of these that the provider offers; if empty, once
 *     without a subject
 * @param text the rule, a sentence or two
 * @param reason why it matters
 * @param causes what typically breaks it
 * @param check looks for violations
 */
public record Rule(
    String id,
    Level level,
    @Nullable Capability capability,
    Set<Primitive> primitives,
    Set<Subject> subjects,
    String text,
    String reason,
    List<String> causes,
    Check check) {}
