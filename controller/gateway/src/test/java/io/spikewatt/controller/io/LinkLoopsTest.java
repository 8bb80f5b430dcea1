package io.spikewatt.controller.io;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikewatt.drivers.DeviceFactory.Link;
import io.spikewatt.hal.device.Device;
import io.spikewatt.hal.device.WriteReceipt;
import io.spikewatt.hal.guard.ApprovedSetpoint;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LinkLoopsTest {

  private static final Signal POWER = new Signal("battery1", Quantity.POWER_W);
  private static final Signal CHARGE = new Signal("battery1", Quantity.SOC_PCT);
  private static final Signal SELDOM = new Signal("battery1", Quantity.TEMPERATURE_C);

  @Test
  void a_power_counts_two_cycles_and_a_charge_ten_seconds_at_least() {
    assertEquals(
        Map.of(
            POWER, Duration.ofSeconds(2),
            CHARGE, Duration.ofSeconds(10),
            SELDOM, Duration.ofSeconds(15)),
        ages(Map.of(SELDOM, Duration.ofSeconds(5)), Duration.ofSeconds(1)));
    assertEquals(
        Map.of(
            POWER, Duration.ofSeconds(12),
            CHARGE, Duration.ofSeconds(12),
            SELDOM, Duration.ofSeconds(12)),
        ages(Map.of(SELDOM, Duration.ofSeconds(5)), Duration.ofSeconds(6)));
    assertEquals(
        Duration.ofSeconds(90),
        ages(Map.of(CHARGE, Duration.ofSeconds(30)), Duration.ofSeconds(1)).get(CHARGE));
  }

  private static Map<Signal, Duration> ages(Map<Signal, Duration> every, Duration cycle) {
    Device battery =
        new Device() {
          @Override
          public String id() {
            return "battery1";
          }

          @Override
          public Set<Signal> inputs() {
            return Set.of(POWER, CHARGE, SELDOM);
          }

          @Override
          public Set<Signal> outputs() {
            return Set.of();
          }

          @Override
          public Duration every(Signal input) {
            return every.getOrDefault(input, Duration.ZERO);
          }

          @Override
          public List<Sample> read(Moment now) {
            throw new AssertionError("not read");
          }

          @Override
          public WriteReceipt write(ApprovedSetpoint setpoint, Moment now) {
            throw new AssertionError("not written");
          }

          @Override
          public void close() {}
        };
    return LinkLoops.maxAges(List.of(new Link("link", List.of(battery))), cycle);
  }
}
