package io.spikewatt.controller.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.spikewatt.controller.update.DdiStub;
import io.spikewatt.drivers.secret.PemFiles;
import io.spikewatt.drivers.secret.SelfSignedCertificate;
import io.spikewatt.hal.time.ManualClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UpdateCommandTest {

  private static final Instant START = Instant.parse("2026-11-28T22:00:00Z");

  @TempDir private Path directory;
  private final ManualClock clock = new ManualClock(START);
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void writeToken() throws IOException {
    Files.writeString(directory.resolve("token"), "s3cret\n");
  }

  private ExitCode update(String server, String... more) {
    out.reset();
    err.reset();
    List<String> arguments =
        new ArrayList<>(List.of("--server", server, "--name", "home17", "--once", "--token-file"));
    arguments.add(directory.resolve("token").toString());
    arguments.addAll(List.of("--state", directory.resolve("state").toString()));
    arguments.addAll(List.of(more));
    return new UpdateCommand(
            clock, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8))
        .run(arguments);
  }

  @Test
  void a_token_file_that_is_missing_is_named_by_its_option() throws Exception {
    Files.delete(directory.resolve("token"));
    assertEquals(ExitCode.UNREACHABLE, update("http://127.0.0.1:1"));
    assertTrue(printed().startsWith("--token-file "), printed());
    assertTrue(printed().contains("does not exist"), printed());
  }

  @Test
  void a_file_name_of_the_server_reaches_the_terminal_as_escapes() throws Exception {
    try (DdiStub server = new DdiStub()) {
      server.content = new byte[] {1};
      server.filename = "a\\u001b[2Jb.deb"; // JSON's own escape
      server.action = Optional.of("8");
      update(server.address());
      assertTrue(printed().contains("a\\u001B[2Jb.deb"), printed());
      assertFalse(printed().contains("\u001b"), printed());
    }
  }

  private String printed() {
    return out.toString(UTF_8) + err.toString(UTF_8);
  }

  private Path script(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.writeString(file, "#!/bin/sh\n" + text);
    assertTrue(file.toFile().setExecutable(true));
    return file;
  }

  /** With Debian's own tools, and a program that says the version which the installer left. */
  @Test
  void a_package_is_read_by_dpkg_and_given_to_the_installer() throws Exception {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/dpkg-deb")), "SKIPPED: needs Debian's dpkg-deb");
    Path tree = directory.resolve("tree");
    Files.writeString(
        Files.createDirectories(tree.resolve("DEBIAN")).resolve("control"),
        """
        Package: spikewatt
        Version: 0.3.0
        Architecture: all
        Maintainer: Test <test@example.org>
        Description: test
        """);
    Path deb = directory.resolve("spikewatt.deb");
    Process build =
        new ProcessBuilder("dpkg-deb", "-b", tree.toString(), deb.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(build.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, build.waitFor(), said);

    Path version = directory.resolve("version");
    Files.writeString(version, "0.2.0");
    Path program =
        script("spikewatt", "[ \"$1\" = version ] && echo spikewatt $(cat " + version + ")\n");
    Path installer =
        script("install", "dpkg-deb -f \"$1\" Version >" + version + "; echo installed\n");
    try (DdiStub server = new DdiStub()) {
      server.content = Files.readAllBytes(deb);
      server.filename = "spikewatt_0.3.0_all.deb";
      server.action = Optional.of("8");
      ExitCode code =
          update(
              server.address(),
              "--installer",
              installer.toString(),
              "--program",
              program.toString());
      assertEquals(ExitCode.OK, code, this::printed);
      assertEquals("0.3.0", Files.readString(version).strip());
      assertTrue(printed().contains("action 8: 0.3.0 runs"), printed());

      Files.writeString(installer, "#!/bin/sh\necho broken pipe\necho E: no space; exit 100\n");
      server.action = Optional.of("9");
      server.version = "0.3.0";
      Files.writeString(version, "0.2.0");
      clock.advance(Duration.ofHours(1));
      assertEquals(
          ExitCode.WARNINGS,
          update(
              server.address(),
              "--installer",
              installer.toString(),
              "--program",
              program.toString()),
          this::printed);
      assertTrue(
          printed().contains("the installer ended with 100: broken pipe; E: no space"), printed());
    }
  }

  @Test
  void what_is_no_package_is_not_given_to_the_installer() throws Exception {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/dpkg-deb")), "SKIPPED: needs Debian's dpkg-deb");
    Path installer = script("install", "touch " + directory.resolve("called") + "\n");
    try (DdiStub server = new DdiStub()) {
      server.content = "no package".getBytes(UTF_8);
      server.filename = "spikewatt_0.3.0_all.deb";
      server.action = Optional.of("8");
      assertEquals(
          ExitCode.WARNINGS,
          update(server.address(), "--installer", installer.toString(), "--program", "/bin/false"));
      assertTrue(printed().contains("expected a Debian package"), printed());
      assertFalse(Files.exists(directory.resolve("called")));
    }
  }

  @Test
  void once_respects_the_time_that_the_server_named() throws Exception {
    try (DdiStub server = new DdiStub()) {
      assertEquals(ExitCode.OK, update(server.address(), "--program", "/bin/false"));
      assertEquals(2, server.asked().size());
      clock.advance(Duration.ofMinutes(9));
      assertEquals(ExitCode.OK, update(server.address(), "--program", "/bin/false"));
      assertEquals(List.of(), server.asked());
      assertEquals("the next poll is due in 60 s\n", printed());
      clock.advance(Duration.ofMinutes(1));
      assertEquals(ExitCode.OK, update(server.address(), "--program", "/bin/false"));
      assertEquals(1, server.asked().size());
    }
  }

  @Test
  void a_gateway_token_goes_into_its_own_scheme() throws Exception {
    try (DdiStub server = new DdiStub()) {
      update(server.address(), "--gateway-token", "--program", "/bin/false");
      assertEquals("GatewayToken s3cret", server.asked().getFirst().authorization());
    }
  }

  @Test
  void two_updates_do_not_run_at_once() throws Exception {
    try (DdiStub server = new DdiStub()) {
      Files.createDirectories(directory.resolve("state"));
      try (FileChannel held =
              FileChannel.open(
                  directory.resolve("state/update.lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          FileLock lock = held.lock()) {
        assertTrue(lock.isValid());
        assertEquals(ExitCode.UNREACHABLE, update(server.address()));
        assertTrue(printed().contains("another update uses"), printed());
      }
      assertEquals(List.of(), server.asked());
    }
  }

  @Test
  void addresses_in_clear_text_beyond_loopback_are_refused() {
    for (String address :
        List.of(
            "http://updates.example.org",
            "http://192.0.2.7:8080",
            "http://localhost:8080",
            "ftp://updates.example.org",
            "updates.example.org",
            "https://user:password@updates.example.org",
            "https://")) {
      assertEquals(ExitCode.USAGE, update(address), address);
    }
  }

  @Test
  void a_token_that_would_break_the_header_is_refused() throws Exception {
    Files.writeString(directory.resolve("token"), "a\r\nX-Other: b");
    assertEquals(ExitCode.USAGE, update("https://updates.example.org"));
  }

  @Test
  void a_certificate_is_verified_by_its_signer_and_its_name() throws Exception {
    Path own = certificate("own.pem", "127.0.0.1");
    Path other = certificate("other.pem", "127.0.0.1");
    Path elsewhere = certificate("elsewhere.pem", "updates.example.org");
    AtomicInteger requests = new AtomicInteger();
    HttpsServer trusted = serve(own, requests);
    HttpsServer misnamed = serve(elsewhere, requests);
    try {
      assertEquals(ExitCode.UNREACHABLE, update(address(trusted), "--ca-file", other.toString()));
      again();
      assertEquals(ExitCode.UNREACHABLE, update(address(trusted)), "without a file: Java's own");
      again();
      assertEquals(
          ExitCode.UNREACHABLE, update(address(misnamed), "--ca-file", elsewhere.toString()));
      assertEquals(0, requests.get(), "no token was sent");
      again();
      assertEquals(
          ExitCode.OK, update(address(trusted), "--ca-file", own.toString()), this::printed);
      assertEquals(1, requests.get());
    } finally {
      trusted.stop(0);
      misnamed.stop(0);
    }
  }

  private void again() {
    clock.advance(Duration.ofHours(2));
  }

  private static String address(HttpsServer server) {
    return "https://127.0.0.1:" + server.getAddress().getPort();
  }

  private Path certificate(String file, String name) throws Exception {
    return Files.writeString(
        directory.resolve(file), SelfSignedCertificate.pem(List.of(name), Instant.now()));
  }

  private static HttpsServer serve(Path certificate, AtomicInteger requests) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(PemFiles.identity(certificate.toString(), certificate.toString()), null, null);
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    server.createContext(
        "/",
        exchange -> {
          requests.incrementAndGet();
          byte[] nothing = "{\"config\":{\"polling\":{\"sleep\":\"00:05:00\"}}}".getBytes(UTF_8);
          exchange.sendResponseHeaders(200, nothing.length);
          exchange.getResponseBody().write(nothing);
          exchange.close();
        });
    server.start();
    return server;
  }
}
