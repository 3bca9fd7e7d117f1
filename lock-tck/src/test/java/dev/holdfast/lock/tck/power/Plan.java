package dev.holdfast.lock.tck.power;

import dev.holdfast.lock.tck.Profile;
import dev.holdfast.lock.tck.doubles.Specimen;
import java.util.ArrayList;
import java.util.List;

/**
 * A run to be done.
 *
 * @param part what it is for
 * @param subject the name of a specimen
 * @param profile the profile
 * @param condition what else the machine does
 * @param seed the seed
 */
record Plan(Part part, String subject, Profile profile, Condition condition, long seed) {

  /** What a seed asks for. */
  static List<Plan> of(long seed) {
    List<Plan> plans = new ArrayList<>();
    for (Specimen mutant : Specimen.mutants()) {
      plans.add(new Plan(Part.KILL, mutant.name(), Profile.STANDARD, Condition.IDLE, seed));
    }
    List<Specimen> references = Specimen.references();
    for (Condition condition : Condition.values()) {
      for (Specimen reference : references) {
        plans.add(new Plan(Part.ALARM, reference.name(), Profile.SMOKE, condition, seed));
      }
    }
    for (Condition condition : List.of(Condition.IDLE, Condition.LOADED)) {
      // One after the other, as each takes minutes.
      Specimen reference = references.get((int) Math.floorMod(seed, (long) references.size()));
      plans.add(new Plan(Part.ALARM, reference.name(), Profile.STANDARD, condition, seed));
    }
    if (seed == 1) {
      for (Specimen mutant : Specimen.mutants()) {
        plans.add(new Plan(Part.NECESSITY, mutant.name(), Profile.SMOKE, Condition.IDLE, seed));
      }
    }
    return plans;
  }
}
