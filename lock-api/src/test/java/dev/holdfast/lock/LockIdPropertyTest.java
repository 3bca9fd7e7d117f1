package dev.holdfast.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class LockIdPropertyTest {

  @Provide
  Arbitrary<LockId> ids() {
    return Combinators.combine(
            Arbitraries.of("", "x", "y"),
            Arbitraries.of(LockKind.class),
            Arbitraries.of("", "a", "A", "Aa", "BB", "\0"))
        .as(LockId::new);
  }

  @Property
  void theOrderIsTotalAndAgreesWithEquals(
      @ForAll("ids") LockId a, @ForAll("ids") LockId b, @ForAll("ids") LockId c) {
    assertEquals(a.equals(b), a.compareTo(b) == 0, () -> a + " and " + b);
    assertEquals(Integer.signum(a.compareTo(b)), -Integer.signum(b.compareTo(a)));
    if (a.compareTo(b) <= 0 && b.compareTo(c) <= 0) {
      assertEquals(true, a.compareTo(c) <= 0, () -> a + ", " + b + ", " + c);
    }
  }

  @Property
  void conflictsAreMutual(@ForAll LockMode one, @ForAll LockMode other) {
    assertEquals(one.conflictsWith(other), other.conflictsWith(one));
  }

  @Property
  void aStrongerModeConflictsWithAllThatAWeakerOneConflictsWith(
      @ForAll LockMode weak, @ForAll LockMode strong, @ForAll LockMode other) {
    if (weak.compareTo(strong) <= 0 && weak.conflictsWith(other)) {
      assertEquals(true, strong.conflictsWith(other), () -> weak + ", " + strong + ", " + other);
    }
  }
}
