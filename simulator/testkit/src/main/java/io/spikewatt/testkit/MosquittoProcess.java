package io.spikewatt.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** mosquitto on loopback. */
public class MosquittoProcess implements AutoCloseable {

  static final Path PROGRAM = Path.of("/usr/sbin/mosquitto");

  private final int port = LoopbackPorts.freePort();
  private final Path config;
  private Optional<Process> process = Optional.empty();

  /**
   * One that is to be started.
   *
   * @param directory for its configuration
   * @param settings lines of it, beside the port
   */
  public MosquittoProcess(Path directory, List<String> settings) throws IOException {
    List<String> lines = new ArrayList<>(List.of("user root", "listener " + port + " 127.0.0.1"));
    lines.addAll(settings);
    config = Files.write(directory.resolve("mosquitto.conf"), lines);
  }

  /** Starts it, also after an end; it takes clients when this returns. */
  public final void start() throws IOException {
    process =
        Optional.of(
            new ProcessBuilder(PROGRAM.toString(), "-c", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start());
    Await.until("mosquitto listens", () -> LoopbackPorts.listens(port));
  }

  public final int port() {
    return port;
  }

  /** Ends it as {@code kill -9} does. */
  public final void kill() throws InterruptedException {
    close();
    await();
  }

  /** Ends it as a service manager does, with SIGTERM. */
  public final void terminate() throws InterruptedException {
    process.ifPresent(Process::destroy);
    await();
  }

  private void await() throws InterruptedException {
    if (process.isPresent()) {
      process.get().waitFor();
    }
  }

  @Override
  public final void close() {
    process.ifPresent(Process::destroyForcibly);
  }
}
