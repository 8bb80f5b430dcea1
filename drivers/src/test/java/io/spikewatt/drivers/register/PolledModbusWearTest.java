package io.spikewatt.drivers.register;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.profile.OutputRegister.Persistence;
import io.spikewatt.hal.device.WriteBudget;
import io.spikewatt.hal.device.WriteReceipt;
import io.spikewatt.hal.signal.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a polled device spares memory that wears. */
final class PolledModbusWearTest extends PolledBattery {

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
    device = new PolledModbusDevice("battery1", flash, registers, WriteBudgetStore.in(state));
    write(-2500);
    int left = device.budgets(clock.now()).getFirst().left();
    assertEquals(3, left, "two registers out of the half that may be used at once");
    device = new PolledModbusDevice("battery1", flash, registers, WriteBudgetStore.in(state));
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
      device = new PolledModbusDevice("battery1", flash, registers, WriteBudgetStore.in(state));
      assertEquals(5, device.budgets(clock.now()).getFirst().left(), garbage);
    }
    Files.writeString(
        state.resolve("write-budgets.properties"), "battery1/power_w=-1e9@2026-06-01T09:59:59Z\n");
    device = new PolledModbusDevice("battery1", flash, registers, WriteBudgetStore.in(state));
    assertTrue(device.budgets(clock.advance(Duration.ofDays(2))).getFirst().left() > 0);
  }
}
