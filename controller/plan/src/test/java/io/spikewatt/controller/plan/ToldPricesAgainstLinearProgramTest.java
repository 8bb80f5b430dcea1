package io.spikewatt.controller.plan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.price.Prices;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Plans at an exchange's prices, which differ every hour. */
class ToldPricesAgainstLinearProgramTest {
  private static final int SLOTS = 96;

  private static Prices hourly(Random random, double low, double high) {
    double[] imports = new double[SLOTS];
    double[] exports = new double[SLOTS];
    for (int k = 0; k < SLOTS; k++) {
      imports[k] = k % 4 == 0 ? low + (high - low) * random.nextDouble() : imports[k - 1];
      exports[k] = 0.8 * imports[k] - 0.02;
    }
    return new Prices(Days.START, Duration.ofMinutes(15), imports, exports);
  }

  /**
   * Prices that jump at random each hour are the hardest there are: .13 % of the bills are lost to
   * the levels of energy, where two prices a day cost less than .05 %.
   */
  @Test
  void withTheTrueFutureTheCostIsCloseToTheLinearProgramsOptimum() {
    double worst = 0;
    double gaps = 0;
    double bills = 0;
    for (int seed = 0; seed < 60; seed++) {
      Random random = new Random(seed * 0x9E3779B97F4A7C15L);
      PlanModel.StorageModel storageModel = Days.storage(4 + 16 * random.nextDouble(), 5);
      PlanModel model = Days.model(Days.tariff(0.3, 0.3, 0.08), storageModel, Days.NO_COMPUTE);
      double[] load = Days.load(random, SLOTS);
      double[] pv = Days.pv(random, SLOTS, 8000 * random.nextDouble());
      double soc = 10 + 85 * random.nextDouble();
      Prices prices = hourly(random, 0.02, 0.45);
      Plan plan = Days.made(new Planner(model, 1).plan(Days.request(load, pv, soc, prices)));
      assertArrayEquals(prices.importPerKwh(), plan.schedule().importPerKwh());
      assertArrayEquals(prices.exportPerKwh(), plan.schedule().exportPerKwh());
      double[] sorted = prices.importPerKwh().clone();
      Arrays.sort(sorted);
      double terminal = Math.min(sorted[0], 0.97 * storageModel.efficiency() * sorted[SLOTS - 1]);
      double optimum =
          new LinearProgram(model, plan, load, pv, soc, 9000, 5000, terminal).cost(List.of(), 0);
      double gap = Days.cost(plan, model, terminal) - optimum;
      assertTrue(gap > -1e-4, "day " + seed + " beats the optimum, so the oracle is wrong: " + gap);
      double bill = Days.bill(plan, load, pv);
      worst = Math.max(worst, gap / bill);
      gaps += gap;
      bills += bill;
    }
    assertTrue(worst < 0.01, "the worst day lies " + 100 * worst + " % of its bill too high");
    assertTrue(gaps < 0.0015 * bills, "all days lie " + 100 * gaps / bills + " % too high");
  }

  @Test
  void whereImportIsPaidTheBatteryIsFilledAndTheSunIsLeftAlone() {
    PlanModel model = Days.model(Days.tariff(0.3, 0.3, 0.08), Days.storage(10, 5), Days.NO_COMPUTE);
    double[] imports = new double[SLOTS];
    double[] exports = new double[SLOTS];
    Arrays.fill(imports, 0.3);
    Arrays.fill(exports, 0.05);
    Arrays.fill(imports, 48, 56, -0.2);
    Arrays.fill(exports, 48, 56, -0.3);
    double[] load = new double[SLOTS];
    double[] pv = new double[SLOTS];
    Arrays.fill(load, 1000);
    Arrays.fill(pv, 40, 64, 3000);
    Prices prices = new Prices(Days.START, Duration.ofMinutes(15), imports, exports);
    PlanSchedule s =
        Days.made(new Planner(model, 1).plan(Days.request(load, pv, 10, prices))).schedule();
    for (int k = 48; k < 56; k++) {
      assertEquals(3000, s.curtailedW()[k], 1, "slot " + k);
      assertTrue(s.gridW()[k] >= 1000 - 1, "import is paid for: " + s.gridW()[k]);
    }
    assertEquals(95, s.stored(AssetSeries.BATTERY).orElseThrow().level()[56], 0.5);
  }

  @Test
  void slotsThatNobodyToldKeepTheTariffsPrice() {
    PlanModel model =
        Days.model(Days.tariff(0.2, 0.35, 0.08), Days.storage(10, 5), Days.NO_COMPUTE);
    double[] told = new double[8];
    Arrays.fill(told, 0.11);
    told[2] = Double.NaN;
    double[] none = new double[8];
    Arrays.fill(none, Double.NaN);
    Prices prices = new Prices(Days.START, Duration.ofMinutes(15), told, none);
    double[] flat = new double[SLOTS];
    PlanSchedule s =
        Days.made(new Planner(model, 1).plan(Days.request(flat, flat, 50, prices))).schedule();
    assertEquals(0.11, s.importPerKwh()[1]);
    assertEquals(0.2, s.importPerKwh()[2]);
    assertEquals(0.11, s.importPerKwh()[7]);
    assertEquals(0.2, s.importPerKwh()[8]);
    assertEquals(0.08, s.exportPerKwh()[1]);
  }
}
