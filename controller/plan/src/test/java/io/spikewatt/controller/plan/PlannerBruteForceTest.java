package io.spikewatt.controller.plan;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.asset.ChargingRequest;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tiny cases against trying every combination of powers. */
class PlannerBruteForceTest {

  private static final int SLOTS = 3;
  private static final double HOURS = 0.25;

  private final double[] load = new double[SLOTS];
  private final double[] pv = new double[SLOTS];

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void neverCostsMoreThanTheBestOfAllCombinations(int seed) {
    Random random = new Random(seed * 0x9E3779B97F4A7C15L);
    for (int k = 0; k < SLOTS; k++) {
      load[k] = 3000 * random.nextDouble();
      pv[k] = 6000 * random.nextDouble();
    }
    PlanModel model = Days.model(Days.tariff(0.2, 0.35, 0.08), Days.storage(4, 3), Days.NO_COMPUTE);
    double need = 1 + 3 * random.nextDouble();
    ChargingRequest wish =
        new ChargingRequest("ev1", 50, 50 + need, 100_000, Days.START.plus(Duration.ofMinutes(45)));
    Plan plan = Days.plan(new Planner(model, 1), load, pv, List.of(wish), 12_000, 2_000);
    PlanSchedule planSchedule = plan.schedule();
    double terminal = 0.2;
    double lacking = 50 + need - planSchedule.stored(AssetSeries.EV).orElseThrow().level()[SLOTS];
    double cost =
        plan.expectedCost()
            - terminal
                * (planSchedule.stored(AssetSeries.BATTERY).orElseThrow().level()[SLOTS] - 10)
                / 100
                * 4
            + PlannerSettings.Penalties.USUAL.chargeShort() * lacking;
    double best = search(model, 0, 4 * 0.5 - 0.4, need, terminal);
    assertTrue(
        cost <= best + 0.004 + 0.002 * Math.abs(best), "plan " + cost + ", best tried " + best);
  }

  /** Smallest cost from slot {@code k} on, over 13 battery and 12 EV powers a slot. */
  private double search(PlanModel model, int k, double usable, double need, double terminal) {
    if (k == SLOTS) {
      return -terminal * usable + PlannerSettings.Penalties.USUAL.chargeShort() * need;
    }
    double best = Double.POSITIVE_INFINITY;
    for (int b = -6; b <= 6; b++) {
      double battery = b * 0.5;
      double left = usable - (battery > 0 ? battery / 0.95 : battery * 0.95) * HOURS;
      if (left < 0 || left > 3.4) {
        continue;
      }
      for (int e = 0; e <= 11; e++) {
        double ev = e == 0 ? 0 : Math.max(1.4, e);
        double missing = need - ev * 0.9 * HOURS;
        if (missing < 0) {
          break;
        }
        double net = (load[k] - pv[k]) / 1000 - battery + ev;
        double exported = Math.min(2, Math.max(0, -net));
        double curtailed = Math.max(0, -net) - exported;
        if (curtailed > pv[k] / 1000 || net > 12) {
          continue;
        }
        double cost = (Math.max(0, net) * 0.2 - exported * 0.08 + 0.01 * Math.abs(battery)) * HOURS;
        best = Math.min(best, cost + search(model, k + 1, left, missing, terminal));
      }
    }
    return best;
  }
}
