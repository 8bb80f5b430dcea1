package io.spikewatt.fleet.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.http.StaticFile;
import io.spikewatt.drivers.secret.PemFiles;
import io.spikewatt.fleet.certificate.CertificateAuthority;
import io.spikewatt.fleet.coordinate.FleetEvent;
import io.spikewatt.fleet.coordinate.FleetSnapshot;
import io.spikewatt.fleet.page.FleetPage.PageAddress;
import io.spikewatt.fleet.page.FleetPage.TlsFiles;
import io.spikewatt.fleet.store.FleetState;
import io.spikewatt.fleet.store.GatewayRegister.EnrolledGateway;
import io.spikewatt.hal.time.SystemClock;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who is answered what over HTTP. */
@Timeout(60)
final class FleetPageServedTest {

  private static final long MOST_BYTES = 60_000;

  @TempDir private Path folder = Path.of("");
  private final HttpClient client = HttpClient.newHttpClient();
  private final RefusalLog refusals = new RefusalLog();
  private FleetState state;
  private FleetPage page;

  @BeforeEach
  void start() throws IOException {
    state = FleetState.open(folder);
    state
        .gateways()
        .enrol(
            new EnrolledGateway(
                "home17", "load-1", "Europe", "1.2.0", Instant.parse("2026-11-28T12:00:00Z")));
    refusals.note(
        new FleetEvent(FleetEvent.EventKind.REFUSED, "home17", "LATE: " + "x".repeat(500)),
        Instant.parse("2026-11-28T12:00:00Z"));
    page =
        FleetPage.start(
            new PageAddress("127.0.0.1", 0, Optional.empty()), folder, feed(), new SystemClock());
  }

  private FleetFeed feed() {
    return new FleetFeed(
        state,
        refusals,
        Optional.empty(),
        AttentionLevel.SILENT_AFTER,
        new SystemClock(),
        new FleetSnapshot(Optional.empty(), Map.of(), List.of()));
  }

  @AfterEach
  void stop() {
    page.close();
    state.close();
    client.close();
  }

  @Test
  void a_port_that_is_taken_is_named_as_the_pages() {
    int taken = URI.create(page.address()).getPort();
    IOException e =
        assertThrows(
            IOException.class,
            () ->
                FleetPage.start(
                    new PageAddress("127.0.0.1", taken, Optional.empty()),
                    folder,
                    feed(),
                    new SystemClock()));
    String message = String.valueOf(e.getMessage());
    assertTrue(message.startsWith("the page cannot listen: "), message);
    assertTrue(message.contains(":" + taken), message);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(
        URI.create(page.address().replace("localhost", "127.0.0.1") + path));
  }

  private int status(HttpRequest.Builder request) throws IOException, InterruptedException {
    return client.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  private String token() throws IOException {
    return Files.readString(page.tokenFile()).strip();
  }

  @Test
  void the_fleet_is_shown_with_the_token_only_even_on_loopback() throws Exception {
    assertEquals(401, status(request("events")));
    assertEquals(401, status(request("events").header("Authorization", "Bearer 0123456789abcdef")));
    HttpResponse<InputStream> stream =
        client.send(
            request("events").header("Authorization", "Bearer " + token()).build(),
            HttpResponse.BodyHandlers.ofInputStream());
    assertEquals(200, stream.statusCode());
    try (BufferedReader in = new BufferedReader(new InputStreamReader(stream.body(), UTF_8))) {
      assertEquals("event: state", in.readLine());
      String fleet = in.readLine();
      assertTrue(fleet.contains("\"site/home17\":{\"level\":\"unknown\""), fleet);
      assertTrue(fleet.contains("\"listening\":false"), fleet);
      assertTrue(fleet.contains("\"refused\":1"), fleet);
      assertFalse(fleet.contains("x".repeat(200)), "a refusal's text is cut");
    }
  }

  @Test
  void another_site_may_not_read_and_nobody_may_command() throws Exception {
    HttpRequest.Builder foreign =
        request("events")
            .header("Authorization", "Bearer " + token())
            .header("Origin", "http://evil.example");
    assertEquals(403, status(foreign));
    HttpRequest.Builder command =
        request("api/command?name=mode")
            .header("Authorization", "Bearer " + token())
            .POST(HttpRequest.BodyPublishers.ofString("{}"));
    assertEquals(404, status(command));
  }

  @Test
  void its_own_files_are_small_and_load_nothing_from_elsewhere() throws Exception {
    long bytes = 0;
    for (StaticFile file : FleetContent.OWN) {
      assertEquals(200, status(request(file.path().substring(1))), file.path());
      String text = new String(file.read(), UTF_8);
      bytes += file.read().length;
      assertFalse(text.matches("(?s).*https?://.*"), file.path());
      assertFalse(
          text.matches("(?s).*(<style|<script>|\\son[a-z]+=\"|\\sstyle=\").*"), file.path());
    }
    assertTrue(bytes < MOST_BYTES, bytes + " bytes");
  }

  @Test
  void beyond_loopback_a_certificate_is_needed_and_one_that_cannot_be_read_is_named() {
    assertThrows(
        IllegalArgumentException.class, () -> new PageAddress("0.0.0.0", 0, Optional.empty()));
    Path missing = folder.resolve("page.pem");
    PageAddress address =
        new PageAddress("0.0.0.0", 0, Optional.of(new TlsFiles(missing, missing)));
    IOException refused =
        assertThrows(
            IOException.class, () -> FleetPage.start(address, folder, feed(), new SystemClock()));
    assertTrue(refused.toString().contains("page.pem"), refused::toString);
  }

  @Test
  void beyond_loopback_it_is_encrypted_and_needs_the_token() throws Exception {
    CertificateAuthority authority =
        CertificateAuthority.create("page test", new SystemClock().now().instant());
    TlsFiles files = new TlsFiles(folder.resolve("page.crt"), folder.resolve("page.key"));
    CertificateAuthority.write(authority.loopbackBroker(), files.certificate(), files.key());
    KeyStore store = PemFiles.emptyStore();
    store.setCertificateEntry("authority", authority.certificate());
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    try (FleetPage open =
            FleetPage.start(
                new PageAddress("0.0.0.0", 0, Optional.of(files)),
                folder,
                feed(),
                new SystemClock());
        HttpClient trusting = HttpClient.newBuilder().sslContext(context).build()) {
      assertTrue(open.address().startsWith("https://"), open.address());
      URI events = URI.create(open.address().replace("localhost", "127.0.0.1") + "events");
      HttpRequest without = HttpRequest.newBuilder(events).build();
      assertEquals(
          401, trusting.send(without, HttpResponse.BodyHandlers.discarding()).statusCode());
    }
  }
}
