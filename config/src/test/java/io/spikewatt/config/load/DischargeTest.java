package io.spikewatt.config.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.OutputSpecs;
import io.spikewatt.config.site.Role;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Cars that serve the site, in the configuration. */
final class DischargeTest {

  private static LoadedSite load(String profile, String connection, String charger) {
    return ConfigLoader.load(
        """
        site: { name: home, timezone: Europe/Berlin }
        grid: { import-limit-w: 20000, export-limit-w: 7000 }
        tariff: { currency: EUR, import-per-kwh: 0.30 }
        devices:
          - { id: meter1, profile: sunspec-meter, connection: { modbus-tcp: m.lan }, grid-meter: }
          - id: car1
            profile: %s
            connection: { %s }
            ev-charger: { %s }
        """
            .formatted(profile, connection, charger),
        "/etc/spikewatt/site.yaml");
  }

  @Test
  void aChargerWhoseProfileKnowsPowerIntoTheSiteMayDischarge() {
    String keys =
        "max-w: 7400, discharge-w: 7000, capacity-wh: 60000, wear-per-kwh: 0.05, worth-per-kwh: 0.2";
    var site = Fixture.site(load("wallbox-quasar", "modbus-tcp: q.lan", keys));
    var device = site.devices().get(1);
    assertEquals(
        new Role.EvCharger(
            1380, 7400, 0.9, 7000, 30, 0.05, Optional.of(60_000.0), Optional.of(0.2)),
        device.role());
    var output = OutputSpecs.of(device).orElseThrow();
    assertEquals(-7400, output.min());
    assertEquals(7000, output.max());
  }

  @Test
  void oneThatOnlyChargesMayNot() {
    String link = "opc-ua: \"opc.tcp://p.lan:4840\", security: none";
    var found = problems(load("plc-ev-charger", link, "max-w: 11000, discharge-w: 5000"));
    assertEquals(1, found.size(), found.toString());
    assertEquals("devices[1].ev-charger.discharge-w", found.getFirst().path());
    assertTrue(found.getFirst().toString().contains("plausible power_w"), found.toString());
    var more =
        problems(load("go-e-charger-3p", "modbus-tcp: g.lan", "max-w: 11000, discharge-w: 50"));
    assertEquals(1, more.size(), more.toString());
  }

  @Test
  void noneMayDischargeMoreThanItsProfileKnows() {
    String keys = "max-w: 7400, discharge-w: 9000";
    var found = problems(load("wallbox-quasar", "modbus-tcp: q.lan", keys));
    assertEquals(1, found.size(), found.toString());
    assertTrue(found.getFirst().toString().contains("at most 8000"), found.toString());
  }

  private static List<Problem> problems(LoadedSite loadedSite) {
    return assertInstanceOf(LoadedSite.Failed.class, loadedSite).problems();
  }
}
