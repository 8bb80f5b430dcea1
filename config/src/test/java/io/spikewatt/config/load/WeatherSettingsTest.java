package io.spikewatt.config.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.config.site.SiteChanges;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** Settings of a site that its forecasts with predicted weather follow. */
class WeatherSettingsTest {

  private static final String METEO =
      "sources: [ { source: open-meteo, settings: { latitude: \"48\", longitude: \"10\" } } ]\n";

  private static LoadedSite load(String pv, String more) {
    String yaml =
        """
        site: { name: home, timezone: Europe/Berlin, latitude: 48, longitude: 10 }
        grid: { import-limit-w: 17000, export-limit-w: 9000 }
        tariff: { currency: EUR, import-per-kwh: 0.30 }
        storage: { directory: /nowhere }
        devices:
          - { id: meter1, profile: sunspec-meter, connection: { modbus-tcp: m.lan }, grid-meter: }
          - { id: pv1, profile: sunspec-inverter, connection: { modbus-tcp: p.lan }, pv: { rated-w: 5000 } }
        """;
    return ConfigLoader.load(
        yaml.replace("rated-w: 5000", "rated-w: 5000" + pv) + more, "/home.yaml");
  }

  private static Site site(String pv, String more) {
    return assertInstanceOf(LoadedSite.Ok.class, load(pv, more)).site();
  }

  @Test
  void modules_of_an_inverter_have_a_tilt_and_a_direction() {
    assertEquals(
        new Role.Pv(5000, 5000, OptionalDouble.of(30), OptionalDouble.of(135)),
        site(", tilt-deg: 30, azimuth-deg: 135", "").devices().getLast().role());
    assertEquals(new Role.Pv(5000, 5000), site("", "").devices().getLast().role());
    assertTrue(load(", azimuth-deg: -45", "").toString().contains("azimuth-deg"));
  }

  @Test
  void other_sources_of_weather_keep_the_models_and_other_prices_the_forecasts_too() {
    Site plain = site("", "");
    Site meteo = site("", METEO);
    assertFalse(SiteChanges.keepForecasts(plain, meteo));
    assertFalse(SiteChanges.keepForecasts(meteo, site("", METEO.replace("\"48\"", "\"49\""))));
    assertTrue(SiteChanges.keepModels(meteo, site("", METEO.replace("\"48\"", "\"49\""))));
    assertTrue(SiteChanges.keepForecasts(meteo, site("", METEO)));
    assertTrue(SiteChanges.keepForecasts(plain, site("", "sources: [ { source: awattar } ]\n")));
  }
}
