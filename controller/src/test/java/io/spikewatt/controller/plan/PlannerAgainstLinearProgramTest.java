package io.spikewatt.controller.plan;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The dynamic program with the true future against a linear program's optimum. */
class PlannerAgainstLinearProgramTest {

  private static final int SLOTS = 96;

  @Test
  void withTheTrueFutureTheCostOfASingleStorageIsTheLinearProgramsOptimum() {
    double worst = 0;
    double sum = 0;
    double dpSum = 0;
    double lpSum = 0;
    int days = 40;
    for (int seed = 0; seed < days; seed++) {
      Random random = new Random(seed);
      PlanModel.Storage storage =
          new PlanModel.Storage(
              4 + 16 * random.nextDouble(),
              2 + 4 * random.nextDouble(),
              2 + 4 * random.nextDouble(),
              10,
              95,
              0.9 + 0.09 * random.nextDouble(),
              0.04 * random.nextDouble());
      double night = 0.1 + 0.2 * random.nextDouble();
      double export = 0.08 * random.nextDouble();
      PlanModel model =
          Days.model(
              Days.tariff(night, night + 0.25 * random.nextDouble(), export),
              storage,
              Days.NO_COMPUTE);
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
      double terminal = 0.9 * night * storage.efficiency();
      double end = plan.schedule().batterySocPct()[SLOTS] / 100 * storage.capacityKwh();
      double cost = plan.expectedCost() - terminal * end;
      double optimum = LinearProgram.cost(model, plan, load, pv, soc, importW, exportW, terminal);
      double scale = Math.max(0.5, Math.abs(optimum));
      worst = Math.max(worst, (cost - optimum) / scale);
      sum += (cost - optimum) / scale;
      dpSum += cost;
      lpSum += optimum;
      assertTrue(
          cost > optimum - 1e-4 * scale, "day " + seed + " beats the optimum: the oracle is wrong");
    }
    System.out.printf(
        "worst %.4f %% mean %.4f %% sum %.4f %%%n",
        100 * worst, 100 * sum / days, 100 * (dpSum / lpSum - 1));
    assertTrue(worst < 0.005, "worst day is " + 100 * worst + " % above the optimum");
    assertTrue(sum / days < 0.001, "mean is " + 100 * sum / days + " % above the optimum");
  }
}
