package io.spikewatt.drivers.register;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.profile.OutputRegister;
import io.spikewatt.config.profile.OutputRegister.Persistence;
import io.spikewatt.config.profile.RegisterOutput;
import io.spikewatt.drivers.TestSetpoints;
import io.spikewatt.hal.device.WriteReceipt;
import io.spikewatt.hal.guard.Setpoint.Purpose;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** A device that is left to its own mode by its register 200, and whose memory wears. */
final class PolledModbusOwnModeTest extends PolledBattery {

  private static final int CONTROL = 200;

  @Test
  void ownModeIsOneWriteAndThenNoneHoweverLongItLastsAndWhateverTheDeviceDoes() {
    device = new PolledModbusDevice("battery1", withOwnMode(), registers);
    written(write(-2500), true);
    registers.takeWrites();
    written(leave(-1200), true);
    assertEquals(1, registers.takeWrites().size());
    assertEquals(0, registers.holding[CONTROL]);
    for (int minute = 0; minute < 120; minute++) {
      clock.advance(Duration.ofMinutes(1));
      registers.holding[202] = minute;
      written(leave(-minute), false);
    }
    assertEquals(List.of(), registers.takeWrites());
    written(write(-2500), true);
    assertEquals(1, registers.holding[CONTROL]);
  }

  @Test
  void aSetpointThatKeepsALimitDoesNotWaitForTheBudget() {
    device = new PolledModbusDevice("battery1", withOwnMode(), registers);
    written(write(-2500), true);
    clock.advance(Duration.ofSeconds(1));
    assertEquals(
        Fault.Kind.WEAR,
        assertInstanceOf(WriteReceipt.Refused.class, write(-2600)).reason().kind());
    written(write(-2600, Purpose.LIMIT), true);
    assertTrue(registers.holding[202] == 2600);
  }

  private WriteReceipt leave(double expectedW) {
    return write(expectedW, Purpose.OWN_MODE);
  }

  private WriteReceipt write(double watts, Purpose purpose) {
    Moment now = clock.now();
    return device.write(TestSetpoints.approved(POWER, watts, purpose, now), now);
  }

  private static DeviceProfile.Modbus withOwnMode() {
    RegisterOutput output = variant(Persistence.FLASH, Optional.empty(), 100).outputs().getFirst();
    List<OutputRegister> left =
        output.registers().stream()
            .map(
                r ->
                    new OutputRegister(
                        r.register(),
                        r.takes(),
                        r.register().address() == CONTROL ? Persistence.VOLATILE : r.persistence(),
                        r.release(),
                        r.register().address() == CONTROL
                            ? OptionalDouble.of(0)
                            : OptionalDouble.empty(),
                        r.rawMin(),
                        r.rawMax(),
                        r.readBack()))
            .toList();
    return with(
        new RegisterOutput(
            Quantity.POWER_W, left, Optional.empty(), OptionalInt.of(100), List.of()));
  }
}
