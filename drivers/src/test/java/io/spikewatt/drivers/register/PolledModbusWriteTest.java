package io.spikewatt.drivers.register;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.profile.LinearScale;
import io.spikewatt.config.profile.OutputRegister;
import io.spikewatt.config.profile.OutputRegister.CellContent;
import io.spikewatt.config.profile.OutputRegister.Persistence;
import io.spikewatt.config.profile.OutputRegister.Share;
import io.spikewatt.config.profile.RegisterOutput;
import io.spikewatt.config.profile.RegisterSpec;
import io.spikewatt.drivers.TestSetpoints;
import io.spikewatt.drivers.modbus.TestProfiles;
import io.spikewatt.hal.device.WriteReceipt;
import io.spikewatt.hal.guard.ApprovedSetpoint;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How a polled device writes a setpoint, keeps it fed and gives it back. */
final class PolledModbusWriteTest extends PolledBattery {

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
            new LinearScale(-1, 0),
            Set.of(),
            Set.of());
    RegisterOutput output =
        new RegisterOutput(
            Quantity.POWER_W,
            List.of(TestProfiles.setpoint(small, Persistence.VOLATILE)),
            Optional.empty(),
            OptionalInt.empty(),
            List.of());
    device = new PolledModbusDevice("battery1", with(output), registers);
    WriteReceipt.Refused refused = assertInstanceOf(WriteReceipt.Refused.class, write(-40_000));
    assertEquals(Fault.Kind.OUT_OF_RANGE, refused.reason().kind());
    assertFalse(registers.log.stream().anyMatch(line -> line.startsWith("write 201")));
  }

  @Test
  void doesNotKeepControlOverADeviceThatRefusesTheValue() {
    registers.readOnly.set(201, 203);
    assertInstanceOf(WriteReceipt.Refused.class, write(-2500));
    assertEquals(0, registers.holding[200], "what stands in the value is not ours");
    registers.readOnly.clear();
    written(write(-2500), true);
    assertEquals(1, registers.holding[200]);
    registers.readOnly.set(201, 203);
    assertInstanceOf(WriteReceipt.Refused.class, write(-2600));
    assertEquals(1, registers.holding[200], "a single refusal is no reason to let go");
  }

  @Test
  void takesNoControlOverAnOldValueUntilTheDeviceSeemsToWantItFirst() {
    registers.holding[202] = 3_000;
    registers.readOnly.set(201, 203);
    for (int second = 0; second < 180; second++) {
      assertInstanceOf(WriteReceipt.Refused.class, write(-2500));
      clock.advance(Duration.ofSeconds(1));
      assertFalse(
          registers.takeWrites().contains("write 200 [1]"), "3 kW stand there and would act");
    }
    clock.advance(Duration.ofSeconds(1));
    write(-2500);
    assertTrue(registers.takeWrites().contains("write 200 [1]"));
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
        List.of(
            part(300, new CellContent.Direction(0xBB, 0xAA, 0xCC), 0),
            part(301, new CellContent.Part(Share.MAGNITUDE), 0),
            part(302, new CellContent.Part(Share.POSITIVE), 0),
            part(303, new CellContent.Part(Share.NEGATIVE), 100)),
        Optional.empty(),
        OptionalInt.empty(),
        List.of());
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
            LinearScale.NONE,
            Set.of(0xFFFFL),
            Set.of());
    OutputRegister acPower = part(300, new CellContent.Part(Share.VALUE), 0);
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

  private static OutputRegister part(int address, CellContent cellContent, double rawMin) {
    RegisterSpec spec =
        new RegisterSpec(
            Quantity.POWER_W,
            RegisterSpec.Table.HOLDING,
            address,
            RegisterSpec.Encoding.U16,
            RegisterSpec.WordOrder.HIGH_FIRST,
            LinearScale.NONE,
            Set.of(),
            Set.of());
    return new OutputRegister(
        spec,
        cellContent,
        Persistence.VOLATILE,
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        rawMin,
        65_535,
        true);
  }

  /** Its heartbeat is fed all the while, so an old value would stand. */
  @Test
  void aDeviceThatRefusesToBeReadIsWrittenToWhenARefreshIsDue() {
    written(write(1_000), true);
    registers.takeWrites();
    registers.refusal = 4;
    registers.writeOnly.set(200, 204);
    clock.advance(Duration.ofSeconds(5));
    assertInstanceOf(WriteReceipt.Failed.class, write(2_000));
    assertEquals(List.of(), setpoints(registers.takeWrites()), "not due yet");
    clock.advance(Duration.ofSeconds(5));
    assertInstanceOf(WriteReceipt.Failed.class, write(2_000), "nobody knows whether it holds it");
    assertEquals(2, setpoints(registers.takeWrites()).size(), "value and control");
    assertEquals(-2_000, registers.holding[201] << 16 | registers.holding[202]);
  }

  /** It takes its heartbeat, but no value: what it took last must not act for ever. */
  @Test
  void aDeviceThatTakesNoValueForTwentySecondsIsNotFedUntilItHasFallenBack() {
    written(write(1_000), true);
    registers.readOnly.set(200, 203);
    registers.refusal = 4;
    List<Integer> fed = new ArrayList<>();
    for (int second = 1; second <= 60; second++) {
      registers.takeWrites();
      clock.advance(Duration.ofSeconds(1));
      write(2_000);
      if (fed()) {
        fed.add(second);
      }
    }
    int last = fed.stream().filter(second -> second <= 20).reduce((a, b) -> b).orElseThrow();
    int again = fed.stream().filter(second -> second > 20).findFirst().orElseThrow();
    assertTrue(again - last > 20, "silent for its 10 s and 10 more: " + fed);
    registers.readOnly.clear();
    assertInstanceOf(WriteReceipt.Written.class, write(2_000));
  }

  @Test
  void aHeartbeatThatWaitedIsFedAsSoonAsTheValueIsTaken() {
    written(write(1_000), true);
    registers.readOnly.set(200, 203);
    for (int second = 1; second <= 25; second++) {
      registers.takeWrites();
      clock.advance(Duration.ofSeconds(1));
      write(2_000);
    }
    assertFalse(fed(), "waits");
    registers.readOnly.clear();
    assertInstanceOf(WriteReceipt.Written.class, write(2_000));
    assertTrue(fed());
    registers.takeWrites();
    // As after a cycle that took very long.
    clock.advance(Duration.ofSeconds(25));
    assertInstanceOf(WriteReceipt.Written.class, write(2_000));
    assertTrue(fed());
  }

  private boolean fed() {
    return registers.log.stream().anyMatch(line -> line.startsWith("write 203"));
  }

  /** Without the heartbeat's. */
  private static List<String> setpoints(List<String> writes) {
    return writes.stream().filter(line -> !line.startsWith("write 203")).toList();
  }
}
