package io.spikewatt.fleet.testing;

import io.spikewatt.testkit.Loopback;
import io.spikewatt.controller.protocol.FleetTopics;
import io.spikewatt.fleet.certificate.CertificateAuthority;
import io.spikewatt.testkit.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * mosquitto on loopback with mutual TLS and the access list of a fleet: a client's name is the
 * common name of its certificate. It keeps no session over a restart.
 */
public final class TlsMosquitto implements AutoCloseable {

  private static final Path PROGRAM = Path.of("/usr/sbin/mosquitto");

  private final Path directory;
  private final int port;
  private Process process;

  private TlsMosquitto(Path directory, int port) throws IOException {
    this.directory = directory;
    this.port = port;
    process = launch();
  }

  /** Whether Debian's program is there. */
  public static boolean installed() {
    return Files.isExecutable(PROGRAM);
  }

  /**
   * Starts it; it takes clients when this returns.
   *
   * @param directory empty
   */
  public static TlsMosquitto start(
      Path directory, CertificateAuthority authority, FleetTopics topics)
      throws IOException, GeneralSecurityException {
    int port = Loopback.freePort();
    authority.write(directory.resolve("authority.crt"));
    CertificateAuthority.write(
        authority.loopbackBroker(),
        directory.resolve("broker.crt"),
        directory.resolve("broker.key"));
    Path access =
        Files.write(
            directory.resolve("access"),
            List.of(
                "user " + topics.coordinator(),
                "topic read " + topics.root() + "/up/#",
                "topic write " + topics.root() + "/down/#",
                "pattern write " + topics.root() + "/up/%u/#",
                "pattern read " + topics.root() + "/down/%u/#"));
    Files.write(
        directory.resolve("mosquitto.conf"),
        List.of(
            "user root",
            "persistence false",
            "listener " + port + " 127.0.0.1",
            "cafile " + directory.resolve("authority.crt"),
            "certfile " + directory.resolve("broker.crt"),
            "keyfile " + directory.resolve("broker.key"),
            "require_certificate true",
            "use_identity_as_username true",
            "acl_file " + access));
    return new TlsMosquitto(directory, port);
  }

  private Process launch() throws IOException {
    Process started =
        new ProcessBuilder(PROGRAM.toString(), "-c", directory.resolve("mosquitto.conf").toString())
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(directory.resolve("mosquitto.log").toFile()))
            .start();
    Await.until("mosquitto takes clients, see " + directory, () -> Loopback.listens(port));
    return started;
  }

  /** Address for a member's configuration. */
  public String address() {
    return "ssl://127.0.0.1:" + port;
  }

  /** Starts it after an end; it takes clients when this returns. */
  public void startAgain() throws IOException {
    process = launch();
  }

  /** Ends it as {@code kill -9} does. */
  public void kill() throws InterruptedException {
    end(process.destroyForcibly());
  }

  /** Ends it as a service manager does, with SIGTERM. */
  public void terminate() throws InterruptedException {
    process.destroy();
    end(process);
  }

  private static void end(Process ending) throws InterruptedException {
    if (!ending.waitFor(10, TimeUnit.SECONDS)) {
      throw new AssertionError("mosquitto outlived a signal");
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
