package io.spikewatt.controller.page;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikewatt.controller.fixture.DemoPlant;
import io.spikewatt.controller.fixture.Plans;
import io.spikewatt.controller.forecast.SiteForecasts;
import io.spikewatt.controller.plan.AssetSeries;
import io.spikewatt.controller.plan.ImportLevels;
import io.spikewatt.controller.plan.Plan;
import io.spikewatt.controller.plan.PlanSchedule;
import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.testkit.DemoSite;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Stacked parts of a plan on the page. */
class PlanPartsTest {

  private static final int SLOTS = 4;

  private static double[] all(double value) {
    double[] values = new double[SLOTS];
    Arrays.fill(values, value);
    return values;
  }

  private static Plan plan(AssetSeries... assets) {
    Plan base = Plans.worth(new DemoPlant(DemoSite.usual()), 0, 0, 0.3, 0.07);
    return new Plan(
        base.madeAt(),
        base.validUntil(),
        base.start(),
        base.slot(),
        new PlanSchedule(
            all(1000),
            all(4000),
            all(500),
            all(-900),
            all(0.3),
            all(0.07),
            ImportLevels.of(all(Double.POSITIVE_INFINITY)),
            List.of(assets)),
        base.values(),
        0,
        base.co2Kg(),
        List.of(),
        Optional.empty(),
        Map.of(),
        Optional.empty(),
        Optional.empty());
  }

  private static AssetSeries asset(String id, String group, double watts) {
    return new AssetSeries(id, group, all(watts), new double[0], new double[0]);
  }

  private static Map<String, Double> first(List<PlanParts.Part> parts) {
    return parts.stream()
        .collect(Collectors.toMap(part -> part.kind() + " " + part.id(), part -> part.powerW()[0]));
  }

  @Test
  void a_chargers_next_car_is_the_same_part_and_curtailed_sun_is_none() {
    List<PlanParts.Part> parts =
        PlanParts.of(
            plan(
                asset("battery", AssetSeries.BATTERY, -600),
                asset("ev1", AssetSeries.EV, -300),
                asset("ev1", AssetSeries.EV, -200),
                asset("compute", AssetSeries.COMPUTE, 0),
                asset("pump1", AssetSeries.HEAT_PUMP, -500)),
            Optional.empty());
    assertEquals(
        Map.of(
            "grid grid", -900.0,
            "pv pv", 3500.0,
            "battery battery", -600.0,
            "ev ev1", -500.0,
            "heat-pump pump1", -500.0,
            "load load", -1000.0),
        first(parts));
    assertEquals(0, first(parts).values().stream().mapToDouble(w -> w).sum());
  }

  @Test
  void sun_and_wind_share_the_production_as_they_are_forecast() {
    Plan plan = plan(asset("battery", AssetSeries.BATTERY, -1600));
    SiteForecasts ahead =
        new SiteForecasts(
            forecast(plan, 1000), forecast(plan, 3000), Optional.of(forecast(plan, 1000)));
    Map<String, Double> parts = first(PlanParts.of(plan, Optional.of(ahead)));
    assertEquals(2625.0, parts.get("pv pv"));
    assertEquals(875.0, parts.get("wind wind"));
    assertEquals(0, parts.values().stream().mapToDouble(w -> w).sum());
  }

  private static Forecast forecast(Plan plan, double watts) {
    double[] values = all(watts);
    return new Forecast(
        plan.start(), Duration.ofMinutes(15), values, values, values, values, "test@1");
  }
}
