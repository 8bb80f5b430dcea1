package io.spikewatt.drivers.mqtt;

import io.spikewatt.testkit.Loopback;
import io.spikewatt.testkit.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** A real broker that the test starts and kills; the test is skipped where there is none. */
public final class Mosquitto implements MqttBroker {
  private static final Path PROGRAM = Path.of("/usr/sbin/mosquitto");

  private final int port;
  private final Path config;
  private @Nullable Process process;

  /**
   * @param more lines of its configuration
   */
  public Mosquitto(Path directory, String... more) throws IOException {
    Assumptions.assumeTrue(Files.isExecutable(PROGRAM), "SKIPPED: no " + PROGRAM);
    port = Loopback.freePort();
    List<String> lines = new ArrayList<>(List.of(more));
    lines.add("listener " + port + " 127.0.0.1");
    lines.add("allow_anonymous true");
    config = Files.write(directory.resolve("mosquitto.conf"), lines);
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public void start() throws IOException {
    process =
        new ProcessBuilder(PROGRAM.toString(), "-c", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    Await.until("mosquitto listens", () -> Loopback.listens(port));
  }

  @Override
  public void kill() throws InterruptedException {
    if (process != null) {
      process.destroyForcibly().waitFor();
    }
  }

  @Override
  public void close() {
    if (process != null) {
      process.destroyForcibly();
    }
  }
}
