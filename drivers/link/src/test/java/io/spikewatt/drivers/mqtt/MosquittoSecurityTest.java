package io.spikewatt.drivers.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.CommandRights;
import io.spikewatt.config.site.MqttVersion;
import io.spikewatt.config.site.Site;
import io.spikewatt.testkit.Await;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.milo.opcua.stack.core.util.SelfSignedCertificateBuilder;
import org.eclipse.milo.opcua.stack.core.util.SelfSignedCertificateGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS and passwords against the real broker. */
@Timeout(60)
class MosquittoSecurityTest {

  private static final Path PROGRAM = Path.of("/usr/sbin/mosquitto");
  private static final Path PASSWD = Path.of("/usr/bin/mosquitto_passwd");

  private static final List<String> PASSWORDS = List.of("allow_anonymous false");

  @TempDir Path directory;

  /** What the link is configured to speak. */
  MqttVersion version() {
    return MqttVersion.V5;
  }

  @Nullable Process broker;
  int port;

  @AfterEach
  void stopBroker() {
    if (broker != null) {
      broker.destroyForcibly();
    }
  }

  @Test
  void aTrustedBrokerUnderItsOwnNameIsConnectedWithUserAndPassword() throws Exception {
    start("127.0.0.1", PASSWORDS);
    try (MqttLink link = link("secret", trusting("broker.crt"))) {
      Await.until("connected", link::connected);
      assertEquals(Optional.of(ends("broker")), link.certificateEnds());
    }
  }

  @Test
  void aWrongPasswordIsNotConnected() throws Exception {
    start("127.0.0.1", PASSWORDS);
    try (MqttLink link = link("wrong", trusting("broker.crt"))) {
      assertNeverConnected(link);
    }
  }

  @Test
  void aBrokerThatIsNotTrustedIsNotConnected() throws Exception {
    start("127.0.0.1", PASSWORDS);
    try (MqttLink link = link("secret", Site.BrokerSecurity.DEFAULT)) {
      assertNeverConnected(link);
    }
  }

