package io.spikewatt.drivers.opcua;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.profile.NodeOutput;
import io.spikewatt.config.profile.NodeSpec;
import io.spikewatt.config.site.Connection;
import io.spikewatt.drivers.testing.Setpoints;
import io.spikewatt.hal.device.WriteReceipt;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.ManualClock;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.SystemClock;
import io.spikewatt.testkit.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.DateTime;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(90)
class OpcUaDeviceTest {

  static final Duration TIMEOUT = Duration.ofSeconds(2);
  static final Signal SETPOINT = new Signal("ev1", Quantity.POWER_W);

  static final DeviceProfile.OpcUa EV =
      new DeviceProfile.OpcUa(
          List.of(
              new NodeSpec(Quantity.POWER_W, "ns=2;s=EvCharger/ActivePower", -1, Optional.empty()),
              new NodeSpec(Quantity.CONNECTED, "ns=2;s=EvCharger/Connected", 1, Optional.empty()),
              new NodeSpec(Quantity.SOC_PCT, "ns=2;s=EvCharger/Soc", 1, Optional.empty())),
          List.of(
              new NodeOutput(
                  new NodeSpec(
                      Quantity.POWER_W, "ns=2;s=EvCharger/PowerSetpoint", -1, Optional.empty()),
                  Optional.of(Duration.ofSeconds(60)))));

  static final DeviceProfile.OpcUa FEEDER =
      new DeviceProfile.OpcUa(
          List.of(
              new NodeSpec(Quantity.POWER_W, "ns=2;s=Feeder/ActivePower", -1, Optional.empty())),
          List.of());

  final ManualClock clock = new ManualClock(Instant.EPOCH);
  final SystemClock realTime = new SystemClock();
  @TempDir Path state;
  TestServer server;
  OpcUaLink link;
  OpcUaDevice ev;

  @BeforeEach
  void start() throws Exception {
    server = new TestServer();
    fill();
    link =
        new OpcUaLink(
            new Connection.OpcUa(
                server.url(),
                Connection.OpcUa.Security.NONE,
                Optional.empty(),
                Optional.empty(),
                TIMEOUT,
                Connection.OpcUa.Mode.READ),
            state,
            Duration.ofSeconds(1));
    ev = new OpcUaDevice("ev1", EV, link);
  }

  private void fill() {
    server.set("EvCharger/ActivePower", 7_400.0);
    server.set("EvCharger/Connected", true);
    server.set("EvCharger/Soc", 55);
    server.set("EvCharger/PowerSetpoint", 0.0);
    server.set("Feeder/ActivePower", 1_500.0f);
  }

  @AfterEach
  void stop() throws Exception {
    link.close();
    server.close();
  }

  @Test
  void theFirstReadWaitsForTheConnectionAndConvertsDoubleBooleanAndInteger() {
    List<Sample> samples = readUntilGood();
    assertEquals(-7_400, good(samples, 0), 1e-9);
    assertEquals(1, good(samples, 1), 1e-9);
    assertEquals(55, good(samples, 2), 1e-9);
  }

  @Test
  void devicesThatAreReadInOneCycleShareOneReadAndOneSession() {
    OpcUaDevice feeder = new OpcUaDevice("feeder1", FEEDER, link);
    readUntilGood();
    Moment now = clock.advance(Duration.ofSeconds(1));
    int before = server.reads.get();
    ev.read(now);
    assertEquals(-1_500, good(feeder.read(now), 0), 1e-3);
    assertEquals(before + 1, server.reads.get());
    assertEquals(1, server.sessions());
  }

  @Test
  void nodesAreReadInTheOrderOfTheProfiles() {
    List<String> names = IntStream.range(0, 12).mapToObj(i -> "Meter/" + (20 - i)).toList();
    names.forEach(name -> server.set(name, 1.0));
    List<Quantity> quantities = List.of(Quantity.values());
    List<NodeSpec> specs =
        IntStream.range(0, names.size())
            .mapToObj(
                i -> new NodeSpec(quantities.get(i), "ns=2;s=" + names.get(i), 1, Optional.empty()))
            .toList();
    OpcUaDevice meter = new OpcUaDevice("meter1", new DeviceProfile.OpcUa(specs, List.of()), link);
    readUntilGood();
    meter.read(clock.advance(Duration.ofSeconds(1)));
    assertEquals(names, server.lastRead.subList(4, 16), "after the four of ev1");
  }

