package io.spikewatt.controller.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.http.PageToken;
import io.spikewatt.drivers.secret.PemFiles;
import io.spikewatt.hal.time.SystemClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The page beyond loopback: encrypted, and for those who have the token. */
@Timeout(60)
class SitePageTest {

  @TempDir private Path directory = Path.of("");
  private Site.Page page;
  private SitePage server;
  private PageClient client;

  @BeforeEach
  void start() throws Exception {
    Process openssl =
        new ProcessBuilder(
                ("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"
                        + " -keyout key.pem -out certificate.pem -subj /CN=site.test"
                        + " -addext subjectAltName=DNS:Site.test,IP:127.0.0.1")
                    .split(" ", -1))
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(openssl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(openssl.waitFor(20, TimeUnit.SECONDS));
    assertEquals(0, openssl.exitValue(), said);
    page = page(directory.resolve("certificate.pem"), directory.resolve("key.pem"));
    server = serve(page, directory.resolve("state"));
    client = new PageClient(page.port(), trusting(directory.resolve("certificate.pem")));
  }

  private static SitePage serve(Site.Page page, Path state) throws IOException {
    return SitePage.serve(page, state, new FakeSite(), new SystemClock());
  }

  private static Site.Page page(Path certificate, Path key) throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return new Site.Page(
          "0.0.0.0",
          probe.getLocalPort(),
          Optional.empty(),
          Optional.of(certificate.toString()),
          Optional.of(key.toString()));
    }
  }

  private static SocketFactory trusting(Path certificate) throws Exception {
    KeyStore store = PemFiles.emptyStore();
    store.setCertificateEntry(
        "page", PemFiles.certificates(certificate.toString()).iterator().next());
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context.getSocketFactory();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private String bearer() throws IOException {
    return "Authorization: Bearer "
        + Files.readString(directory.resolve("state").resolve(PageToken.FILE)).strip();
  }

  @Test
  void nothing_of_the_site_is_seen_without_the_token_but_whether_it_is_controlled()
      throws IOException {
    for (String path :
        new String[] {
          "/events", "/metrics", "/api/ahead", "/api/day", "/api/month", "/api/why?time=03:00"
        }) {
      assertEquals(401, client.get(path).status(), path);
    }
    assertEquals(200, client.get("/healthz").status());
    assertEquals(200, client.get("/").status(), "the form that asks for the token");
    assertEquals("{\"mayCommand\":false,\"maySee\":false}", client.get("/api/session").text());
    assertEquals(200, client.get("/metrics", bearer()).status());
    assertEquals(
        "{\"mayCommand\":true,\"maySee\":true}", client.get("/api/session", bearer()).text());
  }

  @Test
  void a_session_is_kept_by_the_page_and_shows_the_token() throws IOException {
    String opened = client.post("/api/session", "", bearer()).text();
    String session = opened.replaceAll(".*\"session\":\"([0-9a-f]{64})\".*", "$1");
    assertEquals(200, client.get("/api/ahead", "Authorization: Bearer " + session).status());
  }

  @Test
  void the_names_of_the_certificate_are_the_pages_and_no_others() throws IOException {
    assertEquals(200, client.get("/metrics", bearer(), "Host: site.test:8420").status());
    assertEquals(200, client.get("/metrics", bearer(), "Host: 127.0.0.1").status());
    assertEquals(421, client.get("/metrics", bearer(), "Host: evil.example").status());
    assertEquals(421, client.get("/metrics", bearer(), "Host: 10.9.8.7").status());
  }

  @Test
  void clear_text_is_not_answered() {
    assertThrows(IOException.class, () -> new PageClient(client.port()).get("/healthz"));
  }

  @Test
  void a_file_that_cannot_be_used_is_named() throws IOException {
    Path nothing = directory.resolve("nothing.pem");
    IOException missing =
        assertThrows(
            IOException.class, () -> serve(page(nothing, directory.resolve("key.pem")), directory));
    assertTrue(missing.toString().contains("nothing.pem"), missing::toString);
    Path certificate = directory.resolve("certificate.pem");
    IOException noKey =
        assertThrows(IOException.class, () -> serve(page(certificate, certificate), directory));
    assertTrue(noKey.toString().contains("expected a private key"), noKey::toString);
  }
}
