package io.spikewatt.drivers.poll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.profile.OutputRegister;
import io.spikewatt.config.profile.OutputRegister.Persistence;
import io.spikewatt.config.profile.OutputRegister.Share;
import io.spikewatt.config.profile.OutputRegister.Takes;
import io.spikewatt.config.profile.RegisterInput;
import io.spikewatt.config.profile.RegisterOutput;
import io.spikewatt.config.profile.RegisterSpec;
import io.spikewatt.drivers.TestSetpoints;
import io.spikewatt.drivers.modbus.TestProfiles;
import io.spikewatt.hal.device.WriteBudget;
import io.spikewatt.hal.device.WriteReceipt;
import io.spikewatt.hal.guard.ApprovedSetpoint;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.ManualClock;
import io.spikewatt.hal.time.Moment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PolledModbusDeviceTest {

  private static final Signal POWER = new Signal("battery1", Quantity.POWER_W);

  private final ManualClock clock = new ManualClock(Instant.parse("2026-06-01T10:00:00Z"));
  private final FakeRegisters registers = new FakeRegisters();
  private PolledModbusDevice device =
      new PolledModbusDevice("battery1", TestProfiles.battery(), registers);

  @Test
  void readsTheMapInOneRequestWithTheVendorsSignTurned() {
    TestProfiles.fillBattery(registers.holding);
    assertEquals(
        List.of(
            "battery1/power_w 3200.0",
            "battery1/soc_pct 57.5",
            "battery1/temperature_c 24.1",
            "battery1/frequency_hz 50.0"),
        device.read(clock.now()).stream()
            .map(Sample.Good.class::cast)
            .map(good -> good.signal() + " " + Math.round(good.value() * 10) / 10.0)
            .toList());
    assertEquals(List.of("read 100+11"), registers.log);
  }

  @Test
  void takesControlWithTheValueFirstAndReadsBack() {
    written(write(-2500), true);
    assertEquals(
        List.of("write 203 [1]", "write 201 [0, 2500]", "write 200 [1]"), registers.takeWrites());
  }

  @Test
  void writesOnlyTheValueWhenOnlyTheValueChanges() {
    written(write(-2500), true);
    registers.takeWrites();
    clock.advance(Duration.ofSeconds(1));
    written(write(-2600), true);
    assertEquals(List.of("write 201 [0, 2600]"), registers.takeWrites());
    clock.advance(Duration.ofSeconds(1));
    written(write(-2600), false);
    assertEquals(List.of(), registers.takeWrites());
  }

  @Test
  void feedsTheHeartbeatWithAChangedValueWithinAThirdOfItsTimeoutWhileItIsWrittenOnly() {
    List<String> beats = new ArrayList<>();
    for (int second = 0; second <= 9; second++) {
      write(-2500);
      for (String write : registers.takeWrites()) {
        if (write.startsWith("write 203")) {
          beats.add(second + " " + write);
        }
      }
      clock.advance(Duration.ofSeconds(1));
    }
    assertEquals(
        List.of("0 write 203 [1]", "3 write 203 [2]", "6 write 203 [3]", "9 write 203 [4]"), beats);
    for (int second = 0; second < 30; second++) {
      device.read(clock.advance(Duration.ofSeconds(1)));
    }
    assertEquals(List.of(), registers.takeWrites());
  }

  @Test
  void writesAVolatileValueAgainAfterAWhile() {
    long values = 0;
    for (int second = 0; second < 30; second++) {
      write(-2500);
      clock.advance(Duration.ofSeconds(1));
      values += registers.takeWrites().stream().filter(w -> w.startsWith("write 201")).count();
    }
    assertEquals(3, values);
  }

  @Test
  void writesEverythingAgainAfterAReconnect() {
    write(-2500);
    registers.takeWrites();
    registers.connection++;
    clock.advance(Duration.ofSeconds(1));
    written(write(-2500), true);
    assertEquals(
        List.of("write 203 [2]", "write 201 [0, 2500]", "write 200 [1]"), registers.takeWrites());
  }

  @Test
  void putsBackWhatAnotherChangedThreeTimesAndThenYieldsToIt() {
    write(-2500);
    registers.takeWrites();
    int told = 0;
    long putBack = 0;
    for (int second = 0; second < 240; second++) {
      clock.advance(Duration.ofSeconds(1));
      registers.holding[202] = 9;
      // A setpoint that changes all the time is no reason to fight.
      if (write(-2500 - second) instanceof WriteReceipt.Failed failed) {
        assertEquals(Fault.Kind.FOREIGN_WRITER, failed.reason().kind());
        told++;
      }
      putBack += registers.takeWrites().stream().filter(w -> w.startsWith("write 201")).count();
    }
    assertEquals(3, putBack);
    assertEquals(237, told);
  }

  @Test
  void leavesTheHeartbeatToStopWhileItYields() {
    write(-2500);
    for (int second = 0; second < 60; second++) {
      clock.advance(Duration.ofSeconds(1));
      registers.holding[202] = 9;
      write(-2500);
    }
    registers.takeWrites();
    for (int second = 0; second < 60; second++) {
      clock.advance(Duration.ofSeconds(1));
      registers.holding[202] = 9;
      write(-2500);
    }
    assertEquals(List.of(), registers.takeWrites());
  }

  @Test
  void takesTheOutputBackWhenTheOtherOneIsGone() {
    write(-2500);
    for (int second = 0; second < 60; second++) {
      clock.advance(Duration.ofSeconds(1));
      registers.holding[202] = 9;
      write(-2500);
    }
    clock.advance(Duration.ofMinutes(6));
    written(write(-2500), true);
    assertEquals(2500, registers.holding[202]);
  }

  @Test
  void noticesThatTheDeviceLeftRemoteControlAndTakesItAgain() {
    write(-2500);
    registers.takeWrites();
    registers.holding[200] = 0;
    clock.advance(Duration.ofSeconds(1));
    written(write(-2500), true);
    assertEquals(1, registers.holding[200]);
  }

  @Test
  void aDeviceThatAcknowledgesButKeepsItsOwnValueIsNotFollowing() {
    FakeRegisters stubborn = new Stubborn();
    device = new PolledModbusDevice("battery1", TestProfiles.battery(), stubborn);
    WriteReceipt.Failed failed = assertInstanceOf(WriteReceipt.Failed.class, write(-2500));
    assertEquals(Fault.Kind.NOT_FOLLOWED, failed.reason().kind());
  }

  @Test
  void aSetpointRegisterThatCannotBeReadIsWrittenWithoutProof() {
    registers.writeOnly.set(200, 203);
    written(write(-2500), true);
    clock.advance(Duration.ofSeconds(1));
    written(write(-2500), false);
  }

  @Test
  void refusesWhatTheRegisterCannotHoldAndSendsNothingOfIt() {
    RegisterSpec small =
        new RegisterSpec(
            Quantity.POWER_W,
            RegisterSpec.Table.HOLDING,
            201,
            RegisterSpec.Encoding.S16,
            RegisterSpec.WordOrder.HIGH_FIRST,
            -1,
            0,
            Set.of());
    RegisterOutput output =
        new RegisterOutput(Quantity.POWER_W, OutputRegister.value(small, Persistence.VOLATILE));
    device = new PolledModbusDevice("battery1", with(output), registers);
    WriteReceipt.Refused refused = assertInstanceOf(WriteReceipt.Refused.class, write(-40_000));
    assertEquals(Fault.Kind.OUT_OF_RANGE, refused.reason().kind());
    assertFalse(registers.log.stream().anyMatch(line -> line.startsWith("write 201")));
  }

  @Test
  void handsControlBackAndStopsFeeding() {
    write(-2500);
    registers.takeWrites();
    Moment now = clock.advance(Duration.ofSeconds(1));
    written(device.release(TestSetpoints.neutral(POWER, 0, now), now), true);
    assertEquals(List.of("write 201 [0, 0]", "write 200 [0]"), registers.takeWrites());
  }

  @Test
  void writesTheSafeValueInPlaceOfAnExpiredSetpoint() {
    ApprovedSetpoint setpoint = TestSetpoints.approved(POWER, -2500, clock.now());
    device.write(setpoint, clock.now());
    assertEquals(2500, registers.holding[202]);
    device.write(setpoint, clock.advance(Duration.ofMinutes(2)));
    assertEquals(0, registers.holding[202]);
  }

  @Test
  void aFlashRegisterIsNotWrittenWhenItHoldsTheValueAndNotWithinAMinute() {
    device =
        new PolledModbusDevice(
            "battery1", variant(Persistence.FLASH, Optional.empty(), 100), registers);
    registers.holding[202] = 2500;
    registers.holding[200] = 1;
    written(write(-2500), false);
    written(write(-2600), true);
    clock.advance(Duration.ofSeconds(30));
    assertEquals(
        Fault.Kind.WEAR,
        assertInstanceOf(WriteReceipt.Refused.class, write(-2700)).reason().kind());
    assertEquals(2600, registers.holding[202]);
    clock.advance(Duration.ofSeconds(30));
    written(write(-2700), true);
  }

  @Test
  void memoryThatWearsSeesNoMoreThanItsBudgetInADayButAlwaysGetsTheSafeValue() {
    device =
        new PolledModbusDevice(
            "battery1", variant(Persistence.FLASH, Optional.empty(), 10), registers);
    int writes = 0;
    for (int minute = 0; minute < 24 * 60; minute++) {
      write(-2500 - minute);
      writes += registers.takeWrites().size();
      clock.advance(Duration.ofMinutes(1));
    }
    assertTrue(writes > 5 && writes <= 10, "written " + writes + " times");
    WriteBudget before = device.budgets(clock.now()).getFirst();
    assertEquals(10, before.perDay());
    while (write(-1) instanceof WriteReceipt.Written) {
      clock.advance(Duration.ofSeconds(1));
      write(-2);
      clock.advance(Duration.ofSeconds(1));
    }
    assertEquals(
        Fault.Kind.WEAR, assertInstanceOf(WriteReceipt.Refused.class, write(-1)).reason().kind());
    written(write(0), true);
    assertEquals(0, registers.holding[202]);
    assertTrue(device.budgets(clock.now()).getFirst().left() < before.left(), before.toString());
  }

  @Test
  void aRestartDoesNotStartTheBudgetAfresh(@TempDir Path state) {
    DeviceProfile.Modbus flash = variant(Persistence.FLASH, Optional.empty(), 10);
    device = new PolledModbusDevice("battery1", flash, registers, 16, WearBook.in(state));
    write(-2500);
    int left = device.budgets(clock.now()).getFirst().left();
    assertEquals(3, left, "two registers out of the half that may be used at once");
    device = new PolledModbusDevice("battery1", flash, registers, 16, WearBook.in(state));
    assertEquals(left, device.budgets(clock.now()).getFirst().left());
    clock.advance(Duration.ofHours(5));
    assertEquals(left + 1, device.budgets(clock.now()).getFirst().left());
  }

  @Test
  void aBudgetThatWasGarbledStartsAfreshInsteadOfLockingTheOutput(@TempDir Path state)
      throws IOException {
    DeviceProfile.Modbus flash = variant(Persistence.FLASH, Optional.empty(), 10);
    for (String garbage : List.of("NaN@2026-06-01T09:59:59Z", "4", "x@y", "3@yesterday")) {
      Files.writeString(
          state.resolve("write-budgets.properties"), "battery1/power_w=" + garbage + "\n");
      device = new PolledModbusDevice("battery1", flash, registers, 16, WearBook.in(state));
      assertEquals(5, device.budgets(clock.now()).getFirst().left(), garbage);
    }
    Files.writeString(
        state.resolve("write-budgets.properties"), "battery1/power_w=-1e9@2026-06-01T09:59:59Z\n");
    device = new PolledModbusDevice("battery1", flash, registers, 16, WearBook.in(state));
    assertTrue(device.budgets(clock.advance(Duration.ofDays(2))).getFirst().left() > 0);
  }

  @Test
  void aSetpointThatTheDeviceDropsIsWrittenAgainWithinAThirdOfItsTime() {
    device =
        new PolledModbusDevice(
            "battery1",
            variant(Persistence.VOLATILE, Optional.of(Duration.ofSeconds(9)), 2),
            registers);
    List<Integer> seconds = new ArrayList<>();
    for (int second = 0; second < 9; second++) {
      write(-2500);
      if (registers.takeWrites().contains("write 201 [0, 2500]")) {
        seconds.add(second);
      }
      clock.advance(Duration.ofSeconds(1));
    }
    assertEquals(List.of(0, 3, 6), seconds);
    assertEquals(2500, registers.holding[202]);
  }

  @Test
  void saysOneSetpointInSeveralRegistersEachWithItsPart() {
    device = new PolledModbusDevice("battery1", with(parts()), registers);
    written(write(-2500), true);
    assertEquals(
        List.of("write 300 [170]", "write 301 [2500]", "write 302 [0]", "write 303 [2500]"),
        registers.takeWrites());
    clock.advance(Duration.ofSeconds(1));
    written(write(1200), true);
    assertEquals(
        List.of("write 300 [187]", "write 301 [1200]", "write 302 [1200]", "write 303 [100]"),
        registers.takeWrites());
    clock.advance(Duration.ofSeconds(1));
    Moment now = clock.now();
    written(device.release(TestSetpoints.neutral(POWER, 0, now), now), true);
    assertEquals(
        List.of("write 300 [204]", "write 301 [0]", "write 302 [0]", "write 303 [100]"),
        registers.takeWrites());
  }

  /** A direction, the magnitude, the discharging part, and the charging part of at least 100 W. */
  private static RegisterOutput parts() {
    return new RegisterOutput(
        Quantity.POWER_W,
        part(300, new Takes.Direction(0xBB, 0xAA, 0xCC), 0),
        part(301, new Takes.Part(Share.MAGNITUDE), 0),
        part(302, new Takes.Part(Share.POSITIVE), 0),
        part(303, new Takes.Part(Share.NEGATIVE), 100));
  }

  private static OutputRegister part(int address, Takes takes, double rawMin) {
    RegisterSpec spec =
        new RegisterSpec(
            Quantity.POWER_W,
            RegisterSpec.Table.HOLDING,
            address,
            RegisterSpec.Encoding.U16,
            RegisterSpec.WordOrder.HIGH_FIRST,
            1,
            0,
            Set.of());
    return new OutputRegister(
        spec, takes, Persistence.VOLATILE, OptionalDouble.empty(), rawMin, 65_535, true);
  }

  @Test
  void addsWhatTheDeviceCountsBesidesAndWritesNothingWhileThatIsUnknown() {
    RegisterSpec pv =
        new RegisterSpec(
            Quantity.POWER_W,
            RegisterSpec.Table.HOLDING,
            500,
            RegisterSpec.Encoding.U16,
            RegisterSpec.WordOrder.HIGH_FIRST,
            1,
            0,
            Set.of(0xFFFFL));
    OutputRegister acPower = part(300, new Takes.Part(Share.VALUE), 0);
    device =
        new PolledModbusDevice(
            "battery1",
            with(
                new RegisterOutput(
                    Quantity.POWER_W,
                    List.of(acPower),
                    Optional.empty(),
                    OptionalInt.empty(),
                    List.of(pv))),
            registers);
    registers.holding[500] = 2000;
    WriteReceipt.Written receipt = assertInstanceOf(WriteReceipt.Written.class, write(-1500));
    assertEquals(-1500, receipt.value());
    assertEquals(List.of("write 300 [500]"), registers.takeWrites());
    registers.holding[500] = 0xFFFF;
    clock.advance(Duration.ofSeconds(1));
    WriteReceipt.Failed failed = assertInstanceOf(WriteReceipt.Failed.class, write(-1600));
    assertEquals(Fault.Kind.NOT_IMPLEMENTED, failed.reason().kind());
    assertEquals(List.of(), registers.takeWrites());
  }

  @Test
  void isMissingWhenAPartOfASumIs() {
    DeviceProfile.Modbus map = TestProfiles.battery();
    RegisterSpec soc = map.inputs().get(1).register();
    device =
        new PolledModbusDevice(
            "battery1",
            new DeviceProfile.Modbus(
                List.of(new RegisterInput(soc, Duration.ZERO, List.of(soc))),
                List.of(),
                Optional.empty(),
                125),
            registers);
    registers.holding[102] = 250;
    assertEquals(50, ((Sample.Good) device.read(clock.now()).getFirst()).value(), 1e-9);
    registers.holding[102] = 0xFFFF;
    assertInstanceOf(Sample.Missing.class, device.read(clock.now()).getFirst());
  }

  @Test
  void readsSlowGroupsSeldomAndTellsTheirAge() {
    TestProfiles.fillBattery(registers.holding);
    DeviceProfile.Modbus map = TestProfiles.battery();
    List<RegisterInput> paced =
        map.inputs().stream()
            .map(
                input ->
                    input.register().quantity() == Quantity.TEMPERATURE_C
                        ? new RegisterInput(input.register(), Duration.ofSeconds(30))
                        : input)
            .toList();
    device =
        new PolledModbusDevice(
            "battery1",
            new DeviceProfile.Modbus(paced, List.of(), Optional.empty(), 125),
            registers);
    Moment start = clock.now();
    int reads = 0;
    for (int second = 0; second < 60; second++) {
      Moment now = clock.now();
      for (Sample sample : device.read(now)) {
        boolean slow = sample.signal().quantity() == Quantity.TEMPERATURE_C;
        assertEquals(slow && second < 30 ? start : slow ? sample.at() : now, sample.at());
      }
      clock.advance(Duration.ofSeconds(1));
      reads += registers.log.contains("read 103+1") ? 1 : 0;
      registers.log.clear();
    }
    assertEquals(2, reads);
  }

  /** The battery with registers of another memory. */
  private static DeviceProfile.Modbus variant(
      Persistence persistence, Optional<Duration> timeout, int writesPerDay) {
    DeviceProfile.Modbus battery = TestProfiles.battery();
    List<OutputRegister> registers =
        battery.outputs().getFirst().registers().stream()
            .map(
                r ->
                    new OutputRegister(
                        r.register(),
                        r.takes(),
                        persistence,
                        r.release(),
                        r.rawMin(),
                        r.rawMax(),
                        r.readBack()))
            .toList();
    return with(
        new RegisterOutput(Quantity.POWER_W, registers, timeout, OptionalInt.of(writesPerDay)));
  }

  private static DeviceProfile.Modbus with(RegisterOutput output) {
    return new DeviceProfile.Modbus(List.of(), List.of(output), Optional.empty());
  }

  private WriteReceipt write(double watts) {
    Moment now = clock.now();
    return device.write(TestSetpoints.approved(POWER, watts, now), now);
  }

  private static void written(WriteReceipt receipt, boolean onWire) {
    assertEquals(
        onWire, assertInstanceOf(WriteReceipt.Written.class, receipt, receipt::toString).onWire());
  }

  /** Acknowledges every write and keeps its setpoint at 1000 W of charging. */
  private static final class Stubborn extends FakeRegisters {
    @Override
    public RegisterReply write(int address, int... words) {
      RegisterReply reply = super.write(address, words);
      holding[202] = 1000;
      return reply;
    }
  }
}
