package dev.holdfast.lock.filesystem;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Several copies of the library in one process; what they hold is looked at from another one. */
@EnabledOnOs(OS.LINUX)
class CopiesTest {

  @RegisterExtension final Others others = new Others();
  @TempDir Path temporary;
  private Path directory;
  private Path place;
  private UnaryOperator<String> a;
  private UnaryOperator<String> b;
  private UnaryOperator<String> outside;
  private final List<UnaryOperator<String>> copies = new ArrayList<>();

  @BeforeEach
  void load() throws Exception {
    IdleCells.clear();
    directory = temporary.toRealPath();
    place = Puppet.place(directory, "orders");
    a = others.copy();
    b = others.copy();
    copies.addAll(List.of(a, b));
    outside = others.process();
    assertEquals("opened", outside.apply("open orders " + place));
  }

  @AfterEach
  void nothingIsLeft() {
    // Any opening of a copy closes what it was not allowed to close before.
    for (UnaryOperator<String> copy : copies) {
      assertEquals("opened", copy.apply("open any " + directory.resolve("any")));
      assertEquals("gone", copy.apply("letGo"));
    }
    await("descriptors are open")
        .atMost(10, SECONDS)
        .until(() -> Others.descriptors(directory) == 0);
    assertEquals(List.of(), Others.properties());
  }

  private static void command(UnaryOperator<String> copy, String command, String expected) {
    assertEquals(expected, copy.apply(command), command);
  }

  private void holdIn(UnaryOperator<String> copy) {
    command(copy, "open orders " + place, "opened");
    command(copy, "lock D", "true");
  }

  private void letGoIn(UnaryOperator<String> copy) {
    command(copy, "unlock", "unlocked");
    command(copy, "letGo", "gone");
  }

  private void assertHeld() {
    assertEquals("false", outside.apply("lock D"), "the lock is free as another process sees it");
  }

  private void assertFree() {
    command(outside, "lock D", "true");
    command(outside, "unlock", "unlocked");
  }

  @Test
  void whoIsRefusedAndGivesUpDoesNotReleaseTheHolder() {
    holdIn(b);
    for (int i = 0; i < 3; i++) {
      command(a, "open orders " + place, "opened");
      assertEquals("2", System.getProperty(Others.properties().get(0)));
      command(a, "lock D", "false");
      command(a, "letGo", "gone");
      assertHeld();
      assertEquals(2, Others.descriptors(directory), "one of each copy, and not one more");
    }
    letGoIn(b);
    assertFree();
  }

  @Test
  void theLastToGiveUpClosesItsOwnAndTheOtherFollowsAtItsNextChance() {
    holdIn(a);
    command(b, "open orders " + place, "opened");
    letGoIn(a);
    assertEquals(2, Others.descriptors(directory));
    command(b, "lock D", "true");
    assertHeld();
    letGoIn(b);
    assertEquals(1, Others.descriptors(directory), "what the first one has left over");
    command(a, "open orders " + place, "opened");
    assertEquals(1, Others.descriptors(directory), "it was not used again");
    command(a, "letGo", "gone");
    assertEquals(0, Others.descriptors(directory));
  }

  @Test
  void whatIsLeftOverIsUsedAgainWithItsLocks() {
    holdIn(b);
    command(a, "open orders " + place, "opened");
    command(a, "letGo", "gone");
    command(a, "open orders " + place, "opened");
    letGoIn(b);
    command(a, "lock D", "true");
    command(b, "open orders " + place, "opened");
    command(b, "letGo", "gone");
    assertHeld();
    letGoIn(a);
    assertFree();
  }

  @Test
  void aCopyThatFindsAnotherLocksFileDoesNotReleaseItsHolder() throws Exception {
    holdIn(b);
    Path link = Files.createLink(Puppet.place(directory, "invoices"), place);
    for (int i = 0; i < 3; i++) {
      String answer = a.apply("open invoices " + link);
      assertTrue(answer.contains("it is the lock file of 'orders'"), answer);
      assertHeld();
      assertEquals(2, Others.descriptors(directory), "one of each copy, and not one more");
    }
    letGoIn(b);
  }

  @Test
  void aCopyThatFindsForeignContentDoesNotReleaseItsHolder() throws Exception {
    holdIn(b);
    try (LockFile ours = OpenFiles.open(place, Puppet.lock("orders"))) {
      ours.writeHeader(0, new byte[] {'d', 'i', 'a', 'r', 'y'});
      String answer = a.apply("open orders " + place);
      assertTrue(answer.contains("it is not a lock file"), answer);
    }
    assertHeld();
    letGoIn(b);
    OpenFiles.open(directory.resolve("any"), Puppet.lock("any")).letGo();
  }

