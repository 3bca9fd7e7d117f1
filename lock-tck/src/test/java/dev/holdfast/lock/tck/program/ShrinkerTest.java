package dev.holdfast.lock.tck.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.tck.engine.Primitive;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ShrinkerTest {

  private static final long NEVER = System.nanoTime() + TimeUnit.DAYS.toNanos(1);

  /** A deletion that gave no program would throw. */
  @Test
  void whateverIsDeletedFromAProgramTheRestIsOne() {
    Random random = new Random(1);
    for (Program program : Samples.of(ChainArbitrary.of(Samples.ALL), 1, 500)) {
      int begin = random.nextInt(program.size() + 1);
      int end = begin + random.nextInt(program.size() + 1 - begin);
      Program rest = Shrinker.without(program, begin, end);
      assertEquals(program.size() - (end - begin), rest.size());
      Program tidy = Shrinker.withoutUnused(rest);
      assertEquals(described(rest), described(tidy), "tidying up has changed what is done");
    }
  }

  /** What the commands do, without the names of the locks. */
  private static List<String> described(Program program) {
    List<String> described = new ArrayList<>();
    for (Client client : program.clients()) {
      for (Command command : client.commands()) {
        String lock =
            command.verb().isAcquisition()
                ? program.specOf(command) + " " + program.modeOf(command)
                : "";
        described.add(command.verb() + " " + command.slot() + " " + lock);
      }
    }
    return described;
  }

  @Test
  void whatDoesNotMatterIsLeftOut() throws Exception {
    Program program = program(Verb.TRY, Verb.CLOSE, Verb.CANCEL, Verb.TRY, Verb.SPIN, Verb.CLOSE);
    Program shrunk =
        Shrinker.shrink(
            program,
            candidate -> count(candidate, Verb.CANCEL) > 0 && count(candidate, Verb.SPIN) > 0,
            NEVER);
    assertEquals(2, shrunk.size(), () -> Listing.of(shrunk));
    assertEquals(1, shrunk.locks().size(), () -> Listing.of(shrunk));
    assertEquals(0, shrunk.jitterMicros());
    assertTrue(shrunk.clients().stream().noneMatch(Client::sibling), () -> Listing.of(shrunk));
  }

  @Test
  void clientsThatMatterStay() throws Exception {
    Program shrunk =
        Shrinker.shrink(
            program(Verb.TRY, Verb.CLOSE),
            candidate ->
                candidate.clients().stream().filter(c -> !c.commands().isEmpty()).count() == 3,
            NEVER);
    assertEquals(3, shrunk.clients().size());
    assertEquals(3, shrunk.size());
  }

  @Test
  void nothingIsTriedWhenTheTimeIsUp() throws Exception {
    AtomicInteger tries = new AtomicInteger();
    Program program = program(Verb.TRY, Verb.CLOSE);
    Program shrunk =
        Shrinker.shrink(program, candidate -> tries.incrementAndGet() > 0, System.nanoTime() - 1);
    assertEquals(0, tries.get());
    assertEquals(program.size(), shrunk.size());
  }

  private static long count(Program program, Verb verb) {
    return program.clients().stream()
        .flatMap(client -> client.commands().stream())
        .filter(command -> command.verb() == verb)
        .count();
  }

  /** Three clients that do the same to two locks. */
  private static Program program(Verb... verbs) {
    List<Command> commands = new ArrayList<>();
    for (Verb verb : verbs) {
      commands.add(new Command(verb, commands.size(), LockMode.READ, 0, 100));
    }
    Client client = new Client(true, commands);
    return new Program(
        List.of(new LockSpec(Primitive.MUTEX, 1), new LockSpec(Primitive.SEMAPHORE, 2)),
        List.of(client, client, client),
        100);
  }
}
