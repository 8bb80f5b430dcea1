package io.spikewatt.controller.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.optimise.GridResolution;
import io.spikewatt.controller.optimise.SupplyOptions;
import io.spikewatt.controller.plan.PlannerSettings.Penalties;
import io.spikewatt.controller.plan.PlannerSettings.Resolution;
import io.spikewatt.controller.plan.PlannerSettings.Shifting;
import io.spikewatt.controller.price.Prices;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.inference.forecast.Forecast;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** Hours instead of quarter hours, with a grid whose limits are hard: 1 kW of load all day. */
class HourlyPlansTest {

  private static final int HOURS = 24;
  private static final SlotGrid SLOTS = new SlotGrid(Duration.ofHours(1), HOURS, 0);
  private static final GridResolution LEVELS = new GridResolution(1, 41, 41, 9, 31, 7, 13, 0.8);
  private static final PlanModel MODEL =
      Days.model(Days.tariff(0.3, 0.3, 0), Days.storage(10, 5), Days.NO_COMPUTE);

  private static Planner planner(int classes, int ages, double unservedPerKwh) {
    return new Planner(
        MODEL,
        new PlannerSettings(
            SLOTS,
            new Resolution(classes, LEVELS, LEVELS, 2, ages, new Shifting(24, 1, 1, true)),
            new SupplyOptions(SupplyOptions.Genset.NONE, List.of(), unservedPerKwh, 0),
            new Penalties(0, 5, 5, 0, 0),
            false));
  }

  private static PlanRequest request(double socPct, Optional<double[][]> errorsW) {
    double[] load = new double[HOURS];
    Arrays.fill(load, 1000);
    return new PlanRequest(
        new Moment(0, Days.START),
        new PlanRequest.Ahead(hours(load), hours(new double[HOURS]), errorsW),
        OptionalDouble.of(socPct),
        List.of(),
        new PlanRequest.Limits(9000, 5000),
        PlanRequest.Peak.NONE,
        Prices.NONE,
        PlanRequest.FlexibleLoads.NONE);
  }

  private static Forecast hours(double[] watts) {
    return new Forecast(Days.START, SLOTS.slot(), watts, watts, watts, watts, "test");
  }

  @Test
  void energyIsKeptForAnOutageThatWasAnnounced() {
    boolean[] down = new boolean[HOURS];
    Arrays.fill(down, 6, 10, true);
    Plan plan =
        Days.made(
            planner(1, 0, 10).plan(request(10, Optional.empty()), new OutageRates.Announced(down)));
    assertEquals(Duration.ofHours(1), plan.slot());
    for (int k = 6; k < 10; k++) {
      assertEquals(0, plan.schedule().gridW()[k], 1e-6, "hour " + k);
      assertEquals(1000, plan.schedule().powerW(AssetSeries.BATTERY)[k], 1e-6, "hour " + k);
    }
  }

  @Test
  void energyIsBoughtAgainstOutagesThatMayComeAtAnyTime() {
    double[] returns = {0, 0.3};
    OutageRates often = new OutageRates.ByAge(0.02, returns, 0);
    PlanRequest empty = request(10, Optional.empty());
    double bought =
        -Days.made(planner(1, 1, 10).plan(empty, often)).schedule().powerW(AssetSeries.BATTERY)[0];
    assertTrue(bought > 1000, bought + " W");
    double calm =
        Days.made(planner(1, 1, 10).plan(empty, OutageRates.NONE))
            .schedule()
            .powerW(AssetSeries.BATTERY)[0];
    assertEquals(0, calm, 1e-6);
  }

  @Test
  void errorsThatWereToldMoveTheValueOfStoredEnergy() {
    double[][] errors = new double[HOURS][];
    Arrays.setAll(errors, k -> k == 0 ? new double[3] : new double[] {-8000, 0, 8000});
    double[][] none = new double[HOURS][3];
    // A surplus that earns nothing fills the battery in one class of three.
    double sure = value(planner(3, 0, 10), request(50, Optional.of(none)));
    double unsure = value(planner(3, 0, 10), request(50, Optional.of(errors)));
    assertTrue(unsure < sure, unsure + " against " + sure);
  }

  private static double value(Planner planner, PlanRequest request) {
    return Days.made(planner.plan(request))
        .schedule()
        .stored(AssetSeries.BATTERY)
        .orElseThrow()
        .perKwh()[0];
  }

  @Test
  void aNumberOfErrorClassesThatThePlannerDoesNotHaveIsRefused() {
    PlanResult result = planner(3, 0, 10).plan(request(50, Optional.of(new double[HOURS][2])));
    assertTrue(result instanceof PlanResult.Failed, result.toString());
  }
}
