package io.spikewatt.drivers.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.spikewatt.config.load.ProfileLoader;
import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.drivers.TestSetpoints;
import io.spikewatt.drivers.register.FakeRegisters;
import io.spikewatt.drivers.register.PolledModbusDevice;
import io.spikewatt.hal.device.WriteReceipt;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Devices that take setpoints only while we have control: it is taken first and given back last.
 */
final class ControlOrderTest {

  private static final Signal POWER = new Signal("device", Quantity.POWER_W);

  @ParameterizedTest
  @CsvSource({
    "wallbox-quasar, 81 82 83 88 260 257, 260 257 82 81",
    "solaredge-battery, 57348 57354 57355 57358 57360 57357, 57360 57357 57348",
    "hybrid-battery, 203 201 200, 201 200",
    "sungrow-sh-battery, 13079 13051 13050 13049, 13051 13050 13049",
    "sma-sunny-island, 40149 40151, 40149 40151"
  })
  void isTakenAndGivenBackInTheMakersOrder(String profile, String taken, String given) {
    FakeRegisters registers = new FakeRegisters();
    Arrays.fill(registers.holding, 9);
    ManualClock clock = new ManualClock(Instant.parse("2026-06-01T10:00:00Z"));
    PolledModbusDevice device =
        new PolledModbusDevice(
            "device", (DeviceProfile.Modbus) ProfileLoader.shipped(profile).points(), registers);
    assertInstanceOf(
        WriteReceipt.Written.class,
        device.write(TestSetpoints.approved(POWER, 3000, clock.now()), clock.now()));
    assertEquals(List.of(taken.split(" ")), addresses(registers));
    clock.advance(Duration.ofHours(1));
    assertInstanceOf(
        WriteReceipt.Written.class,
        device.release(TestSetpoints.neutral(POWER, 0, clock.now()), clock.now()));
    assertEquals(List.of(given.split(" ")), addresses(registers));
  }

  private static List<String> addresses(FakeRegisters registers) {
    return registers.takeWrites().stream().map(write -> write.split(" ")[1]).toList();
  }
}