  @Test
  void aBadOrUncertainStatusIsBadQualityWithTheNameOfTheCode() {
    server.set("EvCharger/Soc", new DataValue(new StatusCode(StatusCodes.Bad_NoData)));
    server.set(
        "EvCharger/ActivePower",
        new DataValue(Variant.of(1.0), new StatusCode(StatusCodes.Uncertain_LastUsableValue)));
    readUntilConnected();
    List<Sample> samples = ev.read(clock.advance(Duration.ofSeconds(1)));
    assertEquals(Fault.of(Fault.Kind.BAD_QUALITY, "Bad_NoData"), fault(samples, 2));
    assertEquals(Fault.of(Fault.Kind.BAD_QUALITY, "Uncertain_LastUsableValue"), fault(samples, 0));
    assertEquals(1, good(samples, 1), 0);
  }

  @Test
  void aStringANullAndAnUnknownNodeAreFaultsOfTheirOwn() {
    server.set("EvCharger/ActivePower", "7400");
    server.set("EvCharger/Soc", new DataValue(Variant.ofNull()));
    DeviceProfile.OpcUa unknown =
        new DeviceProfile.OpcUa(
            List.of(new NodeSpec(Quantity.POWER_W, "ns=2;s=Nowhere", 1, Optional.empty())),
            List.of());
    OpcUaDevice nowhere = new OpcUaDevice("nowhere", unknown, link);
    readUntilConnected();
    Moment now = clock.advance(Duration.ofSeconds(1));
    assertEquals(Fault.Kind.BAD_FRAME, fault(ev.read(now), 0).kind());
    assertEquals(Fault.Kind.BAD_QUALITY, fault(ev.read(now), 2).kind());
    assertEquals(Fault.Kind.NOT_IMPLEMENTED, fault(nowhere.read(now), 0).kind());
  }

  @Test
  void aNodeIdThatCannotBeParsedStopsTheStart() {
    DeviceProfile.OpcUa wrong =
        new DeviceProfile.OpcUa(
            List.of(new NodeSpec(Quantity.POWER_W, "ns=x;oops", 1, Optional.empty())), List.of());
    assertThrows(IllegalArgumentException.class, () -> new OpcUaDevice("x", wrong, link));
  }

  @Test
  void aSetpointIsWrittenOnChangeAndAgainAtAThirdOfItsTimeout() {
    readUntilGood();
    Moment now = clock.now();
    WriteReceipt.Written first = write(-3_700, now);
    assertTrue(first.onWire());
    assertEquals(Variant.of(3_700.0), server.writes.getLast());
    assertFalse(write(-3_700, clock.advance(Duration.ofSeconds(19))).onWire());
    assertTrue(write(-3_700, clock.advance(Duration.ofSeconds(1))).onWire());
    assertTrue(write(-3_600, clock.now()).onWire());
    assertEquals(3, server.writes.size());
  }

  @Test
  void anIntegerNodeIsWrittenAsAnIntegerAndTheReceiptSaysWhatArrived() {
    server.set("EvCharger/PowerSetpoint", (short) 0);
    readUntilGood();
    assertEquals(-3_700, write(-3_700.4, clock.now()).value(), 0);
    assertEquals(Variant.of((short) 3_700), server.writes.getLast());
    WriteReceipt tooBig = ev.write(Setpoints.of(SETPOINT, -40_000, clock.now()), clock.now());
    assertEquals(
        Fault.Kind.OUT_OF_RANGE,
        assertInstanceOf(WriteReceipt.Refused.class, tooBig).reason().kind());
  }

  @Test
  void aWriteThatTheServerRefusesIsRefusedWithItsReasonAndTriedAgain() {
    readUntilGood();
    server.writeStatus = new StatusCode(StatusCodes.Bad_NotWritable);
    WriteReceipt receipt = ev.write(Setpoints.of(SETPOINT, -1, clock.now()), clock.now());
    assertEquals(
        Fault.of(Fault.Kind.REJECTED, "Bad_NotWritable"),
        assertInstanceOf(WriteReceipt.Refused.class, receipt).reason());
    server.writeStatus = StatusCode.GOOD;
    assertTrue(write(-1, clock.now()).onWire());
  }

  @Test
  void aWriteThatTheServerForgetsIsNotFollowedAndTriedAgain() {
    readUntilGood();
    server.forgetful = true;
    WriteReceipt receipt = ev.write(Setpoints.of(SETPOINT, -900, clock.now()), clock.now());
    assertEquals(
        Fault.of(Fault.Kind.NOT_FOLLOWED, "read back: 0.0"),
        assertInstanceOf(WriteReceipt.Failed.class, receipt).reason());
    server.forgetful = false;
    assertTrue(write(-900, clock.now()).onWire());
  }

