package io.spikewatt.controller.homeassistant;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.testkit.MosquittoServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Assumptions;

/** Debian's broker and its clients; the test is skipped where they are not installed. */
final class BrokerProcess implements AutoCloseable {

  private static final Path SUBSCRIBER = Path.of("/usr/bin/mosquitto_sub");
  private static final Path PUBLISHER = Path.of("/usr/bin/mosquitto_pub");
  private static final Duration DEADLINE = Duration.ofSeconds(20);

  private final int port;
  private final List<String> user;
  private final MosquittoServer broker;
  private final Process subscriber;
  private final Path heard;

  private BrokerProcess(
      int port, List<String> user, MosquittoServer broker, Process subscriber, Path heard) {
    this.port = port;
    this.user = user;
    this.broker = broker;
    this.subscriber = subscriber;
    this.heard = heard;
  }

  /** One that lets everybody do everything. */
  static BrokerProcess start(Path directory) throws IOException {
    return start(directory, List.of());
  }

  /**
   * One with an access list, whose subscriber and publisher are {@code home-assistant}; each user's
   * password is its name.
   *
   * @param access lines of the list; none = there is no list
   */
  static BrokerProcess start(Path directory, List<String> access) throws IOException {
    for (Path program : List.of(SUBSCRIBER, PUBLISHER)) {
      Assumptions.assumeTrue(Files.isExecutable(program), "SKIPPED: no " + program);
    }
    List<String> lines = new ArrayList<>(List.of("allow_anonymous " + access.isEmpty()));
    List<String> user = List.of();
    if (!access.isEmpty()) {
      lines.add("acl_file " + Files.write(directory.resolve("access"), access));
      Path passwords = directory.resolve("passwords");
      for (String each : List.of("gateway", "home-assistant", "operator")) {
        List<String> command = new ArrayList<>(List.of("mosquitto_passwd", "-b"));
        if (!Files.exists(passwords)) {
          command.add("-c");
        }
        command.addAll(List.of(passwords.toString(), each, each));
        run(command.toArray(String[]::new));
      }
      lines.add("password_file " + passwords);
      user = List.of("-u", "home-assistant", "-P", "home-assistant");
    }
    Path heard = directory.resolve("heard");
    MosquittoServer broker = new MosquittoServer(directory, lines);
    broker.start();
    int port = broker.port();
    Process subscriber =
        new ProcessBuilder(client(SUBSCRIBER, port, user, "-q", "1", "-t", "#", "-F", "%r %t %p"))
            .redirectErrorStream(true)
            .redirectOutput(heard.toFile())
            .start();
    BrokerProcess started = new BrokerProcess(port, user, broker, subscriber, heard);
    // Only what comes after a message that came back is sure to be heard.
    await(
        "the subscriber hears",
        () -> {
          started.publish("homeassistant/status", "hello");
          return started.heard().stream().anyMatch(line -> line.endsWith("hello"));
        });
    return started;
  }

  int port() {
    return port;
  }

  /**
   * All that was published so far: whether it was retained for a late subscriber, topic, payload.
   */
  List<String> heard() {
    try {
      return Files.readAllLines(heard);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void publish(String topic, String payload) {
    run(client(PUBLISHER, port, user, "-q", "1", "-t", topic, "-m", payload));
  }

  void publishRetained(String topic, String payload) {
    run(client(PUBLISHER, port, user, "-q", "1", "-r", "-t", topic, "-m", payload));
  }

  /** Retained messages that a new subscriber receives: topic to payload. */
  Map<String, String> retained() {
    Map<String, String> retained = new TreeMap<>();
    for (String line :
        run(
            client(
                SUBSCRIBER, port, user, "-t", "#", "--retained-only", "-W", "1", "-F", "%t %p"))) {
      int space = line.indexOf(' ');
      if (space > 0) {
        retained.put(line.substring(0, space), line.substring(space + 1));
      }
    }
    return retained;
  }

  private static String[] client(Path program, int port, List<String> user, String... more) {
    List<String> command = new ArrayList<>(List.of(program.toString(), "-p", "" + port));
    command.addAll(user);
    command.addAll(List.of(more));
    return command.toArray(String[]::new);
  }

  private static List<String> run(String... command) {
    try {
      Process process = new ProcessBuilder(command).start();
      List<String> lines = new ArrayList<>(process.inputReader().lines().toList());
      process.waitFor();
      return lines;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    }
  }

  /** Waits for what must happen soon in real time. */
  static void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + DEADLINE.toNanos();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, "within " + DEADLINE + ": " + what);
      LockSupport.parkNanos(5_000_000);
    }
  }

  @Override
  public void close() {
    subscriber.destroyForcibly();
    broker.close();
  }
}
