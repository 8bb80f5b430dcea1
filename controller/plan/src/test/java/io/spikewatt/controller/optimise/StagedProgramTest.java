package io.spikewatt.controller.optimise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ojalgo.optimisation.Expression;
import org.ojalgo.optimisation.ExpressionsBasedModel;
import org.ojalgo.optimisation.Optimisation;
import org.ojalgo.optimisation.Variable;

/** Chains of stores at a bus with a priced peak, solved by the program and by ojAlgo. */
class StagedProgramTest {

  private static final int BUS = 0;
  private static final int PEAK = 1;
  private static final double OUTSIDE = Double.POSITIVE_INFINITY;

  private final StagedProgram staged = new StagedProgram();

  @ParameterizedTest
  @CsvSource({"12, 1, 0", "12, 1, 1", "40, 2, 2", "96, 3, 1", "145, 4, 2"})
  void costsWhatTheOptimumCosts(int stages, int states, int peaks) {
    for (int seed = 1; seed <= 5; seed++) {
      Chain chain = new Chain(seed, stages, states, peaks);
      assertTrue(chain.fill(staged), "seed " + seed + " is solved");
      double optimum = chain.optimum();
      assertEquals(optimum, staged.cost(), 1e-3 * (1 + Math.abs(optimum)), "seed " + seed);
      chain.checkBounds(staged);
    }
  }

  @Test
  void aProgramDoesNotDependOnTheOneBefore() {
    Chain chain = new Chain(7, 40, 3, 1);
    assertTrue(chain.fill(staged));
    double alone = staged.cost();
    assertTrue(new Chain(8, 145, 1, 2).fill(staged), "a longer one with fewer stores");
    assertTrue(chain.fill(staged));
    assertEquals(alone, staged.cost(), "to the bit");
    assertTrue(new Chain(9, 2, 4, 0).fill(new StagedProgram()));
  }

  @Test
  void fewerStagesWithMoreStoresHaveRoom() {
    assertTrue(new Chain(1, 145, 1, 1).fill(staged));
    Chain chain = new Chain(2, 100, 2, 1);
    assertTrue(chain.fill(staged));
    double optimum = chain.optimum();
    assertEquals(optimum, staged.cost(), 1e-3 * (1 + Math.abs(optimum)));
  }

  @Test
  void saysWhenNothingKeepsTheRows() {
    staged.begin(3, 1);
    for (int k = 0; k < 3; k++) {
      staged.rightSide(k, BUS, 5);
      staged.local(staged.column(k, 1, 2), BUS, 1);
    }
    assertFalse(staged.solve(), "two of five kW");
  }

  /** Loads at a bus, with import, export and stores that fill and empty it. */
  private static final class Chain {

    private record Flow(int stage, int state, double price, double most, double bus, double fill) {}

    private final int stages;
    private final int states;
    private final int peaks;
    private final double[] netKw;
    private final double[] importPerKwh;
    private final double[] capacityKwh;
    private final double[] leak;
    private final double[] fromKwh;
    private final double perKw;
    private final double floorKw;
    private final int[] energy;
    private final int[] imports;

    Chain(long seed, int stages, int states, int peaks) {
      Random random = new Random(seed);
      this.stages = stages;
      this.states = states;
      this.peaks = peaks;
      netKw = random.doubles(stages, -4, 5).toArray();
      importPerKwh = random.doubles(stages, -0.05, 0.4).toArray();
      capacityKwh = random.doubles(states, 2, 12).toArray();
      leak = random.doubles(states, 0, 0.05).toArray();
      fromKwh = random.doubles(states, 0, 2).toArray();
      perKw = 0.5 + 3 * random.nextDouble();
      floorKw = 2 * random.nextDouble();
      energy = new int[stages * states];
      imports = new int[stages];
    }

    private int month(int k) {
      return peaks == 2 && k >= stages / 2 ? 1 : 0;
    }

    /** The powers at the bus; a store's energy is another column. */
    private List<Flow> flows() {
      List<Flow> flows = new ArrayList<>();
      for (int k = 0; k < stages; k++) {
        flows.add(new Flow(k, -1, importPerKwh[k], 12, 1, 0));
        flows.add(new Flow(k, -1, 3, OUTSIDE, 1, 0));
        flows.add(new Flow(k, -1, 0.06, 6, -1, 0));
        flows.add(new Flow(k, -1, 0.1, OUTSIDE, -1, 0));
        for (int s = 0; s < states; s++) {
          flows.add(new Flow(k, s, 0.01, 3, -1, 0.93));
          flows.add(new Flow(k, s, 0.01, 3, 1, -1 / 0.93));
        }
      }
      return flows;
    }

