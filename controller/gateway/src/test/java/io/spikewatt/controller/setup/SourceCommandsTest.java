package io.spikewatt.controller.setup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.spikewatt.config.cli.ExitCode;
import io.spikewatt.controller.json.JsonTree;
import io.spikewatt.controller.local.LocalServer;
import io.spikewatt.hal.time.ManualClock;
import io.spikewatt.testkit.OneMeterSite;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code spikewatt sources} against a service on loopback and a daemon's socket. */
@Timeout(60)
final class SourceCommandsTest {

  private static final Instant NOW = Instant.parse("2026-06-15T10:00:00Z");

  @TempDir private Path directory = Path.of("");
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private HttpServer service;
  private String body = "";
  private int status = 200;

  @BeforeEach
  void serve() throws IOException {
    service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    service.createContext(
        "/",
        exchange -> {
          byte[] answer = body.getBytes(UTF_8);
          exchange.sendResponseHeaders(status, answer.length);
          try (OutputStream to = exchange.getResponseBody()) {
            to.write(answer);
          }
        });
    service.start();
    body = rows("2026-06-15T10:00:00Z", "2026-06-15T11:00:00Z", 100, "Eur/MWh");
  }

  @AfterEach
  void stop() {
    service.stop(0);
  }

  private static String rows(String start, String end, double price, String unit) {
    return "{\"data\": [{\"start_timestamp\": %d, \"end_timestamp\": %d, \"marketprice\": %s, \"unit\": \"%s\"}]}"
        .formatted(
            Instant.parse(start).toEpochMilli(), Instant.parse(end).toEpochMilli(), price, unit);
  }

  private String site() throws IOException {
    Path file = OneMeterSite.write(directory, "home");
    Files.writeString(
        file,
        Files.readString(file)
            .replace(
                "currency: EUR",
                "currency: EUR, dynamic: { supplier-per-kwh: 0.1, taxes-pct: 20 }"));
    Files.writeString(
        file,
        "mqtt: { broker: \"tcp://127.0.0.1:1\" }\nsources:\n  - { source: awattar, host: \"http://127.0.0.1:%d\" }\n  - { source: mqtt-prices, topic: a/b }\n"
            .formatted(service.getAddress().getPort()),
        StandardOpenOption.APPEND);
    return file.toString();
  }

  private ExitCode attempt(String... options) throws IOException {
    out.reset();
    err.reset();
    List<String> all = new ArrayList<>(List.of(options));
    all.addAll(List.of("--config", site()));
    return new SourceTryCommand(
            new ManualClock(NOW),
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8))
        .run(all);
  }

  private ExitCode list(String... options) throws IOException {
    out.reset();
    err.reset();
    List<String> all = new ArrayList<>(List.of(options));
    all.addAll(List.of("--config", site()));
    return new SourceListCommand(
            Map.of("XDG_RUNTIME_DIR", directory.toString()),
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8))
        .run(all);
  }

  @Test
  void the_shipped_sources_are_listed_without_a_site() throws Exception {
    ExitCode code =
        new SourceListCommand(
                Map.of(), new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8))
            .run(List.of());
    assertEquals(ExitCode.OK, code, err::toString);
    assertTrue(out.toString(UTF_8).startsWith("shipped, for the section sources of a site file:"));
    assertTrue(out.toString(UTF_8).contains("awattar"), out.toString(UTF_8));
  }

  @Test
  void a_trial_prints_each_slot_with_the_price_on_the_bill() throws Exception {
    assertEquals(ExitCode.OK, attempt("awattar"), err::toString);
    assertEquals(
        """
        awattar: exchange-price, 1 slots in EUR/kWh
        Mon 15 Jun 12:00 to 13:00    0.1000   import   0.2400
        """,
        out.toString(UTF_8));
    assertEquals(ExitCode.OK, attempt("awattar", "--json"));
    JsonTree slot = JsonTree.of(out.toString(UTF_8)).find("slots").orElseThrow().items().getFirst();
    assertEquals("2026-06-15T10:00:00Z", slot.text("start"));
    assertEquals(0.24, slot.number("importPerKwh"), 1e-9);
    JsonTree parts = slot.find("parts").orElseThrow();
    assertEquals(0.1, parts.number("exchange"), 1e-9);
    assertEquals(0.04, parts.number("taxes"), 1e-9);
  }

  @Test
  void an_answer_that_cannot_be_used_or_had_has_its_exit_code() throws Exception {
    body = rows("2026-06-15T10:00:00Z", "2026-06-15T11:00:00Z", 100, "ct/kWh");
    assertEquals(ExitCode.BAD_DATA, attempt("awattar"));
    assertTrue(err.toString(UTF_8).contains("cannot be used"), err::toString);
    status = 500;
    assertEquals(ExitCode.UNREACHABLE, attempt("awattar"));
    assertTrue(err.toString(UTF_8).contains("status 500"), err::toString);
    status = 200;
    body = "{\"data\": []}";
    assertEquals(ExitCode.OK, attempt("awattar"));
    assertTrue(err.toString(UTF_8).contains("has nothing yet"), err::toString);
  }

  @Test
  void another_name_a_topic_and_a_wrong_time_are_refused() throws Exception {
    assertEquals(ExitCode.USAGE, attempt("tibber"));
    assertTrue(err.toString(UTF_8).contains("(awattar, mqtt-prices), found tibber"), err::toString);
    assertEquals(ExitCode.USAGE, attempt("mqtt-prices"));
    assertEquals(ExitCode.USAGE, attempt("awattar", "--at", "noon"));
  }

  @Test
  void the_list_has_the_state_of_the_daemon_and_the_shipped_sources() throws Exception {
    assertEquals(ExitCode.OK, list());
    assertTrue(err.toString(UTF_8).startsWith("no daemon answers"), err::toString);
    assertTrue(out.toString(UTF_8).contains("\n  energy-charts "), out::toString);
    String answer =
        "{\"sources\": [{\"name\": \"awattar\", \"ageS\": 720, \"until\": \"2026-06-15T22:00:00Z\","
            + " \"problem\": \"away\"}]}";
    try (LocalServer _ =
        LocalServer.start(
            directory.resolve("spikewatt-home.sock"), Map.of("status", arguments -> answer))) {
      assertEquals(ExitCode.OK, list());
      assertTrue(
          out.toString(UTF_8)
              .startsWith(
                  "awattar              exchange-price  answered 12 min ago, until Tue 00:00, fails: away\n"),
          out::toString);
      assertEquals(ExitCode.OK, list("--json"));
      JsonTree first =
          JsonTree.of(out.toString(UTF_8)).find("sources").orElseThrow().items().getFirst();
      assertEquals("awattar", first.text("name"));
      assertEquals("720", first.text("ageS"));
    }
  }
}
