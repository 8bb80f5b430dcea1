package io.spikewatt.controller.asset.site;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.spikewatt.config.load.ConfigLoader;
import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.controller.asset.SiteDevice.Purpose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A meter behind a device counts where the device itself does not. */
class FeederTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sg-ready: {} | FEEDER",
        "'heat-pump: { max-w: 2500, store-wh-per-k: 11000, lowest-c: 20, highest-c: 22 }' | NONE"
      })
  void theMeterOfContactsThatSetNoPowerMeasuresLoad(String role, Purpose purpose) {
    String yaml =
        """
        site: { name: home, timezone: Europe/Berlin, latitude: 52.52, longitude: 13.40 }
        grid: { import-limit-w: 11000, export-limit-w: 11000 }
        tariff: { currency: EUR, import: [ { from: "00:00", to: "24:00", per-kwh: 0.3 } ] }
        storage: { directory: state }
        devices:
          - { id: meter1, profile: eastron-sdm630, connection: { modbus-tcp: 127.0.0.1 }, grid-meter: {} }
          - { id: heat-meter, profile: lambda-eu-l, connection: { modbus-tcp: 127.0.0.2 }, load: {} }
          - id: pump
            profile: sg-ready
            connection: { gpio: [23, 24] }
            meter: heat-meter
            %s
        """
            .formatted(role);
    LoadedSite.Ok site =
        assertInstanceOf(LoadedSite.Ok.class, ConfigLoader.load(yaml, "home.yaml"));
    assertEquals(purpose, SiteDevices.of(site.site()).get(1).purpose());
  }
}
