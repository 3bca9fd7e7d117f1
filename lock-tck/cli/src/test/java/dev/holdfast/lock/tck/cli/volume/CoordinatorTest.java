package dev.holdfast.lock.tck.cli.volume;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.tck.worker.Message;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CoordinatorTest {

  private static final List<Path> DIRECTORIES = List.of(Path.of("/mnt/a"), Path.of("/mnt/b"));

  private final Secret secret = Secret.of("0123456789abcdef");
  private final BlockingQueue<String> log = new LinkedBlockingQueue<>();
  private Coordinator coordinator;

  @BeforeEach
  void listen() throws Exception {
    var here = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    coordinator = Coordinator.listen(here, secret, log::add);
  }

  @AfterEach
  void close() throws Exception {
    coordinator.close();
  }

  private String logged() throws InterruptedException {
    String line = log.poll(30, TimeUnit.SECONDS);
    assertNotNull(line, "nothing was logged");
    return line;
  }

  @Test
  void whoKnowsTheSecretTakesPart() throws Exception {
    try (var agent = Agent.join(coordinator.address(), secret, DIRECTORIES, 3)) {
      Host host = coordinator.awaitHosts(1, Duration.ofSeconds(30)).get(0);
      assertEquals(List.of("/mnt/a", "/mnt/b"), host.directories());
      assertEquals(3, host.processes());
      assertNotNull(agent);
    }
  }

  @Test
  void whoHasAnotherSecretIsTurnedAwayAndToldWhy() throws Exception {
    Secret other = Secret.of("fedcba9876543210");
    IOException refusal =
        assertThrows(
            IOException.class,
            () -> Agent.join(coordinator.address(), other, DIRECTORIES, 3).close());
    assertTrue(refusal.toString().contains("another secret"), refusal::toString);
    String line = logged();
    assertTrue(line.contains("stranger") && line.contains("does not know the secret"), line);
  }

  @Test
  void aStrangerIsToldWhatThisIs() throws Exception {
    try (var socket = new Socket()) {
      socket.connect(coordinator.address());
      socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(UTF_8));
      String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
      assertTrue(answer.contains("witness of Holdfast's verify-volume"), answer);
    }
    assertTrue(logged().startsWith("Turned away a stranger at"));
  }

  @Test
  void aStrangerWhoSendsTooMuchIsCutOff() throws Exception {
    try (var socket = new Socket()) {
      socket.connect(coordinator.address());
      socket.getOutputStream().write("x".repeat(5000).getBytes(UTF_8));
      assertTrue(logged().contains("longer than 4096"));
    }
  }

  @Test
  void anEmptyProofIsNone() throws Exception {
    try (var wire = Wire.connect(coordinator.address())) {
      Message greeting = wire.receive();
      assertNotNull(greeting);
      wire.send(Message.EMPTY.with("nonce", greeting.get("nonce")).with("proof", ""));
      Message answer = wire.receive();
      assertNotNull(answer);
      assertNotNull(answer.find("refused"), answer::toString);
    }
  }

  @Test
  void oneThatIsNoWitnessIsNamed() throws Exception {
    try (var server = new java.net.ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var answering =
          new Thread(
              () -> {
                try (Socket peer = server.accept()) {
                  peer.getOutputStream().write("220 mail ESMTP\r\n".getBytes(UTF_8));
                } catch (IOException e) {
                  // The test tells.
                }
              });
      answering.start();
      var address = (InetSocketAddress) server.getLocalSocketAddress();
      IOException failure =
          assertThrows(
              IOException.class, () -> Agent.join(address, secret, DIRECTORIES, 3).close());
      assertTrue(failure.toString().contains("is not a witness"), failure::toString);
      answering.join();
    }
  }

  @Test
  void aShortOrMissingSecretIsRefused() {
    for (String text : new String[] {null, "", "short"}) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> Secret.of(text)).toString();
      assertTrue(message.contains("HOLDFAST_WITNESS_SECRET"), message);
    }
  }
}
