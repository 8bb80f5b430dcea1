package io.spikewatt.drivers.opcua;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.profile.NodeOutput;
import io.spikewatt.config.profile.NodeSpec;
import io.spikewatt.config.site.Connection;
import io.spikewatt.config.site.Connection.OpcUa.Mode;
import io.spikewatt.drivers.testing.Setpoints;
import io.spikewatt.hal.device.WriteReceipt;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Fault.Kind;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.SystemClock;
import io.spikewatt.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Against a server that is neither ours nor Milo's: Basic256Sha256 with signing and encryption, a
 * user name, and limits of three nodes a read and two items a call.
 */
@Timeout(120)
class NodeOpcuaTest {

  static final Duration TIMEOUT = Duration.ofSeconds(2);
  static final Duration CYCLE = Duration.ofMillis(500);
  static final Signal SETPOINT = new Signal("plc", Quantity.POWER_W);
  static final Signal BUDGET = new Signal("plc", Quantity.POWER_LIMIT_W);

  static final DeviceProfile.OpcUa PLC =
      new DeviceProfile.OpcUa(
          List.of(
              new NodeSpec(Quantity.POWER_W, "/Objects/1:Feeder/1:Power", -1, Optional.empty()),
              new NodeSpec(Quantity.FREQUENCY_HZ, "ns=1;s=Feeder/Frequency", 1, Optional.empty()),
              new NodeSpec(Quantity.SOC_PCT, "ns=1;s=Feeder/Soc", 0.1, Optional.empty()),
              new NodeSpec(
                  Quantity.CONNECTED, "/Objects/1:Feeder/1:Connected", 1, Optional.empty()),
              new NodeSpec(
                  Quantity.VOLTAGE_L1_V, "/Objects/1:Feeder/1:Voltage", 1, Optional.empty())),
          List.of(
              new NodeOutput(
                  new NodeSpec(
                      Quantity.POWER_W, "/Objects/1:Feeder/1:Setpoint", -1, Optional.empty()),
                  Optional.empty()),
              new NodeOutput(
                  new NodeSpec(Quantity.POWER_LIMIT_W, "ns=1;s=Feeder/Budget", 1, Optional.empty()),
                  Optional.empty())));

  @TempDir static Path folder;
  static NodeOpcua server;

  final SystemClock clock = new SystemClock();
  @TempDir Path state;

  /** Made by each test. */
  @SuppressWarnings("NullAway.Init")
  OpcUaDevice plc;

  @BeforeAll
  static void install() throws Exception {
    server = new NodeOpcua(folder, "all");
  }

  @AfterAll
  static void end() {
    if (server != null) {
      server.close();
    }
  }

  @BeforeEach
  void trust() throws IOException {
    Path trusted = Files.createDirectories(state.resolve("opcua/trusted"));
    Files.copy(server.certificate(), trusted.resolve("server.pem"));
    fill();
  }

  @AfterEach
  void stop() {
    if (plc != null) {
      plc.close();
    }
  }

  private static void fill() {
    server.say("set Power 1500");
    server.say("set Frequency 49.98");
    server.say("set Soc 555");
    server.say("set Connected true");
  }

  @ParameterizedTest
  @EnumSource
  void valuesAndStatusesAreReadByIdAndByPath(Mode mode) throws IOException {
    plc = plc(mode, "open sesame");
    awaitPower(-1_500);
    List<Sample> samples = plc.read(clock.now());
    assertEquals(49.98, good(samples.get(1)), 1e-9);
    assertEquals(55.5, good(samples.get(2)), 1e-9);
    assertEquals(1, good(samples.get(3)), 0);
    assertEquals(
        Fault.of(Kind.NOT_IMPLEMENTED, "/Objects/1:Feeder/1:Voltage: Bad_NoMatch"),
        fault(samples.get(4)));
    server.say("set Power 1600.5");
    server.say("bad Soc BadSensorFailure");
    server.say("bad Frequency UncertainLastUsableValue");
    awaitPower(-1_600.5);
    Await.until("a bad status", () -> plc.read(clock.now()).get(2) instanceof Sample.Missing);
    Await.until("an uncertain one", () -> plc.read(clock.now()).get(1) instanceof Sample.Missing);
    samples = plc.read(clock.now());
    assertEquals(Fault.of(Kind.BAD_QUALITY, "Bad_SensorFailure"), fault(samples.get(2)));
    assertEquals(Fault.of(Kind.BAD_QUALITY, "Uncertain_LastUsableValue"), fault(samples.get(1)));
  }

  @ParameterizedTest
  @EnumSource
  void aSetpointArrivesInTheTypeOfItsNodeAndIsReadBack(Mode mode) throws IOException {
    plc = plc(mode, "open sesame");
    awaitPower(-1_500);
    assertEquals(-3_700, written(plc.write(setpoint(SETPOINT, -3_700.4), clock.now())));
    assertEquals(2_500.5, written(plc.write(setpoint(BUDGET, 2_500.5), clock.now())));
    Await.until("Int16", () -> server.printed().contains("set Setpoint 3700"));
    Await.until("Float", () -> server.printed().contains("set Budget 2500.5"));
    WriteReceipt tooBig = plc.write(setpoint(SETPOINT, -40_000), clock.now());
    assertEquals(
        Kind.OUT_OF_RANGE, assertInstanceOf(WriteReceipt.Refused.class, tooBig).reason().kind());
  }

