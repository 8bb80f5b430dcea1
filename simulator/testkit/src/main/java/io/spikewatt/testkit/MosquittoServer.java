package io.spikewatt.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Assumptions;

/** A real broker on loopback; the test is skipped where there is none. */
public final class MosquittoServer implements AutoCloseable {

  private static final Path PROGRAM = Path.of("/usr/sbin/mosquitto");

  private final int port;
  private final Path config;
  private Process process;

  /** One that lets everybody do everything. */
  public MosquittoServer(Path directory) throws IOException {
    this(directory, List.of("allow_anonymous true"));
  }

  /**
   * @param directory for its configuration
   * @param settings lines of it, beside the port
   */
  public MosquittoServer(Path directory, List<String> settings) throws IOException {
    Assumptions.assumeTrue(Files.isExecutable(PROGRAM), "SKIPPED: no " + PROGRAM);
    port = Loopback.freePort();
    List<String> lines = new ArrayList<>(List.of("user root", "listener " + port + " 127.0.0.1"));
    lines.addAll(settings);
    config = Files.write(directory.resolve("mosquitto.conf"), lines);
    process = start();
  }

  private Process start() throws IOException {
    Process started =
        new ProcessBuilder(PROGRAM.toString(), "-c", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    for (int i = 0; !Loopback.listens(port); i++) {
      if (i > 2_000) {
        throw new AssertionError("mosquitto does not listen");
      }
      LockSupport.parkNanos(5_000_000);
    }
    return started;
  }

  public int port() {
    return port;
  }

  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  public void restart() throws IOException {
    process = start();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
