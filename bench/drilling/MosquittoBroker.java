package io.spikewatt.simulator.drill;

import io.spikewatt.simulator.server.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The real broker, without persistence. */
final class MosquittoBroker implements AutoCloseable {

  private static final String PROGRAM = "/usr/sbin/mosquitto";

  private final Path log;
  private final Path file;
  private final int port;
  private Process process;

  /**
   * @param extra lines of its configuration after the listener
   */
  MosquittoBroker(Path directory, String extra) throws Exception {
    this.port = FreePort.find();
    this.file = directory.resolve("mosquitto-" + port + ".conf");
    this.log = directory.resolve("mosquitto-" + port + ".log");
    Files.writeString(
        file,
        "user root\npersistence false\nlistener %d 127.0.0.1\nallow_anonymous true\n%s\n"
            .formatted(port, extra));
    start();
  }

  void start() throws Exception {
    process = SystemCommands.start(log, List.of(PROGRAM, "-v", "-c", file.toString()));
    MeasuredWait.until("mosquitto listens", 10, this::listens);
  }

  int port() {
    return port;
  }

  long pid() {
    return process.pid();
  }

  String log() throws IOException {
    return Files.readString(log);
  }

  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor(10, TimeUnit.SECONDS);
  }

  private boolean listens() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException refused) {
      return false;
    }
  }

  @Override
  public void close() throws InterruptedException {
    kill();
  }
}
