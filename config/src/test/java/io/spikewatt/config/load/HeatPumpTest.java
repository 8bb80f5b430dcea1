package io.spikewatt.config.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.OutputSpecs;
import io.spikewatt.config.site.Role;
import io.spikewatt.hal.signal.Quantity;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** Heat pumps that are planned, in the configuration. */
final class HeatPumpTest {

  private static final String LINES =
      "max-w: 2500, store-wh-per-k: 600, lowest-c: 42, highest-c: 55";

  private static LoadedSite load(String profile, String connection, String meter, String pump) {
    return ConfigLoader.load(
        """
        site: { name: home, timezone: Europe/Berlin }
        grid: { import-limit-w: 20000, export-limit-w: 7000 }
        tariff: { currency: EUR, import-per-kwh: 0.30 }
        mqtt: { broker: "tcp://b.lan:1883" }
        devices:
          - { id: meter1, profile: sunspec-meter, connection: { modbus-tcp: m.lan }, grid-meter: }
          - { id: heat-meter, profile: mqtt-heat-meter, connection: { mqtt: heat }, load: }
          - id: heatpump1
            profile: %s
            connection: { %s }
            %s
            heat-pump: { %s }
        """
            .formatted(profile, connection, meter, pump),
        "/etc/spikewatt/site.yaml");
  }

  private static DeviceConfig pump(String profile, String connection, String meter, String pump) {
    return Fixture.site(load(profile, connection, meter, pump)).devices().get(2);
  }

  private static List<Problem> problems(LoadedSite loaded) {
    return assertInstanceOf(LoadedSite.Failed.class, loaded).problems();
  }

  @Test
  void fourValuesAreEnough() {
    DeviceConfig device = pump("lambda-eu-l", "modbus-tcp: h.lan", "", LINES);
    assertEquals(
        new Role.HeatPump(
            2500,
            2500,
            new Role.Cop(3.5, 7, 0.07),
            new Role.HeatStore(600, 6, 42, 55),
            Duration.ofMinutes(20),
            Duration.ofMinutes(20)),
        device.role());
    var output = OutputSpecs.of(device).orElseThrow();
    assertEquals(Quantity.POWER_W, output.signal().quantity());
    assertEquals(-2500, output.min());
    assertEquals(0, output.max());
    assertEquals(0, output.safeValue());
  }

  @Test
  void whatContactsCannotTellIsReadFromTheMeter() {
    DeviceConfig device = pump("sg-ready", "gpio: [5, 6]", "meter: heat-meter", LINES);
    var output = OutputSpecs.of(device).orElseThrow();
    assertEquals(Quantity.SG_READY_STATE, output.signal().quantity());
    assertEquals(Role.SgReady.NORMAL, output.safeValue());
    var found = problems(load("sg-ready", "gpio: [5, 6]", "", LINES));
    assertEquals(1, found.size(), found.toString());
    assertEquals("devices[2].meter", found.getFirst().path());
    assertTrue(found.getFirst().toString().contains("power_w and temperature_c"));
  }

  @Test
  void lowerEndsAreBelowUpperEnds() {
    String wrong = "max-w: 2500, min-w: 3000, store-wh-per-k: 600, lowest-c: 55, highest-c: 42";
    var found = problems(load("lambda-eu-l", "modbus-tcp: h.lan", "", wrong));
    assertEquals(
        List.of("devices[2].heat-pump.min-w", "devices[2].heat-pump.lowest-c"),
        found.stream().map(Problem::path).toList());
  }

  @Test
  void aMeterIsNoHeatPump() {
    var found = problems(load("eastron-sdm630", "modbus-tcp: h.lan", "meter: heat-meter", LINES));
    assertTrue(
        found.getFirst().toString().contains("sets power_w or power_limit_w or sg_ready_state"),
        found.toString());
  }

  @Test
  void theCoefficientFollowsTheOutdoorTemperatureAndIsNeverBelowOne() {
    Role.Cop cop = new Role.Cop(3.5, 7, 0.1);
    assertEquals(3.5, cop.at(OptionalDouble.empty()));
    assertEquals(2.8, cop.at(OptionalDouble.of(0)), 1e-9);
    assertEquals(1, cop.at(OptionalDouble.of(-30)));
  }
}
