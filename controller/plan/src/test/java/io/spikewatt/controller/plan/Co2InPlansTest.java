package io.spikewatt.controller.plan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.Site;
import io.spikewatt.config.site.Tariff;
import io.spikewatt.controller.price.Prices;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A kWh from the grid costs what its CO2 costs, too. */
class Co2InPlansTest {
  private static final int SLOTS = 96;
  private static final double PER_KG = 0.2;
  private static final double CLEAN = 0.05;
  private static final double DIRTY = 0.5;

  /** Slots at noon, local time, in which the grid is clean. */
  private static final int FROM = 40;

  private static final int TO = 56;

  private static final double[] LOAD = filled(1000);
  private static final double[] DARK = filled(0);
  private static final double[] UNTOLD = filled(Double.NaN);

  private static double[] filled(double value) {
    double[] values = new double[SLOTS];
    Arrays.fill(values, value);
    return values;
  }

  private static double[] cleanAtNoon() {
    double[] co2 = filled(DIRTY);
    Arrays.fill(co2, FROM, TO, CLEAN);
    return co2;
  }

  private static PlanModel model(Tariff money, double perKg, Optional<Double> mean) {
    Tariff tariff =
        new Tariff(
            money.imports(), money.exportRange().most(), 0, new Tariff.Co2(perKg, mean), "EUR");
    return Days.model(tariff, Days.storage(10, 5), Days.NO_COMPUTE);
  }

  private static PlanModel flat(double perKg, Optional<Double> mean) {
    return model(Days.tariff(0.3, 0.3, 0.05), perKg, mean);
  }

  private static Prices emissions(double[] co2) {
    return new Prices(Days.START, Duration.ofMinutes(15), UNTOLD, UNTOLD, co2);
  }

  private static Plan plan(PlanModel model, double[] load, double[] pv, double soc, Prices prices) {
    return Days.made(new Planner(model, 1).plan(Days.request(load, pv, soc, prices)));
  }

  private static Plan plan(PlanModel model, double[] co2) {
    return plan(model, LOAD, DARK, 10, emissions(co2));
  }

  private static double importedKg(Plan plan, double[] co2) {
    double kg = 0;
    for (int k = 0; k < SLOTS; k++) {
      kg += 0.25 / 1000 * Math.max(0, plan.schedule().gridW()[k]) * co2[k];
    }
    return kg;
  }

  @Test
  void byAFlatTariffTheBatteryIsChargedWhileTheGridIsClean() {
    Plan blind = plan(flat(0, Optional.empty()), cleanAtNoon());
    for (double watts : blind.schedule().powerW(AssetSeries.BATTERY)) {
      assertTrue(watts > -1, "nothing is gained by charging: " + watts);
    }
    Plan plan = plan(flat(PER_KG, Optional.empty()), cleanAtNoon());
    PlanSchedule s = plan.schedule();
    for (int k = 0; k < SLOTS; k++) {
      boolean clean = k >= FROM && k < TO;
      assertEquals(0.3 + PER_KG * (clean ? CLEAN : DIRTY), s.importPerKwh()[k], 1e-12);
      assertEquals(0.05, s.exportPerKwh()[k]);
      assertTrue(clean || s.powerW(AssetSeries.BATTERY)[k] > -1, "charges in slot " + k);
    }
    assertEquals(95, s.stored(AssetSeries.BATTERY).orElseThrow().level()[TO], 0.5);
    assertTrue(
        s.stored(AssetSeries.BATTERY).orElseThrow().level()[SLOTS] < 20,
        "and gives it while it is not");
    double kg = plan.co2Kg().orElseThrow();
    assertEquals(importedKg(plan, cleanAtNoon()), kg, 1e-9);
    assertTrue(kg < blind.co2Kg().orElseThrow() - 2, kg + " kg, blind " + blind.co2Kg());
  }

