package io.spikewatt.drivers.opcua;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.Connection;
import io.spikewatt.drivers.testing.KeptLogWriter;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.time.ManualClock;
import io.spikewatt.testkit.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.eclipse.milo.opcua.stack.core.util.CertificateUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(90)
class OpcUaSecurityTest {

  final ManualClock clock = new ManualClock(Instant.EPOCH);
  @TempDir Path state;
  TestServer server;

  /** Another test of this process may have had the port. */
  private int earlierRecords;

  @BeforeEach
  void start() throws Exception {
    server = new TestServer();
    server.set("Feeder/ActivePower", 1_500.0);
    earlierRecords = KeptLogWriter.records(":" + server.port).size();
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  @Test
  void aServerIsRejectedUntilItsCertificateIsMovedToTheTrustFolder() throws Exception {
    trustUs();
    try (OpcUaLink link = link(TestServer.PASSWORD)) {
      OpcUaDevice feeder = new OpcUaDevice("feeder1", OpcUaDeviceTest.FEEDER, link);
      Path rejected = state.resolve("opcua/rejected");
      Await.until(
          "a rejected certificate",
          () -> feeder.read(clock.advance(Duration.ofSeconds(1))) != null && !empty(rejected));
      assertInstanceOf(Sample.Missing.class, feeder.read(clock.now()).getFirst());
      try (Stream<Path> files = Files.list(rejected)) {
        for (Path file : files.toList()) {
          Files.move(file, state.resolve("opcua/trusted/server.der"));
        }
      }
      Await.until("a value", () -> read(feeder) instanceof Sample.Good);
      assertEquals(-1_500, ((Sample.Good) feeder.read(clock.now()).getFirst()).value());
    }
  }

  @Test
  void anUntrustedServerIsOneLineInTheLogHoweverOftenItIsTried() throws Exception {
    trustUs();
    Path file = state.resolve("opcua/rejected").resolve(thumbprint(server.certificate) + ".der");
    try (OpcUaLink link = link(TestServer.PASSWORD)) {
      OpcUaDevice feeder = new OpcUaDevice("feeder1", OpcUaDeviceTest.FEEDER, link);
      for (int tries = 0; tries < 3; tries++) {
        Await.until("a try", () -> read(feeder) instanceof Sample.Missing && Files.exists(file));
        Files.delete(file);
      }
      Await.until("the last one to be logged", () -> !log().isEmpty());
    }
    assertEquals(1, log().size(), log() + "");
    assertTrue(log().getFirst().contains("opcua/rejected/" + file.getFileName()), log() + "");
  }

  @Test
  void aServerThatIsTooSlowForItsTimeoutIsSaidOnce() throws Exception {
    trustUs();
    trustServer();
    server.answeringValues = new CountDownLatch(1);
    try (OpcUaLink link = link(TestServer.PASSWORD)) {
      OpcUaDevice feeder = new OpcUaDevice("feeder1", OpcUaDeviceTest.FEEDER, link);
      Await.within(
          Duration.ofSeconds(60),
          "four readings, which two sessions take",
          () -> read(feeder) != null && server.reads.get() >= 4);
      assertTrue(
          ((Sample.Missing) read(feeder)).reason().detail().contains("raise timeout-ms"),
          log() + "");
    }
    assertEquals(1, log().size(), log() + "");
    assertTrue(log().getFirst().contains("raise timeout-ms"), log() + "");
  }

  /** Records about the server, ours and the library's. */
  private List<String> log() {
    List<String> records = KeptLogWriter.records(":" + server.port);
    return records.subList(earlierRecords, records.size());
  }

  private static String thumbprint(X509Certificate certificate) throws Exception {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-1").digest(certificate.getEncoded()));
  }

  @Test
  void aWrongPasswordIsNotConnectedAndTheFaultSaysSo() throws Exception {
    trustUs();
    trustServer();
    try (OpcUaLink link = link("wrong")) {
      OpcUaDevice feeder = new OpcUaDevice("feeder1", OpcUaDeviceTest.FEEDER, link);
      Await.until(
          "a refusal",
          () ->
              read(feeder) instanceof Sample.Missing missing
                  && missing.reason().kind() == Fault.Kind.REJECTED);
    }
  }

  @Test
  void aServerThatDoesNotTrustUsIsUnreachableUntilItDoes() throws Exception {
    trustServer();
    try (OpcUaLink link = link(TestServer.PASSWORD)) {
      OpcUaDevice feeder = new OpcUaDevice("feeder1", OpcUaDeviceTest.FEEDER, link);
      assertInstanceOf(Sample.Missing.class, read(feeder));
      trustUs();
      Await.until("a value", () -> read(feeder) instanceof Sample.Good);
    }
  }

  @Test
  void aPasswordIsNeverSentInTheClear() throws Exception {
    Path file = Files.writeString(state.resolve("password"), TestServer.PASSWORD);
    Connection.OpcUa plain =
        new Connection.OpcUa(
            server.url(),
            Connection.OpcUa.Security.NONE,
            Optional.of(TestServer.USER),
            Optional.of(file.toString()),
            OpcUaDeviceTest.TIMEOUT,
            Connection.OpcUa.Mode.READ);
    try (OpcUaLink link = new OpcUaLink(plain, state, Duration.ofSeconds(1))) {
      OpcUaDevice feeder = new OpcUaDevice("feeder1", OpcUaDeviceTest.FEEDER, link);
      Await.until(
          "the refusal to send it",
          () ->
              read(feeder) instanceof Sample.Missing missing
                  && missing.reason().kind() == Fault.Kind.REJECTED
                  && missing.reason().detail().contains("password"));
      assertEquals(0, server.sessions());
    }
  }

  @Test
  void theOwnKeyIsForTheOwnerOnlyAndKept() throws Exception {
    ClientSecurity security = new ClientSecurity(state);
    ClientSecurity.Identity first = security.identity();
    assertEquals(
        "rw-------",
        PosixFilePermissions.toString(
            Files.getPosixFilePermissions(state.resolve("opcua/own.p12"))));
    assertEquals(first.certificate(), new ClientSecurity(state).identity().certificate());
    assertTrue(first.applicationUri().startsWith("urn:spikewatt:"));
  }

  private Sample read(OpcUaDevice device) {
    return device.read(clock.advance(Duration.ofSeconds(1))).getFirst();
  }

  private OpcUaLink link(String password) throws Exception {
    Path file = Files.writeString(state.resolve("password"), password + "\n");
    return new OpcUaLink(
        new Connection.OpcUa(
            server.url(),
            Connection.OpcUa.Security.BASIC256SHA256,
            Optional.of(TestServer.USER),
            Optional.of(file.toString()),
            OpcUaDeviceTest.TIMEOUT,
            Connection.OpcUa.Mode.READ),
        state,
        Duration.ofSeconds(1));
  }

  private void trustUs() throws Exception {
    server.trust.addTrustedCertificate(new ClientSecurity(state).identity().certificate());
  }

  private void trustServer() throws Exception {
    Path folder = Files.createDirectories(state.resolve("opcua/trusted"));
    Files.write(folder.resolve("server.der"), server.certificate.getEncoded());
    assertEquals(
        1,
        CertificateUtil.decodeCertificates(Files.readAllBytes(folder.resolve("server.der")))
            .size());
  }

  private static boolean empty(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isEmpty();
    } catch (java.io.IOException notYet) {
      return true;
    }
  }
}
