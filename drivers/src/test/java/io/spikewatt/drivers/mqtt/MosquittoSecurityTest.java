package io.spikewatt.drivers.mqtt;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.Site;
import io.spikewatt.drivers.testing.Await;
import io.spikewatt.drivers.timing.Backoff;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.eclipse.milo.opcua.stack.core.util.SelfSignedCertificateBuilder;
import org.eclipse.milo.opcua.stack.core.util.SelfSignedCertificateGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** TLS and passwords against the real broker. */
@Timeout(60)
class MosquittoSecurityTest {

  private static final Path PROGRAM = Path.of("/usr/sbin/mosquitto");
  private static final Path PASSWD = Path.of("/usr/bin/mosquitto_passwd");

  @TempDir Path directory;
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
    X509Certificate certificate = start("127.0.0.1");
    try (MqttLink link = link("secret", trusting(certificate))) {
      Await.until("connected", link::connected);
    }
  }

  @Test
  void aWrongPasswordIsNotConnected() throws Exception {
    X509Certificate certificate = start("127.0.0.1");
    try (MqttLink link = link("wrong", trusting(certificate))) {
      assertNeverConnected(link);
    }
  }

  @Test
  void aBrokerThatIsNotTrustedIsNotConnected() throws Exception {
    start("127.0.0.1");
    try (MqttLink link = link("secret", (SSLSocketFactory) SSLSocketFactory.getDefault())) {
      assertNeverConnected(link);
    }
  }

  @Test
  void aTrustedBrokerUnderAnotherNameIsNotConnected() throws Exception {
    X509Certificate certificate = start("127.0.0.2");
    try (MqttLink link = link("secret", trusting(certificate))) {
      assertNeverConnected(link);
    }
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

  private MqttLink link(String password, SSLSocketFactory tls) throws IOException {
    Path file = Files.writeString(directory.resolve("password"), password + "\n");
    return new MqttLink(
        new Site.Mqtt(
            "ssl://127.0.0.1:" + port,
            "gateway",
            "spikewatt",
            Optional.of("gateway"),
            Optional.of(file.toString()),
            Duration.ofSeconds(1),
            Set.of()),
        MqttLinkContract.WILL,
        MqttLinkContract.BIRTH,
        List.of("spikewatt/test/command/#"),
        Backoff.withJitter(Duration.ofMillis(50), Duration.ofMillis(500), new Random()),
        tls);
  }

  private X509Certificate start(String name) throws Exception {
    Assumptions.assumeTrue(Files.isExecutable(PROGRAM), "SKIPPED: no " + PROGRAM);
    Assumptions.assumeTrue(Files.isExecutable(PASSWD), "SKIPPED: no " + PASSWD);
    KeyPair keys = SelfSignedCertificateGenerator.generateRsaKeyPair(2048);
    X509Certificate certificate =
        new SelfSignedCertificateBuilder(keys)
            .setCommonName("broker")
            .setApplicationUri("urn:broker")
            .addIpAddress(name)
            .build();
    Path cert = pem("broker.crt", "CERTIFICATE", certificate.getEncoded());
    Path key = pem("broker.key", "PRIVATE KEY", keys.getPrivate().getEncoded());
    Path users = directory.resolve("users");
    int made =
        new ProcessBuilder(PASSWD.toString(), "-c", "-b", users.toString(), "gateway", "secret")
            .start()
            .waitFor();
    assertTrue(made == 0, "mosquitto_passwd ended with " + made);
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Path config =
        Files.write(
            directory.resolve("mosquitto.conf"),
            List.of(
                "user root",
                "listener " + port + " 127.0.0.1",
                "certfile " + cert,
                "keyfile " + key,
                "allow_anonymous false",
                "password_file " + users));
    broker =
        new ProcessBuilder(PROGRAM.toString(), "-c", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();
    Await.until("mosquitto listens", this::listens);
    return certificate;
  }

  private boolean listens() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  private Path pem(String file, String type, byte[] bytes) throws IOException {
    return Files.writeString(
        directory.resolve(file),
        "-----BEGIN "
            + type
            + "-----\n"
            + Base64.getMimeEncoder().encodeToString(bytes)
            + "\n-----END "
            + type
            + "-----\n");
  }

  private static SSLSocketFactory trusting(X509Certificate certificate) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("broker", certificate);
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context.getSocketFactory();
  }
}