  @Test
  void plansAreThoseOfThePriceWithWhatItsCo2Costs() {
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed * 0x9E3779B97F4A7C15L);
      double[] load = Days.load(random, SLOTS);
      double[] pv = Days.pv(random, SLOTS, 8000 * random.nextDouble());
      double soc = 10 + 85 * random.nextDouble();
      double[] money = new double[SLOTS];
      double[] co2 = new double[SLOTS];
      double[] both = new double[SLOTS];
      for (int k = 0; k < SLOTS; k++) {
        money[k] = k % 4 == 0 ? 0.02 + 0.4 * random.nextDouble() : money[k - 1];
        co2[k] = k % 4 == 0 ? 0.7 * random.nextDouble() : co2[k - 1];
        both[k] = money[k] + PER_KG * co2[k];
      }
      Duration slot = Duration.ofMinutes(15);
      Prices apart = new Prices(Days.START, slot, money, UNTOLD, co2);
      Prices summed = new Prices(Days.START, slot, both, UNTOLD);
      Plan a = plan(flat(PER_KG, Optional.empty()), load, pv, soc, apart);
      Plan b = plan(flat(0, Optional.empty()), load, pv, soc, summed);
      assertArrayEquals(
          b.schedule().powerW(AssetSeries.BATTERY),
          a.schedule().powerW(AssetSeries.BATTERY),
          "day " + seed);
      assertArrayEquals(b.schedule().gridW(), a.schedule().gridW(), "day " + seed);
      assertArrayEquals(
          b.schedule().stored(AssetSeries.BATTERY).orElseThrow().perKwh(),
          a.schedule().stored(AssetSeries.BATTERY).orElseThrow().perKwh());
      assertEquals(b.expectedCost(), a.expectedCost(), "day " + seed);
      assertEquals(OptionalDouble.empty(), b.co2Kg());
    }
  }

  @Test
  void whereNobodyTellsItTheConfiguredMeanCountsAndElseTheMeanOfWhatWasTold() {
    double[] untold = UNTOLD.clone();
    Plan mean = plan(flat(PER_KG, Optional.of(0.4)), untold);
    assertEquals(0.38, mean.schedule().importPerKwh()[7], 1e-12);
    assertEquals(importedKg(mean, filled(0.4)), mean.co2Kg().orElseThrow(), 1e-9);
    Plan unknown = plan(flat(PER_KG, Optional.empty()), untold);
    assertEquals(0.3, unknown.schedule().importPerKwh()[7]);
    assertEquals(OptionalDouble.empty(), unknown.co2Kg(), "nobody knows what it emits");
    untold[3] = 0.1;
    untold[4] = 0.2;
    double[] configured = plan(flat(PER_KG, Optional.of(0.4)), untold).schedule().importPerKwh();
    assertEquals(0.34, configured[4], 1e-12);
    assertEquals(0.38, configured[5], 1e-12);
    double[] told = plan(flat(PER_KG, Optional.empty()), untold).schedule().importPerKwh();
    assertEquals(0.34, told[4], 1e-12);
    assertEquals(0.33, told[5], 1e-12, "not less than where it is told");
  }

  @Test
  void aMeanThatIsConfiguredAddsAsMuchToEveryPriceOfTheTariff() {
    Tariff two = Days.tariff(0.2, 0.35, 0.05);
    Tariff dearer = Days.tariff(0.2 + PER_KG * 0.4, 0.35 + PER_KG * 0.4, 0.05);
    Plan mean = plan(model(two, PER_KG, Optional.of(0.4)), LOAD, DARK, 50, Prices.NONE);
    Plan same = plan(model(dearer, 0, Optional.empty()), LOAD, DARK, 50, Prices.NONE);
    assertArrayEquals(
        same.schedule().powerW(AssetSeries.BATTERY), mean.schedule().powerW(AssetSeries.BATTERY));
    assertArrayEquals(
        same.schedule().stored(AssetSeries.BATTERY).orElseThrow().perKwh(),
        mean.schedule().stored(AssetSeries.BATTERY).orElseThrow().perKwh());
    assertEquals(same.expectedCost(), mean.expectedCost(), 1e-12);
  }

  @Test
  void whoWantsSelfConsumptionPaysForCo2AndDoesNotPlanByIt() {
    Plan paid = plan(selfConsumption(PER_KG), cleanAtNoon());
    Plan free = plan(selfConsumption(0), cleanAtNoon());
    assertArrayEquals(free.schedule().gridW(), paid.schedule().gridW());
    assertArrayEquals(filled(1), paid.schedule().importPerKwh());
    double kg = paid.co2Kg().orElseThrow();
    assertTrue(kg > 1);
    assertEquals(PER_KG * kg, paid.expectedCost() - free.expectedCost(), 1e-9);
  }

  private static PlanModel selfConsumption(double perKg) {
    PlanModel model = flat(perKg, Optional.empty());
    return new PlanModel(
        model.zone(),
        model.tariff(),
        Site.Objective.SELF_CONSUMPTION,
        model.storage(),
        0,
        Map.of(),
        model.flexible(),
        model.validFor());
  }
}
