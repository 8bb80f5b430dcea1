package io.spikewatt.drivers.mqtt;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.drivers.testing.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MosquittoLinkTest extends MqttLinkContract {

  private static final Path PROGRAM = Path.of("/usr/sbin/mosquitto");

  @TempDir Path directory;

  @Override
  MqttBroker makeBroker() throws IOException {
    Assumptions.assumeTrue(Files.isExecutable(PROGRAM), "SKIPPED: no " + PROGRAM);
    return new Mosquitto(directory);
  }

  @Test
  void aGatewayThatVanishesIsDeclaredOfflineByTheBroker() throws Exception {
    link.close();
    try (Watcher watcher = new Watcher("spikewatt/test/status");
        Relay relay = Relay.to(broker.port())) {
      link = link("tcp://127.0.0.1:" + relay.port(), "vanishing");
      watcher.awaitText("spikewatt/test/status", "online");
      watcher.seen.clear();
      // No DISCONNECT reaches the broker.
      relay.cut();
      watcher.awaitText("spikewatt/test/status", "offline");
    }
  }

  @Test
  void anotherClientWithOurNameMakesUsWaitLongerAndLonger() {
    try (MqttLink twin = link("gateway")) {
      Await.until("the twin was connected", twin::connected);
      Await.until("we came back", link::connected);
      assertTrue(mqttThreads() < 20);
    }
  }

  private static final class Mosquitto implements MqttBroker {
    private final int port;
    private final Path config;
    private @Nullable Process process;

    Mosquitto(Path directory) throws IOException {
      try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        port = free.getLocalPort();
      }
      config =
          Files.write(
              directory.resolve("mosquitto.conf"),
              List.of("listener " + port + " 127.0.0.1", "allow_anonymous true"));
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
      Await.until("mosquitto listens", this::listens);
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

    private boolean listens() {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return socket.isConnected();
      } catch (IOException notYet) {
        return false;
      }
    }
  }
}
