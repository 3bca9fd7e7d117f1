package dev.holdfast.lock.tck.cli.volume;

import dev.holdfast.lock.tck.worker.Message;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Checks of volumes, as commands run them. */
public final class VolumeRun {

  /** The environment variable with the secret of a check by several hosts. */
  public static final String SECRET = Secret.VARIABLE;

  private static final String TEXT = "text";
  private static final String JSON = "json";
  private static final String HTML = "html";
  private static final String CODE = "code";

  private final Map<String, String> environment;
  private final Consumer<String> log;

  /**
   * Runs that have not begun.
   *
   * @param environment the environment variables, with the secret if there are several hosts
   * @param log is told how they get on, line by line
   */
  public VolumeRun(Map<String, String> environment, Consumer<String> log) {
    this.environment = Map.copyOf(environment);
    this.log = log;
  }

  /**
   * How a check has ended.
   *
   * @param exitCode 0 if safe, 1 if unsafe, 2 if inconclusive
   * @param text the report
   * @param json the same for programs
   * @param html the same as a page
   */
  public record Ended(int exitCode, String text, String json, String html) {

    private static Ended of(VolumeReport report) {
      return new Ended(
          report.verdict().exitCode(),
          VolumeText.of(report),
          VolumeJson.of(report),
          VolumeHtml.of(report));
    }

    private static Ended of(Message message) {
      return new Ended(
          Math.toIntExact(message.number(CODE)),
          message.get(TEXT),
          message.get(JSON),
          message.get(HTML));
    }

    private Message toMessage() {
      return Message.EMPTY.with(CODE, exitCode).with(TEXT, text).with(JSON, json).with(HTML, html);
    }

    /**
     * Writes report.txt, report.json and report.html.
     *
     * @param directory where; is made if need be
     * @throws IOException if they cannot be written
     */
    public void write(Path directory) throws IOException {
      Files.createDirectories(directory);
      Files.writeString(directory.resolve("report.txt"), text);
      if (!json.isEmpty()) { // else the check was broken off, and the text says why
        Files.writeString(directory.resolve("report.json"), json);
        Files.writeString(directory.resolve("report.html"), html);
      }
    }
  }

  /**
   * Checks with the processes of this host.
   *
   * @param directories the mounts of the volume
   * @param processes how many processes
   * @param traffic how long they compete
   * @return how it has ended
   * @throws IOException if a directory does not answer, or this host cannot talk to itself
   * @throws IllegalArgumentException if a directory cannot be used
   */
  public Ended local(List<Path> directories, int processes, Duration traffic)
      throws IOException, InterruptedException {
    Secret secret = Secret.random();
    var here = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (var coordinator = Coordinator.listen(here, secret, stranger -> {});
        var agent = Agent.join(coordinator.address(), secret, directories, processes)) {
      var serving = new Thread(() -> serve(agent), "volume-agent");
      serving.setDaemon(true);
      serving.start();
      return check(coordinator, 1, traffic);
    }
  }

  private static void serve(Agent agent) {
    try {
      Message unused = agent.serve();
    } catch (IOException e) {
      // The coordinator of the same process has given up, and tells why.
    }
  }

  /**
   * Takes part in a check by several hosts.
   *
   * @param witness who runs it
   * @param directories the mounts of the volume here
   * @param processes how many processes here
   * @return how it has ended
   * @throws IOException if the witness cannot be reached, or goes
   * @throws IllegalArgumentException if the secret is missing
   */
  public Ended join(InetSocketAddress witness, List<Path> directories, int processes)
      throws IOException {
    Secret secret = Secret.of(environment.get(SECRET));
    try (var agent = Agent.join(witness, secret, directories, processes)) {
      log.accept("The witness runs the check when all hosts have come.");
      return Ended.of(agent.serve());
    }
  }

  /**
   * Runs a check by several hosts.
   *
   * @param address where to listen for them
   * @param hosts how many have to come
   * @param patience how long they have for it
   * @param traffic how long they compete
   * @return how it has ended
   * @throws IOException if the address cannot be listened at, or the hosts do not come or answer
   * @throws IllegalArgumentException if the secret is missing, or a directory cannot be used
   */
  public Ended witness(InetSocketAddress address, int hosts, Duration patience, Duration traffic)
      throws IOException, InterruptedException {
    Secret secret = Secret.of(environment.get(SECRET));
    try (var coordinator = Coordinator.listen(address, secret, log)) {
      log.accept("Listening at %s for %d hosts.".formatted(coordinator.address(), hosts));
      return check(coordinator, hosts, traffic, patience);
    }
  }

  private Ended check(Coordinator coordinator, int number, Duration traffic)
      throws IOException, InterruptedException {
    return check(coordinator, number, traffic, Duration.ofSeconds(30));
  }

  private Ended check(Coordinator coordinator, int number, Duration traffic, Duration patience)
      throws IOException, InterruptedException {
    @Nullable Ended ended = null;
    String failure = "The check was broken off.";
    List<Host> hosts = List.of();
    try {
      hosts = coordinator.awaitHosts(number, patience);
      var check =
          new VolumeCheck(
              coordinator,
              traffic,
              finding -> log.accept(VolumeText.line(finding).stripTrailing()));
      ended = Ended.of(check.run(hosts));
      return ended;
    } catch (VolumeTrouble e) {
      failure = String.valueOf(e.getMessage());
      if (e.kind() == VolumeTrouble.Kind.ERROR) {
        throw new IllegalArgumentException(failure, e);
      }
      throw new IOException(failure, e);
    } finally {
      Message news = ended == null ? new Ended(2, failure, "", "").toMessage() : ended.toMessage();
      for (Host host : hosts) {
        tell(host, news);
      }
    }
  }

  private void tell(Host host, Message news) throws InterruptedException {
    try {
      host.end(news);
    } catch (VolumeTrouble e) {
      log.accept(String.valueOf(e.getMessage()));
    }
  }
}
