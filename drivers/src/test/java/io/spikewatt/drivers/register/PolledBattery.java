package io.spikewatt.drivers.register;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.profile.OutputRegister;
import io.spikewatt.config.profile.OutputRegister.Persistence;
import io.spikewatt.config.profile.RegisterOutput;
import io.spikewatt.drivers.TestSetpoints;
import io.spikewatt.drivers.modbus.TestProfiles;
import io.spikewatt.hal.device.WriteReceipt;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.ManualClock;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A battery that is polled over registers in memory, and what a test does with it. */
abstract class PolledBattery {

  static final Signal POWER = new Signal("battery1", Quantity.POWER_W);

  final ManualClock clock = new ManualClock(Instant.parse("2026-06-01T10:00:00Z"));
  final FakeRegisters registers = new FakeRegisters();
  PolledModbusDevice device = new PolledModbusDevice("battery1", TestProfiles.battery(), registers);

  WriteReceipt write(double watts) {
    Moment now = clock.now();
    return device.write(TestSetpoints.approved(POWER, watts, now), now);
  }

  static void written(WriteReceipt receipt, boolean onWire) {
    assertEquals(
        onWire, assertInstanceOf(WriteReceipt.Written.class, receipt, receipt::toString).onWire());
  }

  static DeviceProfile.Modbus with(RegisterOutput output) {
    return new DeviceProfile.Modbus(
        List.of(), List.of(output), Optional.empty(), DeviceProfile.Modbus.MAX_READ, List.of());
  }

  /** The battery with registers of another memory. */
  static DeviceProfile.Modbus variant(
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
                        r.ownMode(),
                        r.rawMin(),
                        r.rawMax(),
                        r.readBack()))
            .toList();
    return with(
        new RegisterOutput(
            Quantity.POWER_W, registers, timeout, OptionalInt.of(writesPerDay), List.of()));
  }
}
