package io.spikewatt.config.site;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.spikewatt.config.load.ProfileLoader;
import io.spikewatt.hal.guard.OutputSpec;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Signal;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class OutputSpecsTest {

  private static final double NO_RAMP = Double.POSITIVE_INFINITY;

  @Test
  void aBatteryStopsWhenNobodyControlsIt() {
    Role battery = new Role.Battery(10_000, 5000, 4000, 10, 95, 0.95, 0, GridUse.FREE);
    assertEquals(spec(Quantity.POWER_W, -5000, 4000, 0, 0), of("hybrid-battery", battery));
  }

  @Test
  void aPvInverterFallsBackToItsStaticLimitAndIsNeverLimitedToNothing() {
    assertEquals(
        spec(Quantity.POWER_LIMIT_W, 100, 10_000, 10_000, 10_000),
        of("sunspec-inverter", new Role.Pv(10_000, 10_000)));
    assertEquals(
        spec(Quantity.POWER_LIMIT_W, 100, 10_000, 4000, 4000),
        of("sunspec-inverter", new Role.Pv(10_000, 4000)));
  }

  @Test
  void aWindTurbineIsLimitedAsPvIs() {
    assertEquals(
        spec(Quantity.POWER_LIMIT_W, 50, 5_000, 2_000, 2_000),
        of("sunspec-inverter", new Role.Wind(5_000, 2_000)));
    assertFalse(output("eastron-sdm630", new Role.Wind(5_000, 5_000)).isPresent());
  }

  @Test
  void aChargerChargesOnly() {
    assertEquals(
        spec(Quantity.POWER_W, -11_000, 0, 0, 0),
        of(
            "plc-ev-charger",
            new Role.EvCharger(1380, 11_000, 0.9, 0, 0, 0, Optional.empty(), Optional.empty())));
  }

  @Test
  void aClusterGetsItsLeastWhenTheLinkIsLostAndAllWhenWeStop() {
    assertEquals(
        spec(Quantity.POWER_LIMIT_W, 300, 3000, 300, 3000),
        of("plc-compute", new Role.Compute(300, 3000, 0.3, Double.POSITIVE_INFINITY)));
  }

  @Test
  void aRelayOpens() {
    assertEquals(
        spec(Quantity.CONTACT, 0, 1, 0, 0),
        of("gpio-relay", new Role.ShedRelay(2000, 1, Optional.empty())));
  }

  @Test
  void whatIsOnlyReadHasNoOutput() {
    assertFalse(output("eastron-sdm630", new Role.GridMeter()).isPresent());
    assertFalse(output("plc-ev-charger", new Role.Load()).isPresent());
    // A PV inverter behind a plain meter cannot be limited.
    assertFalse(output("eastron-sdm630", new Role.Pv(10_000, 10_000)).isPresent());
  }

  private static OutputSpec spec(
      Quantity quantity, double min, double max, double safe, double neutral) {
    return new OutputSpec(new Signal("d1", quantity), min, max, NO_RAMP, safe, neutral);
  }

  private static OutputSpec of(String profile, Role role) {
    return output(profile, role).orElseThrow();
  }

  private static Optional<OutputSpec> output(String profile, Role role) {
    Connection connection =
        new Connection.Gpio(List.of(1), false, false, Optional.empty(), Optional.empty());
    return OutputSpecs.of(
        new DeviceConfig(
            "d1", ProfileLoader.shipped(profile), connection, role, false, Optional.empty()));
  }
}
