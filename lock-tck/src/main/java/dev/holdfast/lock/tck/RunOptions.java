package dev.holdfast.lock.tck;

import static java.util.Objects.requireNonNull;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a run is done. This is the only place where the kit reads its settings.
 *
 * <table>
 * <caption>Settings: the system property, else the environment variable, else the default</caption>
 * <tr><th>property</th><th>variable</th><th>value</th><th>default</th></tr>
 * <tr><td>{@value #PROFILE}</td><td>LOCK_TCK_PROFILE</td><td>smoke, standard, certify or soak</td>
 *     <td>smoke</td></tr>
 * <tr><td>{@value #SEED}</td><td>LOCK_TCK_SEED</td><td>an integer</td><td>random</td></tr>
 * <tr><td>{@value #TIME_SCALE}</td><td>LOCK_TCK_TIME_SCALE</td>
 *     <td>what upper time bounds are multiplied by, at least 1</td><td>1</td></tr>
 * <tr><td>{@value #WATCHDOG}</td><td>LOCK_TCK_WATCHDOG</td>
 *     <td>after how many seconds a check counts as hanging</td><td>30</td></tr>
 * <tr><td>{@value #RULES}</td><td>LOCK_TCK_RULES</td>
 *     <td>ids separated by commas; the run is partial and certifies nothing</td><td>all</td></tr>
 * </table>
 *
 * @param profile how much time to take, not null
 * @param seed what generated programs and delays derive from
 * @param timeScale what upper time bounds, and no others, are multiplied by; from 1 to 1000
 * @param watchdog how long a check may take beyond its time for stress before it counts as hanging;
 *     not null, positive
 * @param rules the ids of the rules to run; empty for all of them; not null
 */
public record RunOptions(
    Profile profile, long seed, double timeScale, Duration watchdog, Set<String> rules) {

  /** The property that selects the {@linkplain #profile() profile}. */
  public static final String PROFILE = "lock.tck.profile";

  /** The property that sets the {@linkplain #seed() seed}. */
  public static final String SEED = "lock.tck.seed";

  /** The property that sets the {@linkplain #timeScale() time scale}. */
  public static final String TIME_SCALE = "lock.tck.time-scale";

  /** The property that sets the {@linkplain #watchdog() watchdog}, in seconds. */
  public static final String WATCHDOG = "lock.tck.watchdog";

  /** The property that selects {@linkplain #rules() rules}. */
  public static final String RULES = "lock.tck.rules";

  private static final Duration DEFAULT_WATCHDOG = Duration.ofSeconds(30);
  private static final double LARGEST_TIME_SCALE = 1_000;
  private static final long LONGEST_WATCHDOG = Duration.ofDays(1).toSeconds();
  private static final SecureRandom SEEDS = new SecureRandom();

  /**
   * Rejects settings that make no sense.
   *
   * @param profile see above
   * @param seed see above
   * @param timeScale see above
   * @param watchdog see above
   * @param rules see above
   */
  public RunOptions {
    requireNonNull(profile, "profile");
    rules = Collections.unmodifiableSet(new TreeSet<>(rules));
    if (!(timeScale >= 1 && timeScale <= LARGEST_TIME_SCALE)) {
      throw new IllegalArgumentException(
          "The time scale is %s, but has to be from 1 to %.0f: it stretches upper bounds."
              .formatted(timeScale, LARGEST_TIME_SCALE));
    }
    if (watchdog.isNegative() || watchdog.isZero() || watchdog.toSeconds() > LONGEST_WATCHDOG) {
      throw new IllegalArgumentException(
          "The watchdog is %s, but has to be positive and at most a day.".formatted(watchdog));
    }
  }

  /**
   * The settings of this process.
   *
   * @return the settings, with a random seed unless one is set; not null
   * @throws IllegalArgumentException if a setting is invalid; the message names it
   */
  public static RunOptions fromEnvironment() {
    return from(System::getProperty, System::getenv);
  }

  static RunOptions from(
      Function<String, @Nullable String> properties, Function<String, @Nullable String> variables) {
    var settings = new Settings(properties, variables);
    return new RunOptions(
        settings.get(PROFILE, RunOptions::parseProfile, Profile.SMOKE),
        settings.get(SEED, RunOptions::parseSeed, randomSeed()),
        settings.get(TIME_SCALE, RunOptions::parseTimeScale, 1.0),
        settings.get(WATCHDOG, RunOptions::parseWatchdog, DEFAULT_WATCHDOG),
        settings.get(RULES, RunOptions::parseRules, Set.of()));
  }

  /**
   * The defaults, whatever the environment says.
   *
   * @return the smoke profile with a random seed, not null
   */
  public static RunOptions defaults() {
    return new RunOptions(Profile.SMOKE, randomSeed(), 1.0, DEFAULT_WATCHDOG, Set.of());
  }

  /** Few digits, so that it can be typed. */
  private static long randomSeed() {
    return SEEDS.nextInt(Integer.MAX_VALUE);
  }

  /**
   * These options with another profile.
   *
   * @param other the profile, not null
   * @return the changed options, not null
   */
  public RunOptions withProfile(Profile other) {
    return new RunOptions(other, seed, timeScale, watchdog, rules);
  }

  /**
   * These options with another seed.
   *
   * @param other the seed
   * @return the changed options, not null
   */
  public RunOptions withSeed(long other) {
    return new RunOptions(profile, other, timeScale, watchdog, rules);
  }

  /**
   * These options with another time scale.
   *
   * @param other the scale, from 1 to 1000
   * @return the changed options, not null
   */
  public RunOptions withTimeScale(double other) {
    return new RunOptions(profile, seed, other, watchdog, rules);
  }

  /**
   * These options with another watchdog.
   *
   * @param other how long a check may take beyond its time for stress; not null, positive
   * @return the changed options, not null
   */
  public RunOptions withWatchdog(Duration other) {
    return new RunOptions(profile, seed, timeScale, other, rules);
  }

  /**
   * These options with a selection of rules.
   *
   * @param ids the rules to run; empty for all; not null
   * @return the changed options, not null
   */
  public RunOptions withRules(Set<String> ids) {
    return new RunOptions(profile, seed, timeScale, watchdog, ids);
  }

  /**
   * The profile of this name.
   *
   * @param text the name in any case, not null
   * @return the profile, not null
   * @throws IllegalArgumentException if there is none; the message names those that there are
   */
  public static Profile parseProfile(String text) {
    return Arrays.stream(Profile.values())
        .filter(profile -> profile.name().equalsIgnoreCase(text.strip()))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "There is no such profile. The profiles are "
                        + Arrays.stream(Profile.values())
                            .map(profile -> profile.name().toLowerCase(Locale.ROOT))
                            .collect(Collectors.joining(", "))
                        + "."));
  }

  private static Long parseSeed(String text) {
    try {
      return Long.valueOf(text.strip());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("A seed is an integer of at most 64 bits.", e);
    }
  }

  private static Double parseTimeScale(String text) {
    try {
      double scale = Double.parseDouble(text.strip());
      return defaults().withTimeScale(scale).timeScale();
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("A time scale is a number such as 2.5.", e);
    }
  }

  private static Duration parseWatchdog(String text) {
    try {
      long seconds = Long.parseLong(text.strip());
      if (seconds < 1 || seconds > LONGEST_WATCHDOG) {
        throw new IllegalArgumentException("The watchdog is from 1 second to a day.");
      }
      return Duration.ofSeconds(seconds);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("The watchdog is a whole number of seconds.", e);
    }
  }

  private static Set<String> parseRules(String text) {
    return Arrays.stream(text.split(","))
        .map(String::strip)
        .filter(id -> !id.isEmpty())
        .collect(Collectors.toSet());
  }

  /** Where settings are looked up, and how a bad one is reported. */
  private record Settings(
      Function<String, @Nullable String> properties, Function<String, @Nullable String> variables) {

    <T> T get(String property, Function<String, T> parser, T otherwise) {
      String source = "system property " + property;
      @Nullable String text = properties.apply(property);
      if (text == null) {
        String variable = property.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
        source = "environment variable " + variable;
        text = variables.apply(variable);
      }
      // Build scripts tend to pass on what is not set as an empty value.
      if (text == null || text.isBlank()) {
        return otherwise;
      }
      try {
        return parser.apply(text);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "The %s is '%s'. %s".formatted(source, text, e.getMessage()), e);
      }
    }
  }
}
