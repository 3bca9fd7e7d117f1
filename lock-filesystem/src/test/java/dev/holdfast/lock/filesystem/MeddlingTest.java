package dev.holdfast.lock.filesystem;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.LockException;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.SemaphoreLimitException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Others in the holder's process come to its lock by all ways, and another process looks on. */
@EnabledOnOs(OS.LINUX)
class MeddlingTest {

  private static final String NAME = "orders";
  private static final long CONTEST_MILLIS = 1_500;

  @RegisterExtension final Others others = new Others();
  @TempDir Path temporary;
  private Path directory;
  private FileSystemLocks locks;
  private NeighbourProcess outside;
  private final List<FileSystemLocks> providers = new ArrayList<>();
  private final List<UnaryOperator<String>> copies = new ArrayList<>();

  @BeforeEach
  void open() throws Exception {
    directory = Files.createDirectory(temporary.toRealPath().resolve("locks"));
    locks = provider(directory);
    outside = NeighbourProcess.start(others, directory);
  }

  @AfterEach
  void nothingIsLeft() {
    providers.forEach(FileSystemLocks::close);
    copies.forEach(copy -> assertEquals("gone", copy.apply("leave")));
    await("descriptors are open")
        .atMost(20, SECONDS)
        .until(
            () -> {
              IdleCells.clear();
              copies.forEach(this::useOnce);
              return Others.descriptors(temporary.toRealPath()) == 0;
            });
    assertEquals(List.of(), Others.properties());
  }

  /** Any opening of a copy closes what it was not allowed to close before. */
  private void useOnce(UnaryOperator<String> copy) {
    assertEquals("there", copy.apply("in " + temporary + " 1000"));
    assertEquals("held", copy.apply("take any mutex any 0"));
    assertEquals("closed", copy.apply("close any"));
    assertEquals("gone", copy.apply("leave"));
  }

  private FileSystemLocks provider(Path of) {
    FileSystemLocks provider = FileSystemLocks.in(of);
    providers.add(provider);
    return provider;
  }

  private UnaryOperator<String> copy() throws Exception {
    UnaryOperator<String> copy = others.copy(Neighbour.class);
    copies.add(copy);
    assertEquals("there", copy.apply("in " + directory + " 1000"));
    return copy;
  }

  /** Makes the same lock file in another directory. */
  private Path linkedDirectory(String form) throws IOException {
    Path linked = Files.createDirectory(temporary.resolve("linked-" + form));
    Path file = file(form);
    return requireNonNull(Files.createLink(linked.resolve(file.getFileName()), file).getParent());
  }

  private Path file(String form) throws IOException {
    String kind =
        switch (form) {
          case "mutex" -> "mutex";
          case "permit" -> "sem";
          default -> "rw";
        };
    try (var files = Files.newDirectoryStream(directory, "*" + NAME + "*." + kind + "*.lock")) {
      return files.iterator().next();
    }
  }

