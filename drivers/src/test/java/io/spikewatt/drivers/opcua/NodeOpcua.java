package io.spikewatt.drivers.opcua;

import io.spikewatt.testkit.Await;
import io.spikewatt.testkit.NpmPackage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * A node-opcua server: a process that can be stopped, continued, and started again at its port. Its
 * certificate is kept in its folder.
 */
final class NodeOpcua implements AutoCloseable {

  /** Pinned; its parts are pinned by it. */
  private static final String PACKAGE = "node-opcua-server@2.186.4";

  private final Path installed;
  private final Path folder;
  private final int port;
  private final List<String> printed = new CopyOnWriteArrayList<>();
  private Process process;

  /**
   * Skips the test, loudly, where node, npm or the package cannot be had.
   *
   * @param trust {@code all} or {@code none}: whose certificates the server accepts
   */
  NodeOpcua(Path folder, String trust) throws IOException, InterruptedException {
    this.installed = NpmPackage.install(PACKAGE);
    this.folder = Files.createDirectories(folder);
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    start(trust);
  }

  String url() {
    return "opc.tcp://127.0.0.1:" + port + "/plc";
  }

  /** The server's certificate, PEM. */
  Path certificate() {
    return folder.resolve("state/own/certs/certificate.pem");
  }

  /** Lines so far, of this process. */
  List<String> printed() {
    return printed;
  }

  void start(String trust) throws IOException {
    Path script = folder.resolve("server.mjs");
    try (InputStream in = NodeOpcua.class.getResourceAsStream("node_opcua_server.mjs")) {
      Files.copy(in, script, StandardCopyOption.REPLACE_EXISTING);
    }
    printed.clear();
    process =
        new ProcessBuilder(
                "node",
                script.toString(),
                installed.toString(),
                String.valueOf(port),
                folder.resolve("state").toString(),
                trust)
            .redirectErrorStream(true)
            .start();
    BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
    Thread.ofVirtual().start(() -> output.lines().forEach(printed::add));
    Await.within(
        Duration.ofSeconds(60),
        "node-opcua is ready",
        () -> {
          if (!process.isAlive()) {
            throw new AssertionError("node-opcua ended: " + printed);
          }
          return printed.contains("ready");
        });
  }

  /** Tells the server what to serve; see the script. */
  void say(String line) {
    try {
      process.outputWriter(StandardCharsets.UTF_8).append(line).append('\n').flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code STOP}, {@code CONT} or {@code KILL}. */
  void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start().waitFor();
    if (name.equals("KILL")) {
      process.waitFor(10, TimeUnit.SECONDS);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
