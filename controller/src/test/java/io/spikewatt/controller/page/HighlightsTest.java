package io.spikewatt.controller.page;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.fixture.DemoSite;
import io.spikewatt.controller.plan.AssetSeries;
import io.spikewatt.controller.plan.Plan;
import io.spikewatt.controller.plan.PlanSchedule;
import io.spikewatt.controller.plan.StorageValues;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class HighlightsTest {

  private static final Instant NOON = Instant.parse("2026-06-09T12:00:00Z");
  private static final Duration HOUR = Duration.ofHours(1);

  /** The battery of the site is full at 95 %. */
  private static final Site SITE = DemoSite.usual().site();

  private static Highlights of(double[] pvW, double[] socPct) {
    double[] nothing = new double[pvW.length];
    double[] values = socPct.length == 0 ? new double[0] : nothing;
    PlanSchedule schedule =
        new PlanSchedule(
            nothing,
            pvW,
            nothing,
            nothing,
            nothing,
            nothing,
            nothing,
            List.of(
                new AssetSeries(
                    AssetSeries.BATTERY, AssetSeries.BATTERY, nothing, socPct, values)));
    Moment made = new Moment(0, NOON);
    Plan plan = new Plan(made, made.plus(HOUR), NOON, HOUR, schedule, values(), 0, List.of());
    return Highlights.of(SITE, plan, NOON);
  }

  private static StorageValues values() {
    return StorageValues.firstOf(List.of());
  }

  private static double[] sun(int slots, int dark, int dawn) {
    double[] pvW = new double[slots];
    Arrays.fill(pvW, 5000);
    Arrays.fill(pvW, dark, dawn, 0);
    return pvW;
  }

  @Test
  void the_battery_is_full_at_the_first_slot_of_its_largest_charge() {
    Highlights highlights = of(sun(6, 4, 6), new double[] {50, 80, 94.6, 95, 90, 70, 60});
    assertEquals(Optional.of(NOON.plus(HOUR.multipliedBy(2))), highlights.fullAt());
    assertEquals(Optional.empty(), highlights.sunrise(), "the plan ends in the night");
    assertEquals(OptionalDouble.empty(), highlights.sunriseSocPct());
  }

  @Test
  void sunrise_is_where_the_sun_comes_back_after_dark() {
    Highlights highlights = of(sun(6, 2, 4), new double[] {50, 60, 60, 40, 32, 50, 60});
    assertEquals(Optional.of(NOON.plus(HOUR.multipliedBy(4))), highlights.sunrise());
    assertEquals(OptionalDouble.of(32), highlights.sunriseSocPct());
    assertEquals(Optional.empty(), highlights.fullAt(), "never within the plan");
  }

  @Test
  void a_full_battery_and_a_site_without_one_promise_nothing() {
    assertEquals(Optional.empty(), of(sun(2, 2, 2), new double[] {95, 90, 95}).fullAt());
    assertEquals(Highlights.NONE, of(sun(2, 1, 1), new double[0]));
  }
}