  @Test
  void aBurierSeesWhatAnotherCopyHolds() {
    holdIn(b);
    command(a, "open orders " + place, "opened");
    command(a, "bury " + place, "false");
    assertHeld();
    command(b, "unlock", "unlocked");
    command(a, "bury " + place, "true");
    command(b, "condition", "TOMBSTONED");
    command(a, "letGo", "gone");
    command(b, "letGo", "gone");
    command(a, "open orders " + place, "opened");
    command(a, "condition", "SOUND");
    command(a, "letGo", "gone");
  }

  @Test
  void aDescriptorOfUncertainOriginStaysOpenAsLongAsACandidateIsInUse() throws Exception {
    Leftovers leftovers = new Leftovers();
    Path first = Files.createFile(directory.resolve("first"));
    Path second = Files.createFile(directory.resolve("second"));
    for (Path used : List.of(first, second)) {
      Object key = key(used);
      Descriptor descriptor = Descriptor.open(first);
      leftovers.putUncertain(descriptor, key(first), key(second));
      assertNull(leftovers.take(key(first)), "it was taken for certain");
      Copies.enter(key);
      leftovers.closeUnused(key(first));
      leftovers.closeUnused(key(second));
      leftovers.closeUnused("another");
      assertTrue(descriptor.isOpen(), () -> "closed while this was in use: " + used);
      Copies.leave(key);
      leftovers.closeUnused(key(second));
      assertFalse(descriptor.isOpen());
    }
  }

  @Test
  void aCountThatMakesNoSenseKeepsDescriptorsOpen() {
    Object key = "nonsense";
    System.setProperty(Copies.property(key), "many");
    try {
      assertTrue(Copies.use(key));
      Copies.enter(key);
      Copies.leave(key);
      assertTrue(Copies.use(key));
    } finally {
      System.clearProperty(Copies.property(key));
    }
    assertSame(Copies.monitor("k"), Copies.monitor(new String(new char[] {'k'})));
  }

  @Test
  void aHungCloseStallsNobodyWhoUsesAnotherFile() throws Exception {
    // The monitor of a file stands for a system call that does not return.
    command(b, "open orders " + place, "opened");
    command(a, "open orders " + place, "opened");
    Object key = key(place);
    command(a, "letGo", "gone");
    command(b, "letGo", "gone");
    assertEquals(1, Others.descriptors(directory), "what the first one has left over");
    ExecutorService threads = Executors.newSingleThreadExecutor();
    try {
      synchronized (Copies.monitor(key)) {
        Future<String> opened =
            threads.submit(() -> a.apply("open any " + directory.resolve("any")));
        assertEquals("opened", opened.get(10, SECONDS));
        assertEquals("gone", threads.submit(() -> a.apply("letGo")).get(10, SECONDS));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void nothingThatOthersDoReleasesAHolder() throws Exception {
    Path link = Files.createLink(directory.resolve("link"), place);
    Path invoices = Files.createLink(Puppet.place(directory, "invoices"), place);
    holdIn(b);
    AtomicBoolean done = new AtomicBoolean();
    ExecutorService threads = Executors.newFixedThreadPool(6);
    try {
      List<Future<?>> others =
          IntStream.range(0, 6)
              .<Future<?>>mapToObj(
                  i ->
                      threads.submit(
                          () -> {
                            meddle(copies.get(i % 2), i, done, link, invoices);
                            return null;
                          }))
              .toList();
      for (int i = 0; i < 3_000; i++) {
        assertHeld();
      }
      done.set(true);
      for (Future<?> other : others) {
        assertNull(other.get(30, SECONDS));
      }
      assertHeld();
    } finally {
      done.set(true);
      threads.shutdown();
    }
    letGoIn(b);
    assertFree();
  }

  /** Opens and closes with another puppet of the same copy. */
  private void meddle(
      UnaryOperator<String> copy, int i, AtomicBoolean done, Path link, Path invoices)
      throws Exception {
    UnaryOperator<String> meddler = Others.another(copy);
    while (!done.get()) {
      if (i < 4) {
        command(meddler, "open orders " + (i < 2 ? link : place), "opened");
        command(meddler, "lock D", "false");
        command(meddler, "letGo", "gone");
      } else {
        String answer = meddler.apply("open invoices " + invoices);
        assertTrue(answer.contains("it is the lock file of 'orders'"), answer);
      }
    }
  }

  private static Object key(Path path) throws IOException {
    return requireNonNull(FileKey.of(path), "it is gone");
  }

  @Test
  void manyMakersMakeOneFile() throws Exception {
    copies.add(others.copy());
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      for (int round = 0; round < 100; round++) {
        Path file = directory.resolve("made" + round);
        List<Future<String>> makers =
            copies.stream()
                .map(copy -> threads.submit(() -> copy.apply("open orders " + file)))
                .toList();
        for (Future<String> maker : makers) {
          assertEquals("opened", maker.get(30, SECONDS));
        }
        assertEquals(HeaderLayout.SIZE, Files.size(file));
        for (UnaryOperator<String> copy : copies) {
          command(copy, "letGo", "gone");
        }
      }
    } finally {
      threads.shutdown();
    }
  }
}
