package dev.holdfast.lock.tck.power;

import static java.util.stream.Collectors.joining;

import dev.holdfast.lock.tck.Profile;
import dev.holdfast.lock.tck.doubles.Specimen;
import dev.holdfast.lock.tck.doubles.Tier;
import dev.holdfast.lock.tck.engine.Rule;
import dev.holdfast.lock.tck.rules.Catalogue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The text of {@code POWER.md}: nothing stands in it that is not in the journal. */
final class PowerBook {

  private final List<Outcome> outcomes;
  private final List<Specimen> mutants = Specimen.mutants();
  private final StringBuilder text = new StringBuilder();

  PowerBook(List<Outcome> outcomes) {
    this.outcomes = List.copyOf(outcomes);
  }

  String markdown() {
    introduce();
    tellKills();
    tellAlarms();
    tellNecessity();
    tellMutants();
    return text.toString();
  }

  private void introduce() {
    List<Outcome> kills = of(Part.KILL);
    TreeSet<String> machines =
        outcomes.stream()
            .map(Outcome::environment)
            .filter(environment -> !environment.isEmpty())
            .collect(Collectors.toCollection(TreeSet::new));
    say(
        """
        # What the kit is worth

        The kit was run against %d backends with one small bug each, and against %d correct ones. Each
        run had a JVM of its own. A mutant run uses the standard profile and the whole catalogue, and
        ends at the first rule that fails. The figures rest on %d runs over mutants with %s and %d
        over correct backends, on: %s.

        This makes further runs, one seed after the other, for as long as it is told, and writes this
        page anew from all of them:

        ```
        mvn -B test -pl lock-tck -am -Dtest=PowerTest -Dsurefire.failIfNoSpecifiedTests=false \\
          -Dlock.tck.power.seeds=5 -Dlock.tck.power.time=PT8H
        ```
        """,
        mutants.size(),
        Specimen.references().size(),
        kills.size(),
        seeds(kills),
        of(Part.ALARM).size(),
        String.join("; ", machines));
  }

  private static String seeds(List<Outcome> runs) {
    long count = runs.stream().map(run -> run.plan().seed()).distinct().count();
    return count + (count == 1 ? " seed" : " seeds");
  }

  private void tellKills() {
    say("\n## Bugs found\n");
    say("| tier | mutants | runs | killed | killed in each run | median | 95 % within |");
    say("|---|---|---|---|---|---|---|");
    for (Tier tier : Tier.values()) {
      tellTier(lower(tier), mutants.stream().filter(m -> m.tier() == tier).toList());
    }
    tellTier("all", mutants);
    List<Outcome> kills = of(Part.KILL).stream().filter(PowerBook::isKill).toList();
    long expected = kills.stream().filter(this::isExpected).count();
    long said = kills.stream().filter(Outcome::said).count();
    say(
        """

        The first rule that failed was an expected one in %s, and the message named the bug in %s.
        In the middle of these runs, %s threads of the machine wanted to run, the kit's own included.
        """,
        share(expected, kills.size()), share(said, kills.size()), load(kills));
    list(
        "Survived:",
        of(Part.KILL).stream()
            .filter(run -> !isKill(run))
            .map(
                run ->
                    "%s, seed %d %s"
                        .formatted(run.plan().subject(), run.plan().seed(), run.headline())));
    list(
        "Found by another rule:",
        kills.stream()
            .filter(run -> !isExpected(run))
            .map(
                run ->
                    "%s, seed %d: %s"
                        .formatted(run.plan().subject(), run.plan().seed(), run.headline())));
  }

  private void tellTier(String name, List<Specimen> tier) {
    List<String> names = tier.stream().map(Specimen::name).toList();
    List<Outcome> runs =
        of(Part.KILL).stream().filter(run -> names.contains(run.plan().subject())).toList();
    List<Outcome> kills = runs.stream().filter(PowerBook::isKill).toList();
    long reliable =
        by(runs, run -> run.plan().subject()).values().stream()
            .filter(mutant -> mutant.stream().allMatch(PowerBook::isKill))
            .count();
    say(
        "| %s | %d | %d | %s | %d of %d | %s | %s |",
        name,
        tier.size(),
        runs.size(),
        share(kills.size(), runs.size()),
        reliable,
        by(runs, run -> run.plan().subject()).size(),
        seconds(kills, 0.5),
        seconds(kills, 0.95));
  }

