package io.spikewatt.controller.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.local.LocalServer;
import io.spikewatt.testkit.OneMeterSite;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StatusCommandTest {

  private static final Duration SHORT = Duration.ofMillis(300);

  @TempDir private Path directory;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Path config = Path.of("");
  private Path socket = Path.of("");

  @BeforeEach
  void writeSite() throws Exception {
    config = OneMeterSite.write(directory, "home");
    socket = directory.resolve("spikewatt-home.sock");
  }

  private int status(Duration patience, String... more) {
    out.reset();
    err.reset();
    return new StatusCommand(
            Map.of("RUNTIME_DIRECTORY", directory.toString()), patience, stream(out), stream(err))
        .run(
            Stream.concat(Stream.of("--config", config.toString()), List.of(more).stream())
                .toList())
        .number();
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, UTF_8);
  }

  private LocalServer answering(String document) throws Exception {
    return LocalServer.start(socket, Map.of("status", arguments -> document));
  }

  private static String document(String health) {
    return "{\"health\":\"%s\",\"state\":{\"lines\":[\"not this\"]},\"lines\":[\"a\",\"b ä\"]}"
        .formatted(health);
  }

  @Test
  void aSiteThatIsWellIsZero() throws Exception {
    try (LocalServer server = answering(document("well"))) {
      assertEquals(0, status(StatusCommand.PATIENCE), server::toString);
      assertEquals("a\nb ä\n", out.toString(UTF_8));
      assertEquals(0, status(StatusCommand.PATIENCE, "--json"));
      assertEquals(document("well") + "\n", out.toString(UTF_8));
      assertEquals(0, status(StatusCommand.PATIENCE, "--healthy"));
    }
  }

  @Test
  void alarmsAreOneAndHealthyAllTheSame() throws Exception {
    try (LocalServer server = answering(document("alarms"))) {
      assertEquals(1, status(StatusCommand.PATIENCE), server::toString);
      assertEquals(1, status(StatusCommand.PATIENCE, "--json"));
      assertEquals(0, status(StatusCommand.PATIENCE, "--healthy"));
    }
  }

  @Test
  void aDaemonThatDoesNotControlIsOneAndNotHealthy() throws Exception {
    try (LocalServer server = answering(document("not-controlling"))) {
      assertEquals(1, status(StatusCommand.PATIENCE), server::toString);
      assertEquals(1, status(StatusCommand.PATIENCE, "--healthy"));
    }
  }

  @Test
  void aDaemonThatIsNotRunningIs69WithThePlacesThatWereTried() throws Exception {
    assertEquals(69, status(SHORT));
    String text = err.toString(UTF_8);
    assertTrue(text.startsWith("site home: no daemon answers: "), text);
    assertTrue(text.contains(socket + " is not there"), text);
    assertTrue(text.contains(directory.resolve("state/spikewatt-home.sock").toString()), text);
    assertEquals(69, status(SHORT, "--healthy"));
    assertEquals(69, status(SHORT, "--json"));
    assertTrue(out.toString(UTF_8).startsWith("{\"health\":\"not-running\",\"error\":\""));
    ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    dead.bind(UnixDomainSocketAddress.of(socket));
    dead.close();
    assertEquals(69, status(SHORT));
    assertTrue(err.toString(UTF_8).contains("Connection refused"), () -> err.toString(UTF_8));
  }

  @Test
  void aSocketThatHangsIs69() throws Exception {
    try (ServerSocketChannel hanging = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      hanging.bind(UnixDomainSocketAddress.of(socket));
      assertEquals(69, status(SHORT, "--healthy"));
      String text = err.toString(UTF_8);
      assertTrue(text.contains(socket + " does not answer within PT0.3S"), text);
    }
  }

  @Test
  void anAnswerThatIsNoStatusIs69() throws Exception {
    for (String answer : List.of("{\"error\":\"a bug\"}", "{}", "[1", "x")) {
      try (LocalServer server = answering(answer)) {
        assertEquals(69, status(StatusCommand.PATIENCE), server::toString);
        assertEquals("", out.toString(UTF_8));
      }
    }
  }

  @Test
  void twoFormsAtOnceAreRefused() {
    assertEquals(64, status(SHORT, "--json", "--healthy"));
  }
}
