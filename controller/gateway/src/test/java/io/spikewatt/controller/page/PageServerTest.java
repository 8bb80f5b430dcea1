package io.spikewatt.controller.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.http.PageServer;
import io.spikewatt.controller.http.PageSettings;
import io.spikewatt.controller.http.PageToken;
import io.spikewatt.controller.http.StaticFile;
import io.spikewatt.hal.time.Clock;
import io.spikewatt.hal.time.ManualClock;
import io.spikewatt.hal.time.SystemClock;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The real server over loopback: what it answers, to whom, and what it refuses. */
@Timeout(60)
class PageServerTest {

  private static final String TOKEN = "0123456789abcdef0123456789abcdef";
  private static final String BEARER = "Authorization: Bearer " + TOKEN;
  private static final String AS_JSON = "Content-Type: application/json";
  private static final String COMMAND = "/api/command?name=limit-import";
  private static final Duration PACE = Duration.ofSeconds(1);

  @TempDir private Path directory = Path.of("");
  private final FakeSite site = new FakeSite();
  private final ManualClock clock = new ManualClock(FakeSite.START);
  private PageServer server;
  private PageClient client;

  @BeforeEach
  void start() throws IOException {
    server = PageServer.start(settings(clock), new SiteContent(site));
    client = new PageClient(URI.create(server.address()).getPort());
  }

