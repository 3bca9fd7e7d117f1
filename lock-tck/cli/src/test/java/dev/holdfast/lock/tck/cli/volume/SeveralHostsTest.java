package dev.holdfast.lock.tck.cli.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A witness, and agents that might be on other hosts. */
@Timeout(120)
class SeveralHostsTest {

  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir Path temporary;

  private final BlockingQueue<String> log = new LinkedBlockingQueue<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  private VolumeRun host() {
    return new VolumeRun(Map.of(VolumeRun.SECRET, "0123456789abcdef"), log::add);
  }

  private InetSocketAddress listeningAt() throws InterruptedException {
    String line = log.poll(60, TimeUnit.SECONDS);
    assertNotNull(line, "the witness says nothing");
    return new InetSocketAddress(
        InetAddress.getLoopbackAddress(),
        Integer.parseInt(line.replaceAll(".*:(\\d+) for 2 hosts.*", "$1")));
  }

  @Test
  void allHostsGetTheSameReport() throws Exception {
    Callable<VolumeRun.Ended> witness =
        () -> host().witness(ANY_PORT, 2, LONG, Duration.ofSeconds(2));
    Future<VolumeRun.Ended> witnessed = threads.submit(witness);
    InetSocketAddress address = listeningAt();
    Callable<VolumeRun.Ended> taking = () -> host().join(address, List.of(temporary), 2);
    Future<VolumeRun.Ended> one = threads.submit(taking);
    Future<VolumeRun.Ended> other = threads.submit(taking);
    VolumeRun.Ended report = witnessed.get();
    assertEquals(0, report.exitCode(), report::text);
    assertTrue(report.text().contains("through all 2 mounts"), report::text);
    assertEquals(report, one.get());
    assertEquals(report, other.get());
    try (Stream<Path> left = Files.list(temporary)) {
      assertEquals(List.of(), left.toList(), "was left behind");
    }
  }

  @Test
  void hostsThatDoNotComeAreCounted() {
    IOException failure =
        assertThrows(
            IOException.class,
            () -> {
              var unused =
                  host().witness(ANY_PORT, 2, Duration.ofMillis(10), Duration.ofSeconds(1));
            });
    assertTrue(failure.toString().contains("0 of 2 hosts have come"), failure::toString);
  }

  @Test
  void aHostWithABadDirectoryEndsTheCheckForAllWithTheReason() throws Exception {
    Path missing = temporary.resolve("missing");
    Callable<VolumeRun.Ended> witness =
        () -> host().witness(ANY_PORT, 2, LONG, Duration.ofSeconds(1));
    Future<VolumeRun.Ended> witnessed = threads.submit(witness);
    InetSocketAddress address = listeningAt();
    Callable<VolumeRun.Ended> good = () -> host().join(address, List.of(temporary), 1);
    Callable<VolumeRun.Ended> bad = () -> host().join(address, List.of(missing), 1);
    Future<VolumeRun.Ended> one = threads.submit(good);
    Future<VolumeRun.Ended> other = threads.submit(bad);
    for (Future<VolumeRun.Ended> host : List.of(one, other)) {
      assertEquals(2, host.get().exitCode(), host.get()::text);
      assertTrue(host.get().text().contains("no directory " + missing), host.get()::text);
    }
    Exception failure = assertThrows(Exception.class, witnessed::get);
    assertTrue(failure.toString().contains("no directory " + missing), failure::toString);
  }
}
