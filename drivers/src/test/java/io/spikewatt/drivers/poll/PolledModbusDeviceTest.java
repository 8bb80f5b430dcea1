package io.spikewatt.drivers.poll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.profile.Heartbeat;
import io.spikewatt.config.profile.RegisterOutput;
import io.spikewatt.config.profile.RegisterOutput.Persistence;
import io.spikewatt.config.profile.RegisterSpec;
import io.spikewatt.drivers.TestSetpoints;
import io.spikewatt.drivers.modbus.TestProfiles;
import io.spikewatt.hal.device.WriteReceipt;
import io.spikewatt.hal.guard.ApprovedSetpoint;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.ManualClock;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

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
  void putsBackWhatAnotherChangedButYieldsToOneThatInsists() {
    write(-2500);
    int refused = 0;
    for (int second = 0; second < 60; second++) {
      clock.advance(Duration.ofSeconds(1));
      registers.holding[202] = 9;
      if (write(-2500) instanceof WriteReceipt.Failed failed) {
        assertEquals(Fault.Kind.NOT_FOLLOWED, failed.reason().kind());
        refused++;
      }
    }
    assertTrue(refused > 40, "told " + refused + " times of 60");
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
    RegisterOutput output = new RegisterOutput(small, Persistence.VOLATILE, Optional.empty());
    device =
        new PolledModbusDevice(
            "battery1",
            new DeviceProfile.Modbus(List.of(), List.of(output), Optional.empty()),
            registers);
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
    device = new PolledModbusDevice("battery1", variant(Persistence.FLASH, null), registers);
    registers.holding[202] = 2500;
    registers.holding[200] = 1;
    written(write(-2500), false);
    written(write(-2600), true);
    clock.advance(Duration.ofSeconds(30));
    assertInstanceOf(WriteReceipt.Refused.class, write(-2700));
    assertEquals(2600, registers.holding[202]);
    clock.advance(Duration.ofSeconds(30));
    written(write(-2700), true);
  }

  @Test
  void aSetpointThatIsItsOwnHeartbeatIsWrittenAgainInsteadOfACounter() {
    Heartbeat heartbeat = new Heartbeat(201, Duration.ofSeconds(9));
    device = new PolledModbusDevice("battery1", variant(Persistence.UNKNOWN, heartbeat), registers);
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

  private static DeviceProfile.Modbus variant(
      Persistence persistence, @org.jspecify.annotations.Nullable Heartbeat heartbeat) {
    DeviceProfile.Modbus battery = TestProfiles.battery();
    RegisterOutput output = battery.outputs().getFirst();
    return new DeviceProfile.Modbus(
        battery.inputs(),
        List.of(new RegisterOutput(output.register(), persistence, output.enable())),
        Optional.ofNullable(heartbeat));
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
