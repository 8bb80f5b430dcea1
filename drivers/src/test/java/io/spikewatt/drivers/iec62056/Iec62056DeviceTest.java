package io.spikewatt.drivers.iec62056;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.profile.ObisSpec;
import io.spikewatt.config.site.Connection;
import io.spikewatt.drivers.iec62056.ScriptedMeter.Manner;
import io.spikewatt.drivers.iec62056.ScriptedMeter.Mode;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.time.ManualClock;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.testkit.Await;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class Iec62056DeviceTest {

  static final Duration INTERVAL = Duration.ofMinutes(1);
  static final DeviceProfile.Iec62056 PROFILE =
      new DeviceProfile.Iec62056(
          List.of(
              new ObisSpec(Quantity.ENERGY_IMPORT_WH, "1.8.0", "kWh", 1000),
              new ObisSpec(Quantity.VOLTAGE_L1_V, "32.7.0", "V", 1)));

  final ManualClock clock = new ManualClock(Instant.EPOCH);
  ServerSocket server;
  ScriptedMeter meter;
  Iec62056Device device;

  @BeforeEach
  void start() throws IOException {
    server = ScriptedMeter.loopback();
    meter = ScriptedMeter.onTcp(server);
    Connection.Iec62056 connection =
        new Connection.Iec62056(
            "tcp://127.0.0.1:" + server.getLocalPort(),
            ReadoutTest.ASK,
            INTERVAL,
            ReadoutTest.TIMEOUT);
    device =
        new Iec62056Device(
            "utility1", PROFILE, connection, () -> new Readout(connection, ReadoutTest.DEADLINE));
  }

  @AfterEach
  void stop() throws Exception {
    device.close();
    meter.close();
  }

  @Test
  void theFirstReadIsNeverReadAndTheReadoutArrivesWithTheTimeOfItsRequest() {
    Moment first = clock.now();
    assertEquals(Fault.Kind.NEVER_READ, missing(device.read(first)).reason().kind());
    awaitGood();
    Moment later = clock.advance(Duration.ofSeconds(30));
    Sample.Good energy = good(device.read(later));
    assertEquals(1_234_567, energy.value(), 1e-6);
    assertEquals(first, energy.at());
    assertEquals(230.1, ((Sample.Good) device.read(later).get(1)).value(), 1e-9);
    assertEquals(1, meter.dialogues.get());
  }

  @Test
  void theMeterIsReadAgainAfterTheIntervalAndNotSooner() {
    awaitGood();
    device.read(clock.advance(Duration.ofSeconds(59)));
    assertEquals(1, meter.dialogues.get());
    Moment second = clock.advance(Duration.ofSeconds(1));
    await(() -> device.read(clock.now()).getFirst().at().equals(second));
    assertEquals(2, meter.dialogues.get());
  }

  @Test
  void aFailedReadoutTakesTheValuesAwayAndTheMeterRecoversByItself() {
    awaitGood();
    meter.manner = Manner.BAD_BCC;
    clock.advance(INTERVAL);
    await(() -> device.read(clock.now()).getFirst() instanceof Sample.Missing);
    assertEquals(Fault.Kind.BAD_FRAME, missing(device.read(clock.now())).reason().kind());
    meter.manner = Manner.GOOD;
    clock.advance(INTERVAL.dividedBy(4));
    awaitGood();
  }

  @Test
  void aReadoutThatHangsLetsTheOldOneGoStale() {
    awaitGood();
    device.close();
    Connection.Iec62056 patient =
        new Connection.Iec62056(
            "tcp://127.0.0.1:" + server.getLocalPort(),
            ReadoutTest.ASK,
            INTERVAL,
            Duration.ofSeconds(50));
    device = new Iec62056Device("utility1", PROFILE, patient);
    awaitGood();
    meter.manner = Manner.SILENT;
    Moment now = clock.advance(INTERVAL.multipliedBy(3));
    good(device.read(now));
    now = clock.advance(Duration.ofSeconds(1));
    assertEquals(Fault.Kind.STALE, missing(device.read(now)).reason().kind());
  }

  @Test
  void aCounterThatWentBackIsRefusedOnceAndTakenWhenItGoesOnFromThere() {
    awaitGood();
    meter.data = ScriptedMeter.DATA.replace("001234.567", "000001.000");
    clock.advance(INTERVAL);
    await(() -> device.read(clock.now()).getFirst() instanceof Sample.Missing);
    assertEquals(Fault.Kind.OUT_OF_RANGE, missing(device.read(clock.now())).reason().kind());
    assertInstanceOf(Sample.Good.class, device.read(clock.now()).get(1));
    meter.data = ScriptedMeter.DATA.replace("001234.567", "000002.000");
    clock.advance(INTERVAL);
    await(() -> device.read(clock.now()).getFirst() instanceof Sample.Good);
    assertEquals(2_000, good(device.read(clock.now())).value(), 1e-6);
  }

  @Test
  void oneGarbledReadingIsRefusedAndTheOldCountGoesOn() {
    awaitGood();
    assertRefused("901234.567");
    assertTaken("001234.600", 1_234_600);
  }

  @Test
  void aFullDisplayThatBeginsAtNoughtAgainIsTakenAtOnce() {
    meter.data = ScriptedMeter.DATA.replace("001234.567", "999999.500");
    awaitGood();
    assertTaken("000000.500", 500);
  }

  @ParameterizedTest
  @CsvSource({"1.8.0(001234.567*kWh),1.8.0(001234.567*MWh)", "1.8.0(,1.8.7("})
  void anotherUnitOrCodeTakesThatValueAwayOnly(String from, String to) {
    meter.data = ScriptedMeter.DATA.replace(from, to);
    await(() -> device.read(clock.now()).get(1) instanceof Sample.Good);
    String why = missing(device.read(clock.now())).reason().detail();
    assertTrue(why.contains("1.8.0"), why);
  }

  private void assertRefused(String count) {
    next(count);
    await(() -> device.read(clock.now()).getFirst() instanceof Sample.Missing);
    assertEquals(Fault.Kind.OUT_OF_RANGE, missing(device.read(clock.now())).reason().kind());
  }

  private void assertTaken(String digits, double expected) {
    Moment second = next(digits);
    await(
        () ->
            device.read(clock.now()).getFirst() instanceof Sample.Good count
                && count.at().equals(second));
    assertEquals(expected, good(device.read(clock.now())).value(), 1e-6);
  }

  private Moment next(String count) {
    meter.data = ScriptedMeter.DATA.replace("001234.567", count);
    return clock.advance(INTERVAL);
  }

  @Test
  void anAdapterThatIsPulledOutAndPutBackIsFoundAgainByItsPath(@TempDir Path directory)
      throws Exception {
    try (PtyLine line = PtyLine.open(directory)) {
      device.close();
      Connection.Iec62056 connection = line.connection(ReadoutTest.ASK, ReadoutTest.TIMEOUT);
      device =
          new Iec62056Device(
              "utility1", PROFILE, connection, () -> new Readout(connection, ReadoutTest.DEADLINE));
      ScriptedMeter first = line.meter(Mode.C);
      awaitGood();
      first.beforeData = () -> pull(line);
      clock.advance(INTERVAL);
      await(() -> device.read(clock.now()).getFirst() instanceof Sample.Missing);
      clock.advance(INTERVAL);
      Fault reason = missing(device.read(clock.now())).reason();
      assertTrue(
          reason.kind() == Fault.Kind.UNREACHABLE || reason.kind() == Fault.Kind.TIMEOUT,
          reason::toString);
      line.plugIn();
      try (ScriptedMeter second = line.meter(Mode.C)) {
        await(
            () -> {
              clock.advance(Duration.ofMillis(500));
              return device.read(clock.now()).getFirst() instanceof Sample.Good
                  && second.dialogues.get() > 0;
            });
      }
    }
  }

  private static void pull(PtyLine line) {
    try {
      line.unplug();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void closingEndsTheMetersThreadEvenInAReadout() {
    meter.manner = Manner.SILENT;
    device.read(clock.now());
    await(() -> meter.dialogues.get() > 0);
    device.close();
    await(
        () ->
            Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("iec62056-utility1")));
    assertEquals(Fault.Kind.UNREACHABLE, missing(device.read(clock.now())).reason().kind());
  }

  private void awaitGood() {
    await(() -> device.read(clock.now()).getFirst() instanceof Sample.Good);
  }

  private static Sample.Good good(List<Sample> samples) {
    return assertInstanceOf(Sample.Good.class, samples.getFirst());
  }

  private static Sample.Missing missing(List<Sample> samples) {
    return assertInstanceOf(Sample.Missing.class, samples.getFirst());
  }

  private static void await(java.util.function.BooleanSupplier condition) {
    Await.until("the readout's effect", condition);
  }
}
