package dev.holdfast.lock.filesystem.storm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.filesystem.storm.Witness.Stand;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The witness sees whoever is inside and should not be, and nobody else. */
class WitnessTest {

  private static final int PERMITS = 2;

  @TempDir Path directory;

  private Witness witness(Primitive primitive) {
    return Witness.in(directory.resolve("witness"), primitive);
  }

  private static Stand stand(Witness witness) {
    return witness.stand(witness.newWorker(), 1);
  }

  private static void assertMeetings(int expected, Witness witness) {
    assertEquals(expected, witness.meetings(), () -> "seen: " + witness.describeMeetings());
  }

  @Test
  void thoseWhoMayShareDoNotMeet() {
    Witness witness = witness(Primitive.READER_WRITER);
    stand(witness).enter(LockMode.READ);
    stand(witness).enter(LockMode.UPGRADEABLE);
    stand(witness).enter(LockMode.READ);
    assertMeetings(0, witness);
  }

  @Test
  void whoeverComesInBesideAnotherOneIsSeen() {
    for (LockMode[] pair :
        new LockMode[][] {
          {LockMode.WRITE, LockMode.WRITE},
          {LockMode.WRITE, LockMode.READ},
          {LockMode.READ, LockMode.WRITE},
          {LockMode.UPGRADEABLE, LockMode.UPGRADEABLE}
        }) {
      Witness witness = Witness.in(directory.resolve(pair[0] + "-" + pair[1]), Primitive.MUTEX);
      stand(witness).enter(pair[0]);
      stand(witness).enter(pair[1]);
      assertMeetings(1, witness);
    }
  }

  @Test
  void aSecondMappingSeesTheSame() {
    Witness one = witness(Primitive.MUTEX);
    stand(one).enter(LockMode.WRITE);
    Witness other = witness(Primitive.MUTEX);
    stand(other).enter(LockMode.WRITE);
    assertMeetings(1, one);
    assertEquals(
        "[WRITE of thread 1/1 met WRITE of thread 0/1]", one.describeMeetings().toString());
  }

  @Test
  void whoeverHasLeftIsNotMet() {
    Witness witness = witness(Primitive.MUTEX);
    Stand first = stand(witness);
    first.enter(LockMode.WRITE);
    first.leave();
    stand(witness).enter(LockMode.WRITE);
    assertMeetings(0, witness);
  }

  @Test
  void anUpgradeMeetsReadersUntilItIsTakenBack() {
    Witness witness = witness(Primitive.READER_WRITER);
    Stand upgraded = stand(witness);
    upgraded.enter(LockMode.UPGRADEABLE);
    upgraded.enter(LockMode.WRITE);
    Stand reader = stand(witness);
    reader.enter(LockMode.READ);
    assertMeetings(1, witness);
    upgraded.becomeUpgradeable();
    reader.enter(LockMode.READ);
    assertMeetings(1, witness);
  }

  @Test
  void theDoomedAreNotMetButMeetOthers() {
    Witness witness = witness(Primitive.MUTEX);
    int doomed = witness.newWorker();
    witness.stand(doomed, 0).enter(LockMode.WRITE);
    witness.doom(doomed);
    stand(witness).enter(LockMode.WRITE);
    assertMeetings(0, witness);
    witness.stand(doomed, 1).enter(LockMode.WRITE);
    assertMeetings(2, witness); // the other one, and its own process
  }

  @Test
  void permitsAreCountedWithoutThoseOfTheDoomed() {
    Witness witness = witness(Primitive.semaphore(PERMITS));
    int doomed = witness.newWorker();
    witness.stand(doomed, 0).enter(LockMode.PERMIT);
    witness.doom(doomed);
    stand(witness).enter(LockMode.PERMIT);
    Stand second = stand(witness);
    second.enter(LockMode.PERMIT);
    assertMeetings(0, witness);
    stand(witness).enter(LockMode.PERMIT);
    assertMeetings(1, witness);
  }
}
