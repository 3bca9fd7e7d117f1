package dev.holdfast.lock.tck.worker;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.tck.worker.Witness.Meeting;
import dev.holdfast.lock.tck.worker.Witness.Stand;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappedWitnessTest {

  private static final int LOCK = 1;
  private static final int SEMAPHORE = 2;

  @TempDir private Path directory = Path.of("");
  private Path file = Path.of("");
  private int files;
  private @Nullable MappedWitness made;

  @BeforeEach
  void create() {
    file = directory.resolve("witness-" + files++);
    made = MappedWitness.create(file, List.of(1, 1, 2), 2);
  }

  private MappedWitness witness() {
    return requireNonNull(made);
  }

  /** As another process sees it. */
  private MappedWitness again() {
    return MappedWitness.at(file);
  }

  @Test
  void thoseWhoExcludeEachOtherMeet() {
    for (LockMode first : List.of(LockMode.READ, LockMode.UPGRADEABLE, LockMode.WRITE)) {
      for (LockMode second : List.of(LockMode.READ, LockMode.UPGRADEABLE, LockMode.WRITE)) {
        create();
        Stand one = witness().stand(0, 1);
        Stand other = again().stand(3, 0);
        assertTrue(one.enter(LOCK, first), "alone");
        assertTrue(other.enter(0, second), "another lock");
        assertEquals(!first.conflictsWith(second), other.enter(LOCK, second), first + " " + second);
        assertEquals(first.conflictsWith(second), witness().isOver());
        other.leave(LOCK);
        other.leave(0);
        one.leave(LOCK);
        assertTrue(other.enter(LOCK, second), "somebody who has left is met");
        other.leave(LOCK);
      }
    }
  }

  @Test
  void aMeetingSaysWhoMetWhom() {
    assertTrue(witness().stand(0, 1).enter(LOCK, LockMode.READ));
    assertFalse(again().stand(3, 0).enter(LOCK, LockMode.WRITE));
    List<Meeting> meetings = witness().meetings();
    assertEquals(1, meetings.size());
    Meeting meeting = meetings.get(0);
    long pid = ProcessHandle.current().pid();
    assertEquals(LOCK, meeting.lock());
    assertEquals(new Witness.Visitor(pid, 0, LockMode.WRITE), meeting.comer());
    assertEquals(List.of(new Witness.Visitor(pid, 1, LockMode.READ)), meeting.present());
  }

  @Test
  void permitsAreCounted() {
    assertTrue(witness().stand(0, 0).enter(SEMAPHORE, LockMode.PERMIT));
    assertTrue(witness().stand(1, 0).enter(SEMAPHORE, LockMode.PERMIT));
    assertFalse(witness().stand(2, 0).enter(SEMAPHORE, LockMode.PERMIT), "a third of two");
    witness().stand(0, 0).leave(SEMAPHORE);
    witness().stand(1, 0).leave(SEMAPHORE);
    assertTrue(witness().stand(3, 0).enter(SEMAPHORE, LockMode.PERMIT), "a second of two");
  }

  @Test
  void theDoomedCountForNothingAndTheirSuccessorsDo() {
    assertTrue(witness().stand(0, 0).enter(LOCK, LockMode.WRITE));
    assertTrue(witness().isInside(0));
    witness().doom(0);
    Stand next = witness().stand(1, 0);
    assertTrue(next.enter(LOCK, LockMode.WRITE), "somebody who is dead is met");
    witness().bury(0);
    assertFalse(witness().isInside(0), "the dead were not forgotten");
    next.leave(LOCK);
    assertTrue(witness().stand(0, 0).enter(LOCK, LockMode.WRITE), "the successor is alone");
    assertFalse(next.enter(LOCK, LockMode.WRITE), "the successor is not seen");
  }

  @Test
  void changingTheModeIsNoMeetingWithOneself() {
    Stand one = witness().stand(0, 0);
    assertTrue(one.enter(LOCK, LockMode.UPGRADEABLE));
    assertTrue(one.change(LOCK, LockMode.WRITE));
    assertTrue(one.change(LOCK, LockMode.UPGRADEABLE));
    assertTrue(witness().stand(1, 1).enter(LOCK, LockMode.READ));
    assertFalse(one.change(LOCK, LockMode.WRITE), "the reader is not met");
  }

  @Test
  void theSectionIsInOrderAsLongAsOneIsAlone() {
    MappedWitness other = again();
    for (int i = 0; i < 10; i++) {
      assertTrue(witness().disturb(LOCK) && other.disturb(LOCK));
    }
  }
}
