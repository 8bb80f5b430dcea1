package io.spikewatt.controller.daemon;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.page.FakeSite;
import io.spikewatt.controller.page.PageClient;
import io.spikewatt.controller.page.SitePage;
import io.spikewatt.drivers.secret.PageCertificate;
import io.spikewatt.hal.time.ManualClock;
import io.spikewatt.hal.time.SystemClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The certificate that Spikewatt makes for its page. */
@Timeout(60)
class PageCertificateTest {

  private static final Instant NOW = Instant.parse("2026-06-15T10:00:00Z");

  @TempDir private Path directory = Path.of("");

  /** Trusts a server by its fingerprint alone, as a person does who compares it. */
  private record Pinned(String fingerprint) implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind)
        throws CertificateException {
      String shown;
      try {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(chain[0].getEncoded());
        shown = HexFormat.ofDelimiter(":").withUpperCase().formatHex(hash);
      } catch (java.security.NoSuchAlgorithmException e) {
        throw new CertificateException(e);
      }
      if (!shown.equals(fingerprint)) {
        throw new CertificateException("another fingerprint: " + shown);
      }
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }

    SSLContext context() throws Exception {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {this}, null);
      return context;
    }
  }

  private static Site.Page page() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return new Site.Page(
          "0.0.0.0", probe.getLocalPort(), Optional.empty(), Optional.empty(), Optional.empty());
    }
  }

  @Test
  void a_client_that_pins_the_shown_fingerprint_is_served_and_another_is_not() throws Exception {
    PageCertificate made = PageCertificate.make(directory, Set.of(), NOW);
    Site.Page page = page();
    try (SitePage served = SitePage.serve(page, directory, new FakeSite(), new SystemClock())) {
      assertEquals(
          "https://localhost:%d/, certificate with SHA-256 %s"
              .formatted(page.port(), made.fingerprint()),
          served.shown());
      PageClient right =
          new PageClient(page.port(), new Pinned(made.fingerprint()).context().getSocketFactory());
      assertEquals(200, right.get("/healthz").status());
      assertEquals(401, right.get("/metrics").status());
      String other = made.fingerprint().replace('1', '2').replace('A', 'B');
      assertNotEquals(other, made.fingerprint());
      PageClient wrong =
          new PageClient(page.port(), new Pinned(other).context().getSocketFactory());
      assertThrows(SSLException.class, () -> wrong.get("/healthz"));
    }
  }

  /** A browser that was made to trust it checks dates, names and usage as well. */
  @Test
  void a_client_that_trusts_the_certificate_reaches_the_page_by_its_names() throws Exception {
    Site.Page page = page();
    try (SitePage served = SitePage.serve(page, directory, new FakeSite(), new SystemClock())) {
      PageCertificate made = PageCertificate.find(directory).orElseThrow();
      assertTrue(served.shown().contains(made.fingerprint()), "made at the first start");
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry("page", made.certificate());
      TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      try (HttpClient client = HttpClient.newBuilder().sslContext(context).build()) {
        for (String host : List.of("localhost", "127.0.0.1")) {
          URI address = URI.create("https://%s:%d/healthz".formatted(host, page.port()));
          HttpResponse<String> answer =
              client.send(
                  HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
          assertEquals(200, answer.statusCode(), host);
        }
      }
    }
  }

  @Test
  void it_is_for_a_server_with_these_names_on_p256_and_short_enough_for_every_browser()
      throws Exception {
    Set<String> more = Set.of("energy.lan", "192.168.1.5", "fd00::5");
    PageCertificate made = PageCertificate.make(directory, more, NOW);
    Set<String> names = made.names();
    for (String name :
        List.of("localhost", "127.0.0.1", "0:0:0:0:0:0:0:1", "energy.lan", "192.168.1.5")) {
      assertTrue(names.contains(name), () -> name + " is not in " + names);
    }
    assertTrue(names.contains("fd00:0:0:0:0:0:0:5"), names::toString);
    X509Certificate certificate = made.certificate();
    certificate.checkValidity(java.util.Date.from(NOW));
    certificate.checkValidity(java.util.Date.from(NOW.plus(Duration.ofDays(730))));
    Duration holds =
        Duration.between(
            certificate.getNotBefore().toInstant(), certificate.getNotAfter().toInstant());
    assertTrue(holds.toDays() <= 825, holds::toString);
    assertEquals(List.of("1.3.6.1.5.5.7.3.1"), certificate.getExtendedKeyUsage());
    assertEquals(-1, certificate.getBasicConstraints(), "no authority");
    certificate.verify(certificate.getPublicKey());
    assertEquals("SHA256withECDSA", certificate.getSigAlgName());
    assertEquals(
        "rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(made.file())));
    String shown = openssl("x509", "-noout", "-fingerprint", "-sha256", "-in", "" + made.file());
    assertTrue(shown.endsWith("=" + made.fingerprint() + "\n"), shown);
    String key = openssl("pkey", "-noout", "-text", "-in", "" + made.file());
    assertTrue(key.contains("P-256"), key);
  }

  private static String openssl(String... arguments) throws Exception {
    ProcessBuilder builder = new ProcessBuilder("openssl").redirectErrorStream(true);
    builder.command().addAll(List.of(arguments));
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(20, TimeUnit.SECONDS));
    assertEquals(0, process.exitValue(), said);
    return said;
  }

  @Test
  void the_names_of_a_machine_are_its_own_and_that_of_multicast_dns() {
    assertEquals(List.of("box", "box.local"), sorted("Box"));
    assertEquals(List.of("box", "box.lan", "box.local"), sorted("box.lan"));
    assertEquals(List.of("box", "box.local"), sorted("box.local"));
    assertEquals(List.of(), PageCertificate.hostNames("my_box"));
    assertEquals(List.of(), PageCertificate.hostNames("(none)"));
  }

  private static List<String> sorted(String host) {
    return PageCertificate.hostNames(host).stream().sorted().toList();
  }

  @Test
  void one_that_is_there_is_served_as_it_is() throws Exception {
    PageCertificate made = PageCertificate.make(directory, Set.of(), NOW);
    byte[] before = Files.readAllBytes(made.file());
    PageCertificate found = PageCertificate.findOrMake(directory, NOW.plusSeconds(9));
    assertEquals(made.fingerprint(), found.fingerprint());
    assertArrayEquals(before, Files.readAllBytes(made.file()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"damaged", ""})
  void a_damaged_one_is_named_and_not_replaced(String content) throws Exception {
    Path file = Files.writeString(directory.resolve(PageCertificate.FILE), content);
    IOException e =
        assertThrows(
            IOException.class,
            () -> SitePage.serve(page(), directory, new FakeSite(), new SystemClock()));
    String message = String.valueOf(e.getMessage());
    assertTrue(message.contains(PageCertificate.FILE) && message.contains("--renew"), message);
    assertEquals(content, Files.readString(file));
  }

  @Test
  void its_end_is_told_from_thirty_days_before_each_day() throws Exception {
    PageCertificate made = PageCertificate.make(directory, Set.of(), NOW);
    Instant end = made.certificate().getNotAfter().toInstant();
    assertEquals(Optional.empty(), made.warning(end.minus(Duration.ofDays(30)).minusSeconds(1)));
    assertEquals(
        "the page's certificate ended on %s: renew it with spikewatt page certificate --renew"
            .formatted(made.lastDay()),
        made.warning(end).orElseThrow());

    ManualClock clock = new ManualClock(end.minus(Duration.ofDays(29)));
    BlockingQueue<String> log = new LinkedBlockingQueue<>();
    Thread watch = made.watch(clock, log::add);
    assertEquals(
        "the page's certificate ends on %s: renew it with spikewatt page certificate --renew"
            .formatted(made.lastDay()),
        log.poll(20, TimeUnit.SECONDS));
    int hours = 0;
    while (log.poll(10, TimeUnit.MILLISECONDS) == null) {
      clock.advance(Duration.ofHours(1));
      hours++;
    }
    assertTrue(hours >= 24, hours + " hours after");
    watch.interrupt();
    assertTrue(watch.join(Duration.ofSeconds(20)));
  }
}