  private void assertHeld(LockHandle held, String form, String after) {
    assertTrue(held.isHeld(), () -> after + " has ended " + held);
    outside.isRefused(form, NAME, after + " has released " + held);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mutex", "write", "permit"})
  void nothingThatOthersDoReleasesAHolder(String form) throws Exception {
    UnaryOperator<String> copy = copy();
    LockHandle held = Neighbour.lockable(locks, form, NAME).acquire();
    assertHeld(held, form, "Nobody");

    FileSystemLocks second = provider(directory);
    assertNull(Neighbour.lockable(second, form, NAME).tryAcquire(), "A second provider came in.");
    second.close();
    assertHeld(held, form, "A second provider");

    assertEquals("refused", copy.apply("take x " + form + " " + NAME + " 20"));
    assertEquals("gone", copy.apply("leave"));
    assertHeld(held, form, "A copy of the library");

    Lockable<? extends LockHandle> same = Neighbour.lockable(locks, form, NAME);
    assertNull(same.tryAcquire(Duration.ofMillis(20)), "It came in beside a holder.");
    CompletableFuture<? extends LockHandle> cancelled = same.acquireAsync();
    assertTrue(cancelled.cancel(true));
    assertHeld(held, form, "An attempt that timed out, and one that was cancelled,");

    Files.createLink(temporary.resolve("backup"), file(form));
    FileSystemLocks linked = provider(linkedDirectory(form));
    assertNull(
        Neighbour.lockable(linked, form, NAME).tryAcquire(Duration.ofMillis(20)),
        "It came in by another name of the file.");
    linked.close();
    IdleCells.clear();
    assertHeld(held, form, "One who came by another name of the file");

    Path symlink = Files.createSymbolicLink(temporary.resolve("symlink"), directory);
    FileSystemLocks behind = provider(symlink);
    assertNull(Neighbour.lockable(behind, form, NAME).tryAcquire(), "It came in by a link.");
    behind.close();
    assertHeld(held, form, "One who came by a symbolic link");

    failedAttempts(form);
    assertHeld(held, form, "A failed attempt");
    held.close();
    outside.gets(form, NAME, "It was not released: " + held);
  }

  private void failedAttempts(String form) throws Exception {
    if (form.equals("permit")) {
      assertThrows(SemaphoreLimitException.class, () -> locks.semaphore(NAME, 3).acquire());
    }
    Path asInvoices = directory.resolve(file(form).getFileName().toString());
    Path invoices =
        directory.resolve(LockFileName.of(Neighbour.lockable(locks, form, "invoices").id()));
    Files.createLink(invoices, asInvoices);
    Lockable<? extends LockHandle> wrong = Neighbour.lockable(locks, form, "invoices");
    for (int i = 0; i < 3; i++) {
      LockException refusal =
          assertThrows(LockException.class, () -> wrong.tryAcquire(Duration.ofMillis(20)));
      assertTrue(
          String.valueOf(refusal.getMessage()).contains(invoices.toString()), refusal::toString);
    }
  }

  /** The other way round: they hold it, and all others are refused. */
  @ParameterizedTest
  @ValueSource(strings = {"mutex", "write", "permit"})
  void othersAreHoldersLikeAnybody(String form) throws Exception {
    UnaryOperator<String> copy = copy();
    outside.gets(form, NAME, "It was not free.");
    Lockable<? extends LockHandle> here = Neighbour.lockable(locks, form, NAME);
    assertEquals("held", copy.apply("take x " + form + " " + NAME + " 10000"));
    assertNull(here.tryAcquire(Duration.ofMillis(20)), "It came in beside a copy.");
    outside.isRefused(form, NAME, "It came in beside a copy.");
    assertEquals("closed", copy.apply("close x"));

    FileSystemLocks linked = provider(linkedDirectory(form));
    try (LockHandle held = Neighbour.lockable(linked, form, NAME).acquire()) {
      assertNull(here.tryAcquire(Duration.ofMillis(20)), "It came in beside another name.");
      assertEquals("refused", copy.apply("take x " + form + " " + NAME + " 0"));
      assertHeld(held, form, "Nobody");
    }
    try (LockHandle held = here.acquire()) {
      assertEquals("refused", copy.apply("take x " + form + " " + NAME + " 0"));
      assertHeld(held, form, "Nobody");
    }
    outside.gets(form, NAME, "It was not released.");
  }

  @Test
  void allOfThemExcludeEachOther() throws Exception {
    outside.gets("mutex", NAME, "It was not free.");
    FileSystemLocks linked = provider(linkedDirectory("mutex"));
    FileSystemLocks second = provider(directory);
    UnaryOperator<String> copy = copy();
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger overlaps = new AtomicInteger();
    long end = System.nanoTime() + CONTEST_MILLIS * 1_000_000;
    List<Future<Integer>> parties = new ArrayList<>();
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      for (FileSystemLocks provider : List.of(locks, second, linked)) {
        parties.add(
            threads.submit(
                () -> {
                  int grants = 0;
                  while (System.nanoTime() < end) {
                    try (LockHandle held = provider.lock(NAME).acquire()) {
                      grants += held.isHeld() ? 1 : 0;
                      comeAndGo(inside, overlaps);
                    }
                  }
                  return grants;
                }));
      }
      List<UnaryOperator<String>> led = List.of(copy, outside::ask);
      for (UnaryOperator<String> one : led) {
        parties.add(
            threads.submit(
                () -> {
                  int grants = 0;
                  while (System.nanoTime() < end) {
                    assertEquals("held", one.apply("take y mutex " + NAME + " 30000"));
                    grants++;
                    comeAndGo(inside, overlaps);
                    assertEquals("closed", one.apply("close y"));
                  }
                  return grants;
                }));
      }
      List<Integer> grants = new ArrayList<>();
      for (Future<Integer> party : parties) {
        grants.add(party.get(60, SECONDS));
      }
      System.out.printf(
          "Two providers, another name, a copy, another process: %s grants, %d overlaps%n",
          grants, overlaps.get());
      assertEquals(0, overlaps.get(), () -> "So often somebody was not alone, of " + grants);
      assertTrue(grants.stream().allMatch(n -> n > 0), () -> "Somebody had no turn: " + grants);
    } finally {
      threads.shutdownNow();
    }
  }

  private static void comeAndGo(AtomicInteger inside, AtomicInteger overlaps) {
    if (inside.getAndIncrement() != 0) {
      overlaps.incrementAndGet();
    }
    Thread.onSpinWait();
    inside.decrementAndGet();
  }
}
