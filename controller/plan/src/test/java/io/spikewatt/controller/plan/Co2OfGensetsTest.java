package io.spikewatt.controller.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.config.site.Tariff;
import io.spikewatt.controller.price.Prices;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.testkit.DemoSite;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** A kWh from a genset costs its fuel and its CO2. */
class Co2OfGensetsTest {
  private static final double FUEL = 0.6;
  private static final double KG_PER_KWH = 0.9;
  private static final double PER_KG = 0.3;

  /** What a kWh costs that the relay's load goes without: between fuel alone and both. */
  private static final double SHED = 0.8;

  private static Site site(double perKg) {
    Role.Genset set =
        new Role.Genset(
            5_000, 30, 70, Duration.ZERO, Duration.ZERO, 0, Optional.of(FUEL), 0, KG_PER_KWH);
    Site site = DemoSite.usual().siteWith(set);
    List<DeviceConfig> devices =
        site.devices().stream().map(Co2OfGensetsTest::withCostWhereItSheds).toList();
    return DemoSite.withCo2(site.withDevices(devices), new Tariff.Co2(perKg, Optional.empty()));
  }

  private static DeviceConfig withCostWhereItSheds(DeviceConfig d) {
    return d.role() instanceof Role.ShedRelay
        ? new DeviceConfig(
            d.id(),
            d.profile(),
            d.connection(),
            new Role.ShedRelay(600, 1, Optional.of(SHED)),
            false,
            Optional.empty())
        : d;
  }

  private static IslandPlan plan(double perKg) {
    double[] load = new double[144];
    Arrays.fill(load, 1000);
    PlanRequest request =
        new PlanRequest(
            new Moment(0, Days.START),
            new PlanRequest.Ahead(
                Days.sure(Days.START, load), Days.sure(Days.START, new double[144])),
            OptionalDouble.of(30),
            List.of(),
            new PlanRequest.Limits(12_000, 5_000),
            PlanRequest.Peak.NONE,
            Prices.NONE,
            PlanRequest.FlexibleLoads.NONE);
    return IslandPlanner.of(site(perKg))
        .orElseThrow()
        .plan(request, new IslandPlan.Island(1000, Optional.empty()))
        .orElseThrow();
  }

  @Test
  void inAnIslandALoadIsShedThatIsWorthItsFuelAndNotItsCo2() {
    IslandPlan fuelAlone = plan(0);
    assertEquals(0, fuelAlone.schedule().shedW()[0], 1e-6);
    assertEquals(1300, fuelAlone.schedule().gensetW()[0], 1e-6, "the load, and compute's .3 kW");
    IslandPlan both = plan(PER_KG);
    assertEquals(600, both.schedule().shedW()[0], 1e-6);
    assertEquals(SHED, both.schedule().shedPerKwh()[0]);
    assertEquals(700, both.schedule().gensetW()[0], 1e-6);
  }

  @Test
  void whatIsKeptForOutagesCountsWithTheSamePrice() {
    assertEquals(FUEL, PlanModel.of(site(0)).backup().genset().perKwh(), 1e-12);
    assertEquals(
        FUEL + PER_KG * KG_PER_KWH, PlanModel.of(site(PER_KG)).backup().genset().perKwh(), 1e-12);
  }
}
