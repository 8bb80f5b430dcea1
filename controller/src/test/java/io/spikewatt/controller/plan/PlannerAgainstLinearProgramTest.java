package io.spikewatt.controller.plan;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The dynamic program with the true future against a linear program's optimum. */
class PlannerAgainstLinearProgramTest {

  private static final int SLOTS = 96;

  @Test
  void withTheTrueFutureTheCostOfASingleStorageIsCloseToTheLinearProgramsOptimum() {
    double worst = 0;
    double gaps = 0;
    double bills = 0;
    int days = 100;
    for (int seed = 0; seed < days; seed++) {
      Random random = new Random(seed * 0x9E3779B97F4A7C15L);
      PlanModel.BatteryModel batteryModel =
          new PlanModel.BatteryModel(
              4 + 16 * random.nextDouble(),
              2 + 4 * random.nextDouble(),
              2 + 4 * random.nextDouble(),
              10,
              95,
              0.9 + 0.09 * random.nextDouble(),
              0.04 * random.nextDouble());
      double night = 0.1 + 0.2 * random.nextDouble();
      double export = 0.08 * random.nextDouble();
      double day = night + 0.25 * random.nextDouble();
      PlanModel model = Days.model(Days.tariff(night, day, export), batteryModel, Days.NO_COMPUTE);
      double[] load = Days.load(random, SLOTS);
      double[] pv = Days.pv(random, SLOTS, 8000 * random.nextDouble());
      double soc = 10 + 85 * random.nextDouble();
      double importW = 6000 + 4000 * random.nextDouble();
      double exportW = 5000 * random.nextDouble();
      Plan plan =
          Days.made(
              new Planner(model, 1)
                  .plan(
                      Days.request(
                          Days.START,
                          Days.sure(Days.START, load),
                          Days.sure(Days.START, pv),
                          soc,
                          List.of(),
                          importW,
                          exportW)));
      double terminal = Math.min(night, 0.97 * batteryModel.efficiency() * day);
      double end =
          plan.schedule().stored(AssetSeries.BATTERY).orElseThrow().level()[SLOTS]
              / 100
              * batteryModel.capacityKwh();
      double cost = plan.expectedCost() - terminal * end;
      double optimum =
          new LinearProgram(model, plan, load, pv, soc, importW, exportW, terminal)
              .cost(List.of(), 0);
      double gap = cost - optimum;
      double bill = Days.bill(plan, load, pv);
      assertTrue(gap > -1e-4, "day " + seed + " beats the optimum, so the oracle is wrong: " + gap);
      worst = Math.max(worst, gap / bill);
      gaps += gap;
      bills += bill;
    }
    assertTrue(worst < 0.003, "the worst day lies " + 100 * worst + " % of its bill too high");
    assertTrue(
        gaps < 0.0005 * bills, "all days together lie " + 100 * gaps / bills + " % too high");
  }
}
