package io.spikewatt.controller.asset.heatpump;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.spikewatt.config.load.ConfigLoader;
import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.asset.FlexibleLoad;
import io.spikewatt.controller.asset.HeatPumpState;
import io.spikewatt.controller.asset.LoadNeed;
import io.spikewatt.controller.asset.LoadNeed.Surplus;
import io.spikewatt.controller.asset.LoadNeed.Urgency;
import io.spikewatt.controller.asset.LoadOffer;
import io.spikewatt.controller.asset.LoadPlan;
import io.spikewatt.controller.asset.LoadView;
import io.spikewatt.controller.asset.StoragePolicy;
import io.spikewatt.controller.setpoint.EnergyPrices;
import io.spikewatt.controller.setpoint.Reason;
import io.spikewatt.hal.time.Moment;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** A pump of 2500 W with a coefficient of 3; import costs 0.30, export pays 0.08. */
class HeatPumpAssetTest {

  private static final Moment NOW = new Moment(0, Instant.parse("2026-01-14T12:00:00Z"));
  private static final double BAND_KWH = 20;

  private final FlexibleLoad pump = pump();

  private static FlexibleLoad pump() {
    Site site =
        assertInstanceOf(
                LoadedSite.Ok.class,
                ConfigLoader.load(
                    """
                    site: { name: house, timezone: UTC }
                    grid: { import-limit-w: 17000, export-limit-w: 5000 }
                    tariff: { currency: EUR, import-per-kwh: 0.30, export-per-kwh: 0.08 }
                    devices:
                      - { id: meter1, profile: sunspec-meter, connection: { modbus-tcp: m.lan }, grid-meter: }
                      - id: heatpump1
                        profile: lambda-eu-l
                        connection: { modbus-tcp: h.lan }
                        heat-pump:
                          max-w: 2500
                          min-w: 700
                          cop: 3
                          cop-per-k: 0
                          store-wh-per-k: 11000
                          lowest-c: 20
                          highest-c: 22
                    """,
                    "/house.yaml"))
            .site();
    DeviceConfig device = site.devices().getLast();
    return assertInstanceOf(
        FlexibleLoad.class,
        HeatPumpAsset.of(device, (Role.HeatPump) device.role(), Optional.empty())
            .control()
            .orElseThrow());
  }

  private LoadOffer offer(Estimate storedKwh, OptionalDouble perKwh, boolean isWithoutGrid) {
    Estimate unknown = new Estimate.Unknown("test");
    StoragePolicy policy =
        StoragePolicy.byRule(0.95, 0).byPrices(new EnergyPrices(0.2, 0.30, 0.08));
    return pump.offers()
        .apply(
            new LoadView(
                new HeatPumpState("heatpump1", unknown, unknown, unknown, storedKwh),
                0,
                isWithoutGrid,
                policy,
                Optional.of(new LoadPlan(perKwh, Optional.empty(), until -> true)),
                NOW));
  }

  private static Estimate kwh(double value) {
    return new Estimate.Known(value, Estimate.How.DERIVED, NOW);
  }

  private LoadNeed need(double storedKwh, double perKwh) {
    return offer(kwh(storedKwh), OptionalDouble.of(perKwh), false).needs().getFirst();
  }

  @Test
  void a_store_colder_than_its_band_is_urgent_until_it_is_a_little_warmer() {
    assertEquals(
        new LoadNeed(Reason.TOO_COLD, Urgency.URGENT, 2_500, 2_500, Surplus.NONE), need(-0.1, 0));
    assertEquals(Urgency.URGENT, need(0.5, 0).urgency(), "no warmer than 5 % of the band");
    assertEquals(Urgency.WAITS, need(1.5, 0).urgency());
    assertEquals(Urgency.WAITS, need(0.5, 0).urgency());
  }

  @Test
  void heat_that_is_worth_more_than_its_import_is_taken_from_the_grid() {
    assertEquals(
        new LoadNeed(Reason.CHEAP_ENERGY, Urgency.WAITS, 2_500, 2_500, Surplus.BEFORE_STORAGE),
        need(10, 0.12));
    assertEquals(0, need(10, 0.05).gridW());
  }

  @Test
  void surplus_is_worth_less_than_import_and_goes_to_batteries_that_gain_more() {
    LoadNeed before = need(10, 0.08);
    assertEquals(Reason.SURPLUS, before.reason());
    assertEquals(Surplus.BEFORE_STORAGE, before.surplus());
    assertEquals(Surplus.AFTER_STORAGE, need(10, 0.05).surplus());
    assertEquals(Surplus.NONE, need(10, 0.01).surplus());
  }

  @Test
  void a_full_store_takes_nothing() {
    LoadNeed full = need(BAND_KWH + 2, 0.5);
    assertEquals(0, full.upToW());
    assertEquals(0, full.gridW());
  }

  @Test
  void without_the_grid_only_surplus_heats() {
    LoadNeed cold = offer(kwh(-1), OptionalDouble.of(0.5), true).needs().getFirst();
    assertEquals(Urgency.WAITS, cold.urgency());
    assertEquals(0, cold.gridW());
  }

  @Test
  void its_thermostat_decides_without_a_plan_or_a_temperature() {
    LoadOffer unplanned = offer(kwh(10), OptionalDouble.empty(), false);
    LoadOffer unknown = offer(new Estimate.Unknown("silent"), OptionalDouble.of(0.5), false);
    for (LoadOffer offer : List.of(unplanned, unknown)) {
      assertEquals(List.of(), offer.needs());
      assertEquals(Reason.DEVICE_DECIDES, offer.idle());
    }
    assertEquals(Reason.WAITS, offer(kwh(10), OptionalDouble.of(0), false).idle());
  }
}