    boolean fill(StagedProgram program) {
      program.begin(stages, states);
      for (int m = 0; m < peaks; m++) {
        program.addShared(perKw);
      }
      for (Flow flow : flows()) {
        int k = flow.stage;
        int j = program.column(k, flow.price, flow.most);
        program.local(j, BUS, flow.bus);
        if (flow.state >= 0) {
          program.state(j, flow.state, -(1 - leak[flow.state]) * flow.fill, 0);
        } else if (flow.bus > 0 && peaks > 0) {
          program.local(j, PEAK, 1);
        }
        imports[k] = flow.price == importPerKwh[k] ? j : imports[k];
      }
      for (int k = 0; k < stages; k++) {
        program.rightSide(k, BUS, netKw[k]);
        for (int s = 0; s < states; s++) {
          boolean last = k + 1 == stages;
          int j = program.column(k, last ? -0.1 : 0, capacityKwh[s]);
          program.state(j, s, 1, last ? 0 : -(1 - leak[s]));
          energy[k * states + s] = j;
        }
        if (peaks > 0) {
          program.local(program.column(k, 0, OUTSIDE), PEAK, 1);
          program.share(month(k), k, -1);
          program.rightSide(k, PEAK, floorKw);
        }
      }
      for (int s = 0; s < states; s++) {
        program.rightSide(0, StagedProgram.LOCAL + s, (1 - leak[s]) * fromKwh[s]);
      }
      return program.solve();
    }

    void checkBounds(StagedProgram program) {
      for (int k = 0; k < stages; k++) {
        double importKw = program.value(imports[k]);
        assertTrue(importKw >= -1e-6 && importKw <= 12 + 1e-6, importKw + " kW");
        for (int s = 0; s < states; s++) {
          double kwh = program.value(energy[k * states + s]);
          assertTrue(kwh >= -1e-6 && kwh <= capacityKwh[s] + 1e-6, kwh + " kWh");
        }
      }
    }

    double optimum() {
      ExpressionsBasedModel lp = new ExpressionsBasedModel();
      Expression[] bus = new Expression[stages];
      Expression[] peak = new Expression[stages];
      Expression[][] store = new Expression[stages][states];
      Variable[][] kwh = new Variable[stages][states];
      Variable[] above = new Variable[peaks];
      for (int m = 0; m < peaks; m++) {
        above[m] = lp.addVariable("peak" + m).lower(0).weight(perKw);
      }
      for (int k = 0; k < stages; k++) {
        bus[k] = lp.addExpression("bus" + k).level(netKw[k]);
        for (int s = 0; s < states; s++) {
          double worth = k + 1 == stages ? -0.1 : 0;
          kwh[k][s] = lp.addVariable("e" + k + s).lower(0).upper(capacityKwh[s]).weight(worth);
          double keeps = 1 - leak[s];
          store[k][s] = lp.addExpression("s" + k + s).level(k == 0 ? keeps * fromKwh[s] : 0);
          store[k][s].set(kwh[k][s], 1);
          if (k > 0) {
            store[k][s].set(kwh[k - 1][s], -keeps);
          }
        }
        if (peaks > 0) {
          peak[k] = lp.addExpression("p" + k).upper(floorKw);
          peak[k].set(above[month(k)], -1);
        }
      }
      List<Flow> flows = flows();
      for (int i = 0; i < flows.size(); i++) {
        Flow flow = flows.get(i);
        Variable kw = lp.addVariable("f" + i).lower(0).weight(flow.price);
        if (flow.most < OUTSIDE) {
          kw.upper(flow.most);
        }
        bus[flow.stage].set(kw, flow.bus);
        if (flow.state >= 0) {
          store[flow.stage][flow.state].set(kw, -(1 - leak[flow.state]) * flow.fill);
        } else if (flow.bus > 0 && peaks > 0) {
          peak[flow.stage].set(kw, 1);
        }
      }
      Optimisation.Result result = lp.minimise();
      assertTrue(result.getState().isOptimal(), "" + result.getState());
      return result.getValue();
    }
  }
}
