package io.spikewatt.controller.optimise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random slots with flexible loads, against every choice of cliffs and of power in small steps. */
class SlotCostTest {

  private static final double STEP = 0.125;

  private static final double[] GENSETS = {0, 1, 1.125, 1.25, 1.375, 1.5, 1.625, 1.75, 1.875, 2};

  private final Random random = new Random(11);

  private final double importPerKwh = 0.3 * random.nextDouble();
  private SlotCost cost = new SlotCost(supply(false));

  @Test
  void theCostIsThatOfTheBestOfAllChoices() {
    for (int round = 0; round < 300; round++) {
      double imports = 0.4 * random.nextDouble();
      double exports = 0.5 * random.nextDouble() - 0.1;
      double importKw = steps(40);
      double exportKw = steps(20);
      double pvKw = steps(16);
      List<FlexibleDemand.Load> loads = loads(random.nextInt(3), 2);
      FlexibleDemand demand = FlexibleDemand.of(loads);
      cost = new SlotCost(supply(round % 3 == 0));
      cost.slot(1, imports, exports, importKw, exportKw);
      cost.absorbers(0, pvKw, demand, demand.kw());
      double[] gensets = round % 3 == 0 ? GENSETS : new double[] {0};
      Map<Integer, Double> choices = choices(loads);
      for (int i = -40; i <= 40; i += 5) {
        double g = i * STEP;
        double best = Double.POSITIVE_INFINITY;
        for (Map.Entry<Integer, Double> taken : choices.entrySet()) {
          for (double curtailedKw = 0; curtailedKw <= pvKw; curtailedKw += STEP) {
            for (double gensetKw : gensets) {
              double gridKw = g + STEP * taken.getKey() + curtailedKw - gensetKw;
              double paid = grid(gridKw, imports, exports, importKw, exportKw);
              best = Math.min(best, paid + 0.35 * gensetKw - taken.getValue());
            }
          }
        }
        assertEquals(best, cost.at(g), 1e-9);
        SupplyMix mix = cost.split(g);
        double balance =
            g
                + mix.flexible().kw()
                + mix.curtailedKw()
                + mix.exportKw()
                + mix.surplusKw()
                - mix.importKw()
                - mix.gensetKw()
                - mix.unservedKw();
        assertEquals(0, balance, 1e-9);
        double paid =
            imports * mix.importKw()
                - exports * mix.exportKw()
                + 0.35 * mix.gensetKw()
                + 10 * mix.unservedKw()
                + mix.surplusKw()
                - mix.flexible().perHour();
        assertEquals(cost.at(g), paid, 1e-9, "the parts make up the cost");
      }
    }
  }

  @Test
  void aThirdCliffAndASlotWithAJobCountAsPartial() {
    FlexibleDemand three = FlexibleDemand.of(loads(0, 3));
    assertEquals(FlexibleDemand.MOST_CLIFFS, three.cliffs().size());
    double partKw = 0.6 * three.kw();
    SlotCost partial = new SlotCost(supply(false), SlotCost.Cliffs.PARTIAL);
    for (SlotCost each : List.of(cost, partial)) {
      each.slot(1, importPerKwh, 0, 40, 40);
      each.absorbers(0, 0, three, partKw);
    }
    assertTrue(cost.oneMeritOrder());
    for (double g = -10; g < 10; g += 0.3) {
      assertEquals(partial.at(g), cost.at(g), 1e-12);
    }
    assertTrue(partial.split(-partKw).flexible().kw() <= partKw + 1e-9);
  }

  @Test
  void theEnvelopeIsNeverDearer() {
    SlotCost partial = new SlotCost(supply(false), SlotCost.Cliffs.PARTIAL);
    for (int round = 0; round < 50; round++) {
      FlexibleDemand demand = FlexibleDemand.of(loads(1, 2));
      for (SlotCost each : List.of(cost, partial)) {
        each.slot(1, 0.25, 0.05, 40, 40);
        each.absorbers(0, 0, demand, demand.kw());
      }
      assertTrue(partial.oneMeritOrder());
      for (double g = -20; g < 10; g += 0.3) {
        assertTrue(partial.at(g) <= cost.at(g) + 1e-9);
      }
    }
  }

  private static double grid(
      double kw, double imports, double exports, double importKw, double exportKw) {
    double bought = Math.clamp(kw, 0, importKw);
    double sold = Math.clamp(-kw, 0, exportKw);
    double beyond = kw - bought + sold;
    return imports * bought - exports * sold + (beyond > 0 ? 10 : -1) * beyond;
  }

  /** By power in steps: the best value an hour of all choices. */
  private static Map<Integer, Double> choices(List<FlexibleDemand.Load> loads) {
    Map<Integer, Double> all = Map.of(0, 0.0);
    for (FlexibleDemand.Load load : loads) {
      Map<Integer, Double> next = new HashMap<>();
      for (Map.Entry<Integer, Double> before : all.entrySet()) {
        int cliff = (int) Math.rint(load.cliff().kw() / STEP);
        if (cliff > 0) {
          next.merge(before.getKey(), before.getValue(), Math::max);
        }
        double mostKw = load.above().stream().mapToDouble(FlexibleDemand.Block::kw).sum();
        for (int step = 0; step * STEP <= mostKw + 1e-9; step++) {
          double worth = before.getValue() + load.cliff().kw() * load.cliff().perKwh();
          double left = step * STEP;
          for (FlexibleDemand.Block block : load.above()) {
            worth += Math.min(left, block.kw()) * block.perKwh();
            left -= Math.min(left, block.kw());
          }
          next.merge(before.getKey() + cliff + step, worth, Math::max);
        }
      }
      all = next;
    }
    return all;
  }

  private List<FlexibleDemand.Load> loads(int without, int with) {
    List<FlexibleDemand.Load> loads = new ArrayList<>();
    for (int i = 0; i < without + with; i++) {
      double perKwh = 0.5 * random.nextDouble();
      FlexibleDemand.Cliff cliff = new FlexibleDemand.Cliff(i < with ? STEP + steps(8) : 0, perKwh);
      double second = perKwh * random.nextDouble();
      List<FlexibleDemand.Block> above =
          List.of(
              new FlexibleDemand.Block(STEP + steps(4), second),
              new FlexibleDemand.Block(STEP + steps(4), second * random.nextDouble()));
      List<FlexibleDemand.Block> envelope = new ArrayList<>(above);
      if (cliff.kw() > 0) {
        envelope.addFirst(new FlexibleDemand.Block(cliff.kw(), perKwh));
      }
      loads.add(new FlexibleDemand.Load(cliff, above, envelope));
    }
    return loads;
  }

  private double steps(int most) {
    return STEP * random.nextInt(most + 1);
  }

  private static SupplyOptions supply(boolean genset) {
    return new SupplyOptions(
        genset ? new SupplyOptions.Genset(1, 2, 0.35) : SupplyOptions.Genset.NONE,
        List.of(),
        10,
        1);
  }
}