  private PageSettings settings(Clock time) throws IOException {
    Path file = Files.writeString(directory.resolve("token"), TOKEN + "\n");
    return new PageSettings(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        Set.of(),
        Optional.empty(),
        PageToken.of(Optional.of(file), directory),
        true,
        time,
        PACE);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void the_page_and_all_its_files_are_served_with_a_strict_policy_and_within_its_bytes()
      throws IOException {
    long raw = 0;
    long packedBytes = 0;
    for (StaticFile file : new SiteContent(site).files()) {
      PageClient.Response plain = client.get(file.path());
      assertEquals(200, plain.status(), file.path());
      assertEquals(file.type(), plain.headers().get("content-type"));
      assertEquals("nosniff", plain.headers().get("x-content-type-options"));
      String policy = plain.headers().getOrDefault("content-security-policy", "");
      assertTrue(policy.startsWith("default-src 'self';"), policy);
      assertFalse(policy.contains("unsafe"), policy);
      raw += plain.body().length;

      PageClient.Response packed = client.get(file.path(), "Accept-Encoding: gzip, br");
      assertEquals("gzip", packed.headers().get("content-encoding"));
      packedBytes += packed.body().length;
      try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(packed.body()))) {
        assertArrayEquals(plain.body(), in.readAllBytes());
      }
      String tag = plain.headers().getOrDefault("etag", "");
      assertTrue(tag.matches("\"[0-9a-f]{16}\""), tag);
      PageClient.Response same = client.get(file.path(), "If-None-Match: " + tag);
      assertEquals(304, same.status());
      assertEquals(0, same.body().length);
    }
    assertTrue(raw <= 200_000, raw + " bytes");
    assertTrue(packedBytes <= 75_000, packedBytes + " bytes packed");
  }

  @Test
  void no_file_of_the_page_has_inline_script_or_style_or_loads_from_elsewhere() {
    for (StaticFile file : new SiteContent(site).files()) {
      if (!file.path().startsWith("/lib/")) {
        String text = new String(file.read(), UTF_8);
        String elsewhere = text.replace("http://www.w3.org/2000/svg", "");
        assertFalse(elsewhere.matches("(?s).*https?://.*"), file.path());
        assertFalse(
            text.matches("(?s).*(<style|<script>|\\son[a-z]+=\"|\\sstyle=\").*"), file.path());
      }
    }
  }

  @Test
  void the_licence_of_each_library_is_beside_it() {
    Map<String, Class<?>> libraries =
        Map.of("htm", StaticFile.class, "preact", StaticFile.class, "uPlot", SiteContent.class);
    for (String library : libraries.keySet()) {
      StaticFile file =
          StaticFile.script("/", libraries.get(library), "lib/" + library + ".LICENSE");
      String licence = new String(file.read(), UTF_8);
      assertTrue(licence.matches("(?s).*(MIT|Apache) Licen[sc]e.*|.*MIT License.*"), library);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/..%2f..%2fetc/passwd",
        "/lib/",
        "/lib/LICENSE",
        "//app.js",
        "/app.js/",
        "/api",
        "/index.html"
      })
  void only_listed_paths_exist(String path) throws IOException {
    assertEquals(404, client.get(path).status());
  }

  @Test
  void only_the_methods_of_a_path_are_answered() throws IOException {
    assertEquals(405, client.post("/", "").status());
    assertEquals(
        "GET, HEAD", sorted(client.post("/metrics", "").headers().getOrDefault("allow", "")));
    assertEquals(405, client.get(COMMAND, BEARER).status());
    assertEquals(405, client.send("PUT", COMMAND, "{}", BEARER, AS_JSON).status());
    assertEquals(405, client.send("OPTIONS", COMMAND, "", "Origin: http://evil.example").status());
    assertEquals(List.of(), site.submitted);
  }

  private static String sorted(String list) {
    return String.join(", ", new TreeSet<>(List.of(list.split(", ", -1))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host: evil.example",
        "Host: evil.example:8420",
        "Host: localhost.evil.example",
        "Host: 127.0.0.1.evil.example",
        "Host: 192.168.1.2",
        "Host: [::2]",
        "Host: [:::]",
        "Host: 999.1.1.1",
        "Host: localhost:8420@evil.example",
        "Host: ",
        "Host: localhost\r\nHost: evil.example"
      })
  void a_name_that_was_rebound_to_this_machine_sees_and_commands_nothing(String host)
      throws IOException {
    for (String path : List.of("/", "/events", "/metrics", "/api/ahead", "/healthz")) {
      int status = client.get(path, host).status();
      assertTrue(status == 421 || status == 400, path + " " + status);
    }
    assertNotEquals(200, client.post(COMMAND, "{}", host, BEARER, AS_JSON).status());
    assertEquals(List.of(), site.submitted);
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "127.0.0.1:8420", "LOCALHOST:9000", "[::1]:8420"})
  void the_names_of_loopback_are_this_page_at_any_port_as_through_a_tunnel(String host)
      throws IOException {
    assertEquals(200, client.get("/api/ahead", "Host: " + host).status());
  }

  @Test
  void a_command_needs_the_token() throws IOException {
    PageClient.Response absent = client.post(COMMAND, "{}", AS_JSON);
    assertEquals(401, absent.status());
    assertEquals("Bearer", absent.headers().get("www-authenticate"));
    assertEquals(List.of(), site.submitted);

    PageClient.Response taken = client.post(COMMAND, "{\"id\":\"x\"}", AS_JSON, BEARER);
    assertEquals(200, taken.status());
    assertTrue(taken.text().contains("\"accepted\":true"), taken.text());
    assertEquals(List.of("limit-import {\"id\":\"x\"}"), site.submitted);
  }

  @Test
  void a_refused_command_says_why() throws IOException {
    PageClient.Response refused = client.post(COMMAND, "expired", AS_JSON, BEARER);
    assertEquals(422, refused.status());
    assertEquals(
        "{\"at\":\"2026-06-09T10:00:00Z\",\"id\":\"x\",\"accepted\":false,\"reason\":\"expired\"}",
        refused.text());
    assertEquals("no-store", refused.headers().get("cache-control"));
  }

  @Test
  void wrong_tokens_are_answered_late_and_the_right_one_at_once() throws Exception {
    String wrong = "Authorization: Bearer " + TOKEN.replace('0', '1');
    List<CompletableFuture<Integer>> guesses = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      CompletableFuture<Integer> guess = new CompletableFuture<>();
      guesses.add(guess);
      Thread.ofVirtual().start(() -> complete(guess, wrong));
    }
    // No time passes meanwhile.
    assertEquals(200, client.post(COMMAND, "{}", BEARER, AS_JSON).status());
    assertEquals(12, guesses.stream().filter(guess -> !guess.isDone()).count());
    CompletableFuture<?> all = CompletableFuture.allOf(guesses.toArray(CompletableFuture[]::new));
    // A late guess waits from its arrival; larger steps would pass an answer's deadline.
    for (int step = 0; step < 20 && !all.isDone(); step++) {
      clock.advance(Duration.ofMillis(200));
      try {
        all.get(250, TimeUnit.MILLISECONDS);
      } catch (TimeoutException _) {
        // Not all have waited long enough.
      }
    }
    assertEquals(Set.of(401), Set.copyOf(guesses.stream().map(CompletableFuture::join).toList()));
    Duration passed = Duration.between(FakeSite.START, clock.now().instant());
    assertTrue(passed.compareTo(Duration.ofSeconds(1)) >= 0, passed::toString);
    assertEquals(1, site.submitted.size());
  }

  private void complete(CompletableFuture<Integer> guess, String header) {
    try {
      guess.complete(client.post(COMMAND, "{}", header, AS_JSON).status());
    } catch (IOException e) {
      guess.completeExceptionally(e);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Origin: http://evil.example",
        "Origin: null",
        "Origin: https://localhost:8420",
        "Sec-Fetch-Site: cross-site",
        "Sec-Fetch-Site: same-site"
      })
  void another_site_may_neither_command_nor_read(String origin) throws IOException {
    assertEquals(403, client.post(COMMAND, "{}", BEARER, AS_JSON, origin).status());
    assertEquals(403, client.get("/api/ahead", origin).status());
    assertEquals(403, client.get("/events", origin).status());
    assertEquals(List.of(), site.submitted);
  }

  /** A browser sends a cookie to every port of its host, and another server there could use it. */
  @Test
  void a_session_is_shown_in_a_header_and_never_in_a_cookie() throws IOException {
    PageClient.Response opened = client.post("/api/session", "", BEARER);
    assertFalse(opened.headers().containsKey("set-cookie"), opened.headers()::toString);
    String session = opened.text().replaceAll(".*\"session\":\"([0-9a-f]{64})\".*", "$1");
    assertFalse(opened.text().contains(TOKEN), "the session does not hold the token");
    String header = "Authorization: Bearer " + session;
    assertEquals(200, client.post(COMMAND, "{}", AS_JSON, header).status());
    assertTrue(client.get("/api/session", header).text().contains("\"mayCommand\":true"));
    assertEquals(1, site.submitted.size());

    String cookie = "Cookie: spikewatt-%d=%s".formatted(client.port(), session);
    String origin = "Origin: http://localhost:" + client.port();
    assertEquals(401, client.post(COMMAND, "{}", AS_JSON, cookie, origin).status());
    PageClient.Response asked = client.get("/api/session", cookie);
    assertTrue(asked.text().contains("\"mayCommand\":false"), asked.text());
    assertTrue(
        asked.headers().getOrDefault("set-cookie", "").contains("Max-Age=0"),
        "a cookie of an older release ends");
    assertFalse(client.get("/api/session").headers().containsKey("set-cookie"));
    assertEquals(1, site.submitted.size());
  }

  @Test
  void a_command_is_small_json_with_a_name() throws IOException {
    String large = "{\"id\":\"" + "x".repeat(SiteContent.MOST_BODY_BYTES) + "\"}";
    assertEquals(413, client.post(COMMAND, large, BEARER, AS_JSON).status());
    assertEquals(415, client.post(COMMAND, "{}", BEARER, "Content-Type: text/plain").status());
    for (String name : List.of("", "?name=", "?name=../x", "?name=from/page/a/b", "?name=A")) {
      assertEquals(400, client.post("/api/command" + name, "{}", BEARER, AS_JSON).status(), name);
    }
    assertEquals(List.of(), site.submitted);
    assertEquals(200, client.post("/api/command?name=ev%2Fev1", "{}", BEARER, AS_JSON).status());
    assertEquals(List.of("ev/ev1 {}"), site.submitted);
  }

  @Test
  void why_passes_the_time_on() throws IOException {
    assertEquals(
        "{\"error\":\"nothing at yesterday 03:00\"}",
        client.get("/api/why?time=yesterday%2003%3A00").text());
  }

  @Test
  void health_is_200_while_the_site_is_controlled_and_503_else() throws IOException {
    assertEquals(200, client.get("/healthz").status());
    site.stops();
    PageClient.Response stopped = client.get("/healthz");
    assertEquals(503, stopped.status());
    assertEquals("{\"health\":\"not-controlling\"}", stopped.text());
  }

  @Test
  void a_stream_begins_with_the_whole_state_and_goes_on_with_what_changed() throws Exception {
    try (Socket tab = client.open("GET", "/events", "")) {
      InputStream in = begun(tab);
      Map.Entry<String, String> whole = PageClient.event(in);
      assertEquals("state", whole.getKey());
      assertTrue(whole.getValue().contains("\"site\":{\"name\""), whole.getValue());
      assertTrue(
          whole.getValue().contains("\"socPct\":{\"value\":55,\"how\":\"measured\"}"),
          whole.getValue());

      site.pass(1, 3000);
      Map.Entry<String, String> change = nextEvent(in, "\"pvW\"");
      assertEquals("change", change.getKey());
      assertTrue(change.getValue().contains("\"pvW\":{\"value\":3000"), change.getValue());
      assertFalse(change.getValue().contains("\"site\""), change.getValue());
      assertFalse(change.getValue().contains("\"limits\""), change.getValue());

      site.batteryFails();
      String failed = nextEvent(in, "\"problems\"").getValue();
      assertTrue(failed.contains("\"socPct\":{\"unknown\":"), failed);
      assertTrue(
          failed.contains(
              "\"problems\":[{\"code\":\"device/battery1\",\"device\":\"battery1\",\"textIn\":{\"en\":\"Battery:"
                  + " unreachable: test\",\"de\":\"Batterie liefert keine Messwerte: nicht"
                  + " erreichbar.\"},\"adviceIn\":{\"en\":\"Check the device's power"),
          failed);
      assertFalse(failed.contains("\"id\":\"battery1\",\"kind\":\"battery\",\"w\":0"), failed);
    }
  }

  /** Headers are read; the events follow. */
  private static InputStream begun(Socket tab) throws IOException {
    InputStream in = tab.getInputStream();
    assertTrue(PageClient.line(in).contains(" 200 "));
    Map<String, String> headers = PageClient.headers(in);
    assertEquals("text/event-stream; charset=utf-8", headers.get("content-type"));
    assertEquals("no-store", headers.get("cache-control"));
    return in;
  }

  /** Lets time pass until an event names something; several may be on their way. */
  private Map.Entry<String, String> nextEvent(InputStream in, String named) throws IOException {
    Map.Entry<String, String> event = nextEvent(in);
    while (!event.getValue().contains(named)) {
      event = nextEvent(in);
    }
    return event;
  }

  /** Lets time pass until the stream says something. */
  private Map.Entry<String, String> nextEvent(InputStream in) throws IOException {
    while (in.available() == 0) {
      clock.advance(Duration.ofMillis(10));
      Thread.onSpinWait();
    }
    return PageClient.event(in);
  }

  @Test
  void more_than_32_streams_are_refused_and_a_closed_one_makes_room() throws Exception {
    List<Socket> tabs = new ArrayList<>();
    for (int i = 0; i < PageServer.MOST_STREAMS; i++) {
      Socket tab = client.open("GET", "/events", "");
      tabs.add(tab);
      PageClient.event(begun(tab));
    }
    for (int i = PageServer.MOST_STREAMS; i < 40; i++) {
      assertEquals(503, client.get("/events").status());
    }
    tabs.getFirst().close();
    int status = 503;
    while (status == 503) {
      clock.advance(Duration.ofMillis(10));
      try (Socket another = client.open("GET", "/events", "")) {
        String first = PageClient.line(another.getInputStream());
        status = Integer.parseInt(first.split(" ", -1)[1]);
      }
    }
    assertEquals(200, status);
    for (Socket tab : tabs) {
      tab.close();
    }
  }

  @Test
  void a_tab_that_does_not_read_is_dropped_and_another_is_served_meanwhile() throws Exception {
    site.floods(0);
    try (Socket silent = client.open("GET", "/events", "");
        Socket reading = client.open("GET", "/events", "")) {
      InputStream in = begun(reading);
      PageClient.event(in);
      assertEquals(2, server.streams());
      for (int n = 0; server.streams() > 1; n++) {
        site.floods(n);
        nextEvent(in);
      }
      assertFalse(silent.isClosed());
      site.floods(-1);
      assertEquals("change", nextEvent(in).getKey());
    }
  }

  @Test
  void a_request_that_does_not_end_is_closed_and_a_stream_of_events_is_not() throws Exception {
    try (Socket tab = client.open("GET", "/events", "");
        Socket endless = new Socket(InetAddress.getLoopbackAddress(), client.port())) {
      InputStream in = begun(tab);
      PageClient.event(in);
      endless.setSoTimeout(30_000);
      endless.getOutputStream().write("GET / HTTP/1.1\r\nHost: loc".getBytes(UTF_8));
      assertEquals(-1, endless.getInputStream().read());
      assertEquals("change", nextEvent(in).getKey());
    }
  }

  @Test
  void closing_ends_the_streams_and_frees_the_port() throws Exception {
    try (Socket tab = client.open("GET", "/events", "")) {
      InputStream in = begun(tab);
      PageClient.event(in);
      server.close();
      assertThrows(IOException.class, () -> PageClient.event(in));
    }
    assertThrows(IOException.class, () -> client.get("/healthz"));
  }

  @Test
  void a_taken_port_is_told_with_its_address() {
    PageSettings again =
        new PageSettings(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), client.port()),
            Set.of(),
            Optional.empty(),
            token(),
            true,
            new SystemClock(),
            PACE);
    IOException taken =
        assertThrows(IOException.class, () -> PageServer.start(again, new SiteContent(site)));
    assertTrue(String.valueOf(taken.getMessage()).contains(":" + client.port()), taken::toString);
  }

  private PageToken token() {
    try {
      return settings(clock).token();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void beyond_loopback_nothing_is_served_without_encryption_or_without_the_token() {
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new PageSettings(
                new InetSocketAddress("0.0.0.0", 0),
                Set.of(),
                Optional.empty(),
                token(),
                false,
                clock,
                PACE));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new PageSettings(
                new InetSocketAddress("0.0.0.0", 0),
                Set.of(),
                Optional.of(SSLContext.getDefault()),
                token(),
                true,
                clock,
                PACE));
  }
}
