package io.spikewatt.config.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.spikewatt.config.site.Connection;
import io.spikewatt.config.site.OutputSpecs;
import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.hal.guard.OutputSpec;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Signal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Devices on the broker, and on several lines of the board. */
final class EdgeDevicesTest {

  private static final String GOOD =
      """
      site: { name: edge, timezone: UTC }
      grid: { import-limit-w: 11000, export-limit-w: 4000 }
      tariff: { currency: EUR, import-per-kwh: 0.3 }
      mqtt: { broker: "tcp://127.0.0.1:1883" }
      devices:
        - { id: meter1, profile: mqtt-meter, connection: { mqtt: home/meter }, grid-meter: {} }
        - id: hpc
          profile: mqtt-compute
          connection: { mqtt: hpc }
          compute: { min-w: 300, max-w: 3000, value-per-kwh: 0.35 }
        - id: hpc2
          profile: mqtt-compute
          connection: { mqtt: hpc2 }
          compute: { min-w: 300, max-w: 3000, value-per-kwh: 0.35 }
        - id: ripple
          profile: ripple-control
          connection: { gpio: [17, 27, 22, 23], active-low: true, normally-closed: true }
          feed-in-limit: { hold-s: 60, fallback-pct: 30 }
        - id: pump
          profile: sg-ready
          connection: { gpio: [5, 6], min-on-s: 900 }
          sg-ready: {}
        - id: pool
          profile: gpio-relay
          connection: { gpio: 12 }
          shed-relay: { load-w: 2000, tier: 3, cost-per-kwh: 0.4 }
        - id: heating
          profile: gpio-relay
          connection: { gpio: 13 }
          shed-relay: { load-w: 3000, tier: 2, cost-per-kwh: 1.5 }
        - id: cellar
          profile: gpio-relay
          connection: { gpio: 16 }
          shed-relay: { load-w: 500 }
      """;

  @Test
  void aSiteWithThemLoads() {
    Site site = assertInstanceOf(LoadedSite.Ok.class, ConfigLoader.load(GOOD, "site.yaml")).site();
    assertEquals(new Connection.Mqtt("home/meter"), site.devices().getFirst().connection());
    assertEquals(
        new Connection.Gpio(
            List.of(17, 27, 22, 23), true, true, Optional.empty(), Optional.empty()),
        site.devices().get(3).connection());
    assertEquals(new Role.FeedInLimit(Duration.ofMinutes(1), 30), site.devices().get(3).role());
    Connection.Gpio pump =
        assertInstanceOf(Connection.Gpio.class, site.devices().get(4).connection());
    assertEquals(Optional.of(Duration.ofMinutes(15)), pump.minOn());
    Signal state = new Signal("pump", Quantity.SG_READY_STATE);
    assertEquals(
        Optional.of(new OutputSpec(state, 1, 4, Double.POSITIVE_INFINITY, 2, 2)),
        OutputSpecs.of(site.devices().get(4)));
    assertEquals(new Role.ShedRelay(3000, 2, Optional.of(1.5)), site.devices().get(6).role());
    assertEquals(new Role.ShedRelay(500, 1, Optional.empty()), site.devices().get(7).role());
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " | ",
      quoteCharacter = '`',
      value = {
        "mqtt: hpc2 | mqtt: hpc | 13 | devices[2].connection.mqtt | hpc/set, which sets hpc",
        "mqtt: home/meter | mqtt: spikewatt/edge | 6 | devices[0].connection.mqtt | outside of our own",
        "[5, 6] | [5, 6, 7] | 21 | devices[4].connection.gpio | 2 for profile sg-ready, found 3",
        "[5, 6] | [5, 22] | 21 | devices[4].connection | an address that no other device has",
        "cost-per-kwh: 0.4 | cost-per-kwh: 1.6 | 26 | devices[5].shed-relay.cost-per-kwh | at most 1.5, the cost of heating",
        "tier: 3, cost-per-kwh: 0.4 | tier: 3 | 26 | devices[5].shed-relay.cost-per-kwh | which is shed later, found nothing",
        "profile: sg-ready | profile: gpio-relay | 20 | devices[4].profile | sets sg_ready_state",
      })
  void oneMistakeIsToldAtItsPlace(String good, String bad, int line, String path, String part) {
    List<Problem> problems =
        Fixture.problems(ConfigLoader.load(GOOD.replace(good, bad), "site.yaml"));
    assertEquals(
        List.of(path + " " + line),
        problems.stream()
            .filter(p -> p.toString().contains(part))
            .map(p -> p.path() + " " + p.line())
            .toList(),
        problems.toString());
  }

  @Test
  void topicsNeedABroker() {
    String without = GOOD.replace("mqtt: { broker: \"tcp://127.0.0.1:1883\" }\n", "");
    List<Problem> problems = Fixture.problems(ConfigLoader.load(without, "site.yaml"));
    assertEquals(3, problems.size(), problems.toString());
    assertEquals("devices[0].connection.mqtt", problems.getFirst().path());
  }
}
