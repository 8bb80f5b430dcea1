package io.spikewatt.controller.optimise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ConvexSlotTest {

  private static final int LEVELS = 40;

  private final SplittableRandom random = new SplittableRandom(5);
  private final ConvexSlot convex = new ConvexSlot();
  private final double[] next = new double[LEVELS];
  private final double[] out = new double[LEVELS];

  private double between(double low, double high) {
    return low + (high - low) * random.nextDouble();
  }

  private Storage store() {
    return Storage.battery(
        0,
        between(2, 20),
        between(0, 8),
        between(0.5, 8),
        between(0.8, 1),
        between(0.8, 1),
        between(0, 0.1));
  }

  private static SlotCost slot(double imports, double exports, double load, double pv) {
    SupplyOptions.Tier tier = new SupplyOptions.Tier(0.3, 0.9);
    return cost(
        new SupplyOptions(SupplyOptions.Genset.NONE, List.of(tier), 10, 10),
        imports,
        exports,
        load,
        pv);
  }

  private static SlotCost cost(
      SupplyOptions supplyOptions, double imports, double exports, double load, double pv) {
    SlotCost cost = new SlotCost(supplyOptions).slot(0.25, imports, exports, 6, 4);
    cost.absorbers(load, pv, FlexibleDemand.of(0.5, 0.2), 0.5);
    return cost;
  }

  private void convexNext() {
    double slope = -0.8;
    for (int i = 1; i < LEVELS; i++) {
      next[i] = next[i - 1] + slope;
      slope += random.nextInt(4) == 0 ? between(0, 0.3) : 0;
    }
  }

  @Test
  void it_finds_what_a_fine_search_over_all_moves_finds() {
    for (int run = 0; run < 300; run++) {
      convexNext();
      Storage storage = store();
      double load = between(0, 8);
      double pv = between(0, 8);
      SlotCost cost = slot(between(0.1, 0.5), between(0, 0.1), load, pv);
      double step = storage.maxKwh() / (LEVELS - 1);
      assertTrue(convex.prepare(cost, storage, 0, load - pv, 0.25));
      assertTrue(convex.minimise(next, LEVELS, step, out));
      for (int i = 0; i < LEVELS; i++) {
        assertEquals(searched(cost, storage, load - pv, i * step, step), out[i], 2e-3);
      }
    }
  }

  /**
   * Never lower than the exact result by more than rounding, and higher by the grid's coarseness.
   */
  private double searched(SlotCost cost, Storage storage, double net, double kwh, double step) {
    double best = Double.POSITIVE_INFINITY;
    int tries = 4000;
    for (int i = 0; i <= tries; i++) {
      double kw = -storage.chargeKw() + (storage.chargeKw() + storage.dischargeKw()) * i / tries;
      double end = kwh + storage.storedBy(0, kw, 0.25);
      if (end >= 0 && end <= storage.maxKwh()) {
        double p = Math.min(end / step, LEVELS - 1 - 1e-12);
        double later = next[(int) p] + (p - (int) p) * (next[(int) p + 1] - next[(int) p]);
        double wear = storage.wearPerKwh() * Math.abs(kw) * 0.25;
        best = Math.min(best, cost.at(net - kw) + wear + later);
      }
    }
    return best;
  }

  @Test
  void what_is_not_convex_is_refused() {
    Storage storage = Storage.battery(0, 10, 5, 5, 0.9, 0.9, 0);
    // Burning energy pays where the price is negative.
    assertFalse(convex.prepare(slot(-0.3, -0.4, 2, 0), storage, 0, 2, 0.25));
    SupplyOptions genset =
        new SupplyOptions(new SupplyOptions.Genset(1, 4, 0.4), List.of(), 10, 10);
    assertFalse(convex.prepare(cost(genset, 0.3, 0.1, 2, 0), storage, 0, 2, 0.25));
    assertTrue(convex.prepare(slot(0.3, 0.1, 2, 0), storage, 0, 2, 0.25));
    convexNext();
    next[LEVELS / 2] += 5;
    assertFalse(convex.minimise(next, LEVELS, 10.0 / (LEVELS - 1), out));
  }
}
