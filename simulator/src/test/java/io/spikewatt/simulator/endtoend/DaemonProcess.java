package io.spikewatt.simulator.endtoend;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.cli.Main;
import io.spikewatt.hal.time.Clock;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.SystemClock;
import io.spikewatt.testkit.JavaCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The daemon's command line in a process of its own, with the heap it has in service. */
final class DaemonProcess implements AutoCloseable {

  /** State of a socket that listens, in /proc/net/tcp. */
  private static final String LISTENS = "0A";

  private final Process process;
  private final Path out;
  private final Path err;

  private DaemonProcess(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /**
   * @param directory where its output goes
   */
  static DaemonProcess start(Path directory, String... arguments) throws IOException {
    Path out = Files.createTempFile(directory, "out", ".txt");
    Path err = Files.createTempFile(directory, "err", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command(arguments))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    // Its lock does not meet those of other tests.
    builder.environment().put("RUNTIME_DIRECTORY", directory.toString());
    return new DaemonProcess(builder.start(), out, err);
  }

  /** The words that start it. */
  static List<String> command(String... arguments) {
    return JavaCommand.of(List.of("-Xmx128m"), Main.class.getName(), List.of(arguments));
  }

  /** Waits until it has logged something; what ends it before may meet a logger half made. */
  void awaitFirstWords(long seconds) throws InterruptedException, IOException {
    Clock realTime = new SystemClock();
    Moment end = realTime.now().plus(Duration.ofSeconds(seconds));
    while (out().isBlank()) {
      assertTrue(process.isAlive() && !realTime.now().isAfter(end), () -> "says nothing\n" + log());
      realTime.sleepUntil(realTime.now().plus(Duration.ofMillis(50)));
    }
  }

  /** SIGTERM. */
  void terminate() {
    process.destroy();
  }

  /** SIGKILL. */
  void kill() {
    process.destroyForcibly();
  }

  int exitCode(long seconds) throws InterruptedException, IOException {
    assertTrue(process.waitFor(seconds, TimeUnit.SECONDS), () -> "still runs\n" + log());
    return process.exitValue();
  }

  /** TCP ports that it listens on. */
  Set<Integer> listeningPorts() throws IOException {
    Path proc = Path.of("/proc", Long.toString(process.pid()));
    Set<String> sockets = new HashSet<>();
    try (Stream<Path> files = Files.list(proc.resolve("fd"))) {
      for (Path file : files.toList()) {
        target(file).ifPresent(sockets::add);
      }
    }
    Set<Integer> ports = new TreeSet<>();
    for (String table : List.of("tcp", "tcp6")) {
      for (String line : Files.readAllLines(proc.resolve("net").resolve(table))) {
        String[] words = line.strip().split("\\s+", -1);
        if (words[3].equals(LISTENS) && sockets.contains("socket:[" + words[9] + "]")) {
          ports.add(Integer.parseInt(words[1].substring(words[1].indexOf(':') + 1), 16));
        }
      }
    }
    return ports;
  }

  /** Empty for a file that was closed meanwhile. */
  private static Optional<String> target(Path link) throws IOException {
    try {
      return Optional.of(Files.readSymbolicLink(link).toString());
    } catch (NoSuchFileException closed) {
      return Optional.empty();
    }
  }

  String err() throws IOException {
    return Files.readString(err);
  }

  String out() throws IOException {
    return Files.readString(out);
  }

  /** All that it said, for failures. */
  String log() {
    try {
      return out() + err();
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