  @Test
  void aTrustedBrokerUnderAnotherNameIsNotConnected() throws Exception {
    start("127.0.0.2", PASSWORDS);
    try (MqttLink link = link("secret", trusting("broker.crt"))) {
      assertNeverConnected(link);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC"})
  void aBrokerThatAsksForACertificateGetsTheGatewaysOwn(String algorithm) throws Exception {
    certificate("gateway", "127.0.0.3", algorithm);
    start("127.0.0.1", certificatesBy("gateway.crt"));
    try (MqttLink link = link("secret", identified("gateway.crt", "gateway.key"))) {
      Await.until("connected", link::connected);
    }
  }

  @Test
  void aCertificateThatTheBrokerDoesNotTrustIsNotConnected() throws Exception {
    certificate("gateway", "127.0.0.3", "RSA");
    certificate("stranger", "127.0.0.4", "RSA");
    start("127.0.0.1", certificatesBy("gateway.crt"));
    try (MqttLink link = link("secret", identified("stranger.crt", "stranger.key"))) {
      assertNeverConnected(link);
    }
  }

  @Test
  void aFileOfAnotherKindIsNamedWithWhatWasExpected() throws Exception {
    certificate("gateway", "127.0.0.3", "RSA");
    Path empty = Files.writeString(directory.resolve("empty.pem"), "");
    refuses("empty.pem: expected certificates in PEM", trusting("empty.pem"));
    refuses("gateway.crt: expected a private key", identified("gateway.crt", "gateway.crt"));
    refuses("empty.pem: expected a private key", identified("gateway.crt", "empty.pem"));
    Files.delete(empty);
    refuses("empty.pem", trusting("empty.pem"));
  }

  private static void refuses(String expected, Site.BrokerSecurity security) {
    IOException why =
        assertThrows(IOException.class, () -> BrokerTls.socketFactory(security, _ -> {}));
    assertTrue(String.valueOf(why.getMessage()).contains(expected), why.toString());
  }

  /** Three tries at a growing delay fit into two seconds; a success takes a tenth of one. */
  private static void assertNeverConnected(MqttLink link) {
    io.spikewatt.hal.time.SystemClock clock = new io.spikewatt.hal.time.SystemClock();
    io.spikewatt.hal.time.Moment end = clock.now().plus(Duration.ofSeconds(2));
    Await.until(
        "two seconds without a connection",
        () -> {
          assertFalse(link.connected());
          return clock.now().isAfter(end);
        });
  }

  private MqttLink link(String password, Site.BrokerSecurity security) throws IOException {
    Path file = Files.writeString(directory.resolve("password"), password + "\n");
    return new MqttLink(
        new Site.Mqtt(
            "ssl://127.0.0.1:" + port,
            "gateway",
            "spikewatt",
            Optional.of("gateway"),
            Optional.of(file.toString()),
            Duration.ofSeconds(1),
            new CommandRights(Set.of(), Map.of()),
            security,
            Optional.empty(),
            Optional.empty(),
            version()),
        TestLinks.WILL,
        TestLinks.BIRTH,
        List.of("spikewatt/test/command/#"),
        new ReconnectDelay(TestLinks.quick(), TestLinks.quick()));
  }

  private Site.BrokerSecurity trusting(String file) {
    return new Site.BrokerSecurity(
        Optional.of(directory.resolve(file).toString()), Optional.empty(), Optional.empty(), false);
  }

  private Site.BrokerSecurity identified(String certificate, String key) {
    return new Site.BrokerSecurity(
        Optional.of(directory.resolve("broker.crt").toString()),
        Optional.of(directory.resolve(certificate).toString()),
        Optional.of(directory.resolve(key).toString()),
        false);
  }

  private List<String> certificatesBy(String authority) {
    return List.of(
        "require_certificate true",
        "cafile " + directory.resolve(authority),
        "use_identity_as_username true");
  }

  private Instant ends(String name) throws Exception {
    try (InputStream in = Files.newInputStream(directory.resolve(name + ".crt"))) {
      X509Certificate certificate =
          (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
      return certificate.getNotAfter().toInstant();
    }
  }

  /** Makes a certificate that signs itself, and its key. */
  private void certificate(String name, String address, String algorithm) throws Exception {
    KeyPair keys =
        algorithm.equals("EC")
            ? SelfSignedCertificateGenerator.generateEcKeyPair(256)
            : SelfSignedCertificateGenerator.generateRsaKeyPair(2048);
    X509Certificate certificate =
        new SelfSignedCertificateBuilder(keys)
            .setCommonName(name)
            .setApplicationUri("urn:" + name)
            .addIpAddress(address)
            .build();
    pem(name + ".crt", "CERTIFICATE", certificate.getEncoded());
    pem(name + ".key", "PRIVATE KEY", keys.getPrivate().getEncoded());
  }

  private void start(String address, List<String> clients) throws Exception {
    Assumptions.assumeTrue(Files.isExecutable(PROGRAM), "SKIPPED: no " + PROGRAM);
    Assumptions.assumeTrue(Files.isExecutable(PASSWD), "SKIPPED: no " + PASSWD);
    certificate("broker", address, "RSA");
    Path users = directory.resolve("users");
    int made =
        new ProcessBuilder(PASSWD.toString(), "-c", "-b", users.toString(), "gateway", "secret")
            .start()
            .waitFor();
    assertTrue(made == 0, "mosquitto_passwd ended with " + made);
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    List<String> lines = new ArrayList<>();
    lines.add("user root");
    lines.add("listener " + port + " 127.0.0.1");
    lines.add("certfile " + directory.resolve("broker.crt"));
    lines.add("keyfile " + directory.resolve("broker.key"));
    lines.addAll(clients);
    if (clients.equals(PASSWORDS)) {
      lines.add("password_file " + users);
    }
    Path config = Files.write(directory.resolve("mosquitto.conf"), lines);
    broker =
        new ProcessBuilder(PROGRAM.toString(), "-c", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();
    Await.until("mosquitto listens", this::listens);
  }

  private boolean listens() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  private void pem(String file, String type, byte[] bytes) throws IOException {
    Files.writeString(
        directory.resolve(file),
        "-----BEGIN "
            + type
            + "-----\n"
            + Base64.getMimeEncoder().encodeToString(bytes)
            + "\n-----END "
            + type
            + "-----\n");
  }
}
