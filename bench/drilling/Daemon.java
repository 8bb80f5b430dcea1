package io.spikewatt.simulator.drill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The installed daemon as a process: started by the start script, known by what the kernel shows.
 */
final class Daemon implements AutoCloseable {

  private final Process process;
  private final Path log;

  private Daemon(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  static Daemon start(Path repository, Path config, Path runtime, Map<String, String> environment)
      throws IOException {
    Path log = Files.createTempFile(runtime, "daemon", ".log");
    Map<String, String> variables = new HashMap<>(environment);
    variables.put("RUNTIME_DIRECTORY", runtime.toString());
    List<String> command = List.of("./spikewatt", "run", "--config", config.toString());
    return new Daemon(SystemCommands.start(log, repository, variables, command), log);
  }

  long pid() {
    return process.pid();
  }

  boolean alive() {
    return process.isAlive();
  }

  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** Its last lines, for failures. */
  String lastWords() {
    String[] lines = log().split("\n", -1);
    int from = Math.max(0, lines.length - 6);
    return String.join(" | ", Stream.of(lines).skip(from).toList());
  }

  /** Waits as {@link MeasuredWait#until}; a failure tells the last words. */
  double until(String what, double seconds, Callable<Boolean> condition) throws Exception {
    try {
      return MeasuredWait.until(what, seconds, condition);
    } catch (Drill.Failed late) {
      throw new Drill.Failed(late.getMessage() + ": " + lastWords());
    }
  }

  void signal(String name) throws Exception {
    SystemCommands.signal(pid(), name);
  }

  int kill() throws Exception {
    process.destroyForcibly();
    return exitCode(10);
  }

  int terminate() throws Exception {
    process.destroy();
    return exitCode(25);
  }

  int exitCode(double seconds) throws Exception {
    Drill.require(
        process.waitFor((long) (seconds * 1_000), TimeUnit.MILLISECONDS),
        "the daemon still runs after %.0f s",
        seconds);
    return process.exitValue();
  }

  int threads() throws IOException {
    return count("task");
  }

  int files() throws IOException {
    return count("fd");
  }

  private int count(String what) throws IOException {
    try (Stream<Path> entries = Files.list(Path.of("/proc/" + pid() + "/" + what))) {
      return (int) entries.count();
    }
  }

  double residentMb() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + pid() + "/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1_024;
      }
    }
    throw new IOException("no memory is shown for " + pid());
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