  @ParameterizedTest
  @EnumSource
  void aSilentServerIsMissingInTimeAndComesBackWithNewValues(Mode mode) throws Exception {
    plc = plc(mode, "open sesame");
    awaitPower(-1_500);
    server.signal("STOP");
    try {
      Moment begin = clock.now();
      Await.until("missing", () -> power() instanceof Sample.Missing);
      long millis = clock.now().millisSince(begin);
      // One answer's timeout; for a subscription two keep-alives of a second more.
      assertTrue(millis < 5_000, millis + " ms");
      assertTrue(
          List.of(Kind.TIMEOUT, Kind.STALE, Kind.UNREACHABLE).contains(fault(power()).kind()));
    } finally {
      server.signal("CONT");
    }
    server.say("set Power 1700");
    awaitPower(-1_700);
  }

  @ParameterizedTest
  @EnumSource
  void aServerThatIsStartedAgainIsFoundWithItsPaths(Mode mode) throws Exception {
    plc = plc(mode, "open sesame");
    awaitPower(-1_500);
    server.signal("KILL");
    Await.until("missing", () -> power() instanceof Sample.Missing);
    server.start("all");
    server.say("set Power 1800");
    awaitPower(-1_800);
    assertEquals(-3_700, written(plc.write(setpoint(SETPOINT, -3_700), clock.now())));
    Await.until("a setpoint", () -> server.printed().contains("set Setpoint 3700"));
  }

  @Test
  void aWrongPasswordIsRefusedAndTheFaultSaysSo() throws IOException {
    plc = plc(Mode.READ, "wrong");
    Await.until("a refusal", () -> fault(power()).kind() == Kind.REJECTED);
    assertTrue(fault(power()).detail().contains("Bad_UserAccessDenied"), power().toString());
  }

  @Test
  void aServerThatIsNotTrustedIsRefusedAndItsCertificateSetAside() throws IOException {
    Files.delete(state.resolve("opcua/trusted/server.pem"));
    plc = plc(Mode.READ, "open sesame");
    Await.until("a refusal", () -> fault(power()).detail().contains("trust"));
    try (Stream<Path> files = Files.list(state.resolve("opcua/rejected"))) {
      Path rejected = files.findFirst().orElseThrow();
      Files.move(rejected, state.resolve("opcua/trusted").resolve(rejected.getFileName()));
    }
    Await.within(Duration.ofSeconds(40), "a value", () -> power() instanceof Sample.Good);
  }

  @Test
  void aServerThatDoesNotTrustUsIsAFaultThatSaysSo(@TempDir Path other) throws Exception {
    try (NodeOpcua strict = new NodeOpcua(other, "none")) {
      Files.copy(strict.certificate(), state.resolve("opcua/trusted/strict.pem"));
      plc = plc(strict.url(), Mode.READ, "open sesame");
      Await.until("a refusal", () -> fault(power()).detail().contains("trust"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void closingLeavesNoThreadAndNoFile(Mode mode) throws IOException {
    plc = plc(mode, "open sesame");
    awaitPower(-1_500);
    plc.close();
    Await.until("no thread of the link", () -> threads() == 0);
    long before = files();
    for (int i = 0; i < 3; i++) {
      plc = plc(mode, "open sesame");
      awaitPower(-1_500);
      assertTrue(threads() > 0);
      plc.close();
    }
    Await.until("no thread of the link", () -> threads() == 0);
    Await.until("as many files as before", () -> files() <= before);
  }

  private OpcUaDevice plc(Mode mode, String password) throws IOException {
    return plc(server.url(), mode, password);
  }

  private OpcUaDevice plc(String url, Mode mode, String password) throws IOException {
    Path file = Files.writeString(state.resolve("password"), password + "\n");
    Connection.OpcUa connection =
        new Connection.OpcUa(
            url,
            Connection.OpcUa.Security.BASIC256SHA256,
            Optional.of("gateway"),
            Optional.of(file.toString()),
            TIMEOUT,
            mode);
    return new OpcUaDevice("plc", PLC, new OpcUaLink(connection, state, CYCLE));
  }

  private Sample power() {
    return plc.read(clock.now()).getFirst();
  }

  private void awaitPower(double value) {
    Await.until(
        "power " + value,
        () -> power() instanceof Sample.Good good && Math.abs(good.value() - value) < 1e-3);
  }

  private io.spikewatt.hal.guard.ApprovedSetpoint setpoint(Signal signal, double value) {
    return Setpoints.of(signal, value, clock.now());
  }

  private static double written(WriteReceipt receipt) {
    return assertInstanceOf(WriteReceipt.Written.class, receipt, receipt.toString()).value();
  }

  private static double good(Sample sample) {
    return assertInstanceOf(Sample.Good.class, sample).value();
  }

  private static Fault fault(Sample sample) {
    return assertInstanceOf(Sample.Missing.class, sample, sample.toString()).reason();
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("opcua-127.0.0.1"))
        .count();
  }

  private static long files() {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.count();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