  @Test
  void aSourceThatStandsStillForLongerThanItsProfileAllowsIsStale() {
    DeviceProfile.OpcUa dated =
        new DeviceProfile.OpcUa(
            List.of(
                new NodeSpec(
                    Quantity.POWER_W,
                    "ns=2;s=Feeder/ActivePower",
                    -1,
                    Optional.of(Duration.ofSeconds(5)))),
            List.of());
    OpcUaDevice feeder = new OpcUaDevice("feeder1", dated, link);
    source(Instant.parse("2026-06-01T12:00:00Z"));
    readUntilConnected();
    // The server's clock is months ahead of the source's, until the source is seen to live.
    assertEquals(Fault.Kind.STALE, fault(feeder.read(clock.now()), 0).kind());
    source(Instant.parse("2026-06-01T12:00:01Z"));
    Moment first = clock.advance(Duration.ofSeconds(1));
    assertEquals(-1_500, good(feeder.read(first), 0), 1e-3);
    Moment later = clock.advance(Duration.ofSeconds(4));
    Sample.Good four = assertInstanceOf(Sample.Good.class, feeder.read(later).getFirst());
    assertEquals(Duration.ofSeconds(4), later.since(four.at()));
    assertEquals(
        Fault.of(Fault.Kind.STALE, "source is 6 s old"),
        fault(feeder.read(clock.advance(Duration.ofSeconds(2))), 0));
    source(Instant.parse("2026-06-01T12:00:07Z"));
    assertEquals(-1_500, good(feeder.read(clock.advance(Duration.ofSeconds(1))), 0), 1e-3);
  }

  private void source(Instant time) {
    server.set(
        "Feeder/ActivePower",
        new DataValue(Variant.of(1_500.0), StatusCode.GOOD, new DateTime(time)));
  }

  @Test
  void aServerThatDiesIsUnreachableAtOnceAndBackWithinTwoSecondsOfItsReturn() throws Exception {
    readUntilGood();
    write(-3_700, clock.now());
    server.kill();
    Await.until("unreachable", () -> faultKind() == Fault.Kind.UNREACHABLE);
    Moment begin = realTime.now();
    for (int i = 0; i < 50; i++) {
      assertEquals(Fault.Kind.UNREACHABLE, faultKind());
      WriteReceipt receipt = ev.write(Setpoints.of(SETPOINT, -1, clock.now()), clock.now());
      assertInstanceOf(WriteReceipt.Failed.class, receipt);
    }
    assertTrue(realTime.now().millisSince(begin) < 500, "a read waited for a dead server");
    // Long enough for the library's own back-off to have grown to many seconds.
    Moment until = realTime.now().plus(Duration.ofSeconds(6));
    Await.until("a while", () -> !realTime.now().isBefore(until));
    server.start();
    fill();
    Moment back = realTime.now();
    readUntilGood();
    long recovery = realTime.now().millisSince(back);
    assertTrue(recovery < 2_500, "took " + recovery + " ms");
    assertEquals(1, server.sessions());
    assertTrue(write(-3_700, clock.now()).onWire(), "the new session's server knows no setpoint");
  }

  @Test
  void aServerThatStopsAnsweringCostsNoMoreThanTheTimeoutAndRecovers() {
    readUntilGood();
    server.answering = new CountDownLatch(1);
    Moment begin = realTime.now();
    assertEquals(Fault.Kind.TIMEOUT, faultKind());
    long millis = realTime.now().millisSince(begin);
    assertTrue(millis >= 1_900 && millis < 2_500, millis + " ms");
    server.answering.countDown();
    readUntilGood();
    assertEquals(1, server.sessions());
  }

  @RepeatedTest(5)
  void closingLeavesNoThreadsAndNoSession() {
    readUntilGood();
    link.close();
    Await.until("no session", () -> server.sessions() == 0);
    Await.until(
        "no threads",
        () ->
            Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("opcua-127.0.0.1")));
  }

  private List<Sample> readUntilGood() {
    Await.until(
        "good values",
        () -> ev.read(clock.advance(Duration.ofSeconds(1))).getFirst() instanceof Sample.Good);
    return ev.read(clock.now());
  }

  private void readUntilConnected() {
    Await.until(
        "a session",
        () -> {
          ev.read(clock.advance(Duration.ofSeconds(1)));
          return link.connected();
        });
  }

  private WriteReceipt.Written write(double value, Moment now) {
    return assertInstanceOf(
        WriteReceipt.Written.class, ev.write(Setpoints.of(SETPOINT, value, now), now));
  }

  private Fault.Kind faultKind() {
    Sample sample = ev.read(clock.advance(Duration.ofSeconds(1))).getFirst();
    return sample instanceof Sample.Missing missing
        ? missing.reason().kind()
        : Fault.Kind.NEVER_READ;
  }

  private static double good(List<Sample> samples, int index) {
    return assertInstanceOf(Sample.Good.class, samples.get(index)).value();
  }

  private static Fault fault(List<Sample> samples, int index) {
    return assertInstanceOf(Sample.Missing.class, samples.get(index)).reason();
  }
}