  private void tellAlarms() {
    say("\n## False alarms over correct backends, and what a run costs\n");
    say("| profile | machine | load | runs | false alarms | undecided | median | longest |");
    say("|---|---|---|---|---|---|---|---|");
    for (Profile profile : Profile.values()) {
      for (Condition condition : Condition.values()) {
        List<Outcome> runs =
            of(Part.ALARM).stream()
                .filter(run -> run.plan().profile() == profile)
                .filter(run -> run.plan().condition() == condition)
                .toList();
        if (!runs.isEmpty()) {
          say(
              "| %s | %s | %s | %d | %d | %d | %s | %s |",
              lower(profile),
              condition.text(),
              load(runs),
              runs.size(),
              runs.stream().filter(PowerBook::isKill).count(),
              runs.stream().filter(run -> !run.undecided().isEmpty()).count(),
              seconds(runs, 0.5),
              seconds(runs, 1));
        }
      }
    }
    say("");
    list(
        "False alarms:",
        of(Part.ALARM).stream().filter(PowerBook::isKill).map(run -> where(run) + run.headline()));
    list(
        "Undecided:",
        of(Part.ALARM).stream()
            .filter(run -> !run.undecided().isEmpty())
            .map(run -> where(run) + String.join("; ", run.undecided())));
  }

  private static String where(Outcome run) {
    Plan plan = run.plan();
    return "%s, %s, %s, seed %d: "
        .formatted(plan.subject(), lower(plan.profile()), plan.condition().text(), plan.seed());
  }

  private void tellNecessity() {
    List<Outcome> runs = of(Part.NECESSITY);
    if (runs.isEmpty()) {
      return;
    }
    say(
        """

        ## Which rules it takes

        Each of %d mutants went through the whole catalogue in the smoke profile. A rule that alone
        has found a bug cannot be left out; one that has found none stands for what the mutants do
        not have.

        | rule | bugs found | alone |
        |---|---|---|""",
        runs.size());
    List<String> idle = new ArrayList<>();
    for (String rule : Catalogue.all().stream().map(Rule::id).toList()) {
      List<Outcome> found = runs.stream().filter(run -> run.failed().contains(rule)).toList();
      if (found.isEmpty()) {
        idle.add(rule);
      } else {
        String alone =
            found.stream()
                .filter(run -> run.failed().size() == 1)
                .map(run -> run.plan().subject())
                .collect(joining(" "));
        say("| %s | %d | %s |", rule, found.size(), alone);
      }
    }
    say("\nNo mutant has failed: %s.", String.join(", ", idle));
  }

  private void tellMutants() {
    say("\n## Mutant by mutant\n");
    say("| mutant | tier | bug | killed | by | median |");
    say("|---|---|---|---|---|---|");
    Map<String, List<Outcome>> runs = by(of(Part.KILL), run -> run.plan().subject());
    for (Specimen mutant : mutants) {
      List<Outcome> mine = runs.getOrDefault(mutant.name(), List.of());
      List<Outcome> kills = mine.stream().filter(PowerBook::isKill).toList();
      say(
          "| %s | %s | %s | %d of %d | %s | %s |",
          mutant.name(),
          lower(mutant.tier()),
          mutant.bug().replace("|", "\\|"),
          kills.size(),
          mine.size(),
          kills.stream().map(run -> run.failed().get(0)).distinct().sorted().collect(joining(" ")),
          seconds(kills, 0.5));
    }
  }

  private List<Outcome> of(Part part) {
    return outcomes.stream().filter(run -> run.plan().part() == part).toList();
  }

  private static boolean isKill(Outcome run) {
    return !run.failed().isEmpty();
  }

  private boolean isExpected(Outcome run) {
    return mutants.stream()
        .filter(mutant -> mutant.name().equals(run.plan().subject()))
        .anyMatch(mutant -> mutant.expectedRules().contains(run.failed().get(0)));
  }

  private static Map<String, List<Outcome>> by(
      Collection<Outcome> runs, Function<Outcome, String> key) {
    return runs.stream().collect(Collectors.groupingBy(key, TreeMap::new, Collectors.toList()));
  }

  private static String share(long part, int whole) {
    return whole == 0
        ? "0 of 0"
        : String.format(Locale.ROOT, "%d of %d (%.1f %%)", part, whole, 100.0 * part / whole);
  }

  private static String seconds(List<Outcome> runs, double quantile) {
    List<Double> sorted = runs.stream().map(Outcome::seconds).sorted().toList();
    return sorted.isEmpty()
        ? ""
        : String.format(
            Locale.ROOT,
            "%.1f s",
            sorted.get((int) Math.max(0, Math.ceil(quantile * sorted.size()) - 1)));
  }

  /** How many threads wanted to run, at the median. */
  private static String load(List<Outcome> runs) {
    double[] loads =
        runs.stream().mapToDouble(Outcome::load).filter(load -> load >= 0).sorted().toArray();
    return loads.length == 0
        ? ""
        : String.format(Locale.ROOT, "%.1f", loads[(loads.length - 1) / 2]);
  }

  private void list(String title, Stream<String> items) {
    List<String> lines = items.toList();
    if (!lines.isEmpty()) {
      say("%s\n", title);
      lines.forEach(line -> say("- %s", line.replace("\n", " ")));
      say("");
    }
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private void say(String format, Object... args) {
    text.append(args.length == 0 ? format : String.format(Locale.ROOT, format, args)).append('\n');
  }
}
