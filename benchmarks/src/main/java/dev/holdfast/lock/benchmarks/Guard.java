package dev.holdfast.lock.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Bounds that are to hold from one change to the next: of ratios and of allocation, since those
 * change with the code and hardly with the machine.
 *
 * @param bounds what is to hold
 */
record Guard(List<Bound> bounds) {

  Guard {
    bounds = List.copyOf(bounds);
  }

  /**
   * A bound of one contender in one workload. The best round counts, since noise only ever makes
   * things worse.
   *
   * @param workload what is done
   * @param threads by how many threads
   * @param contender by whose locks
   * @param leastOfFloor the least number of turns, as a multiple of the floor's; or null
   * @param mostBytes the most bytes allocated for a turn; or null
   */
  record Bound(
      Workload workload,
      int threads,
      String contender,
      @Nullable Double leastOfFloor,
      @Nullable Double mostBytes) {

    Bound {
      if (leastOfFloor == null && mostBytes == null) {
        throw new IllegalArgumentException("A bound of %s bounds nothing.".formatted(contender));
      }
    }

    @Override
    public String toString() {
      return "%s, %d threads, %s".formatted(workload, threads, contender);
    }
  }

  /**
   * Reads a JSON array of bounds.
   *
   * @throws IllegalArgumentException if it is none; the message says what is wrong
   */
  static Guard read(Path file) {
    try {
      return new Guard(
          Arrays.asList(new ObjectMapper().readValue(Files.readString(file), Bound[].class)));
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException("There is no file '%s'.".formatted(file), e);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "'%s' is no array of bounds: %s".formatted(file, e.getOriginalMessage()), e);
    } catch (IOException e) {
      throw new IllegalArgumentException("'%s' cannot be read (%s).".formatted(file, e), e);
    }
  }

  /** What has to be measured. */
  Set<Workload> workloads() {
    Set<Workload> all = EnumSet.noneOf(Workload.class);
    bounds.forEach(bound -> all.add(bound.workload()));
    return all;
  }

  /** For whom. */
  List<String> contenders() {
    return bounds.stream().map(Bound::contender).distinct().toList();
  }

  /** What does not hold, as sentences; empty if all is well. */
  List<String> violations(Results results) {
    List<String> violations = new ArrayList<>();
    for (Bound bound : bounds) {
      Optional<Score> found = results.score(bound.workload(), bound.threads(), bound.contender());
      if (found.isEmpty() || !found.get().isSound() || found.get().bytes().isEmpty()) {
        violations.add(bound + ": not measured, or broken.");
      } else {
        ratio(bound, found.get(), results).ifPresent(violations::add);
        bytes(bound, found.get()).ifPresent(violations::add);
      }
    }
    return violations;
  }

  private static Optional<String> ratio(Bound bound, Score score, Results results) {
    Double least = bound.leastOfFloor();
    if (least == null) {
      return Optional.empty();
    }
    Optional<Ratio> ratio = results.floor(score).flatMap(floor -> Results.ratio(score, floor));
    if (ratio.isEmpty()) {
      return Optional.of(bound + ": there is no floor to compare with.");
    }
    return ratio.get().most() >= least
        ? Optional.empty()
        : Optional.of(
            "%s: %s of the floor's turns, but it has to be %s."
                .formatted(bound, ratio.get(), Ratio.text(least)));
  }

  private static Optional<String> bytes(Bound bound, Score score) {
    Double most = bound.mostBytes();
    double bytes = Collections.min(score.bytes());
    return most == null || bytes <= most
        ? Optional.empty()
        : Optional.of(
            "%s: %.0f bytes are allocated for a turn, but it may be %.0f."
                .formatted(bound, bytes, most));
  }
}
