package io.spikewatt.controller.optimise;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two hours at one price, and a battery that has work for one of them. */
class BestActionTest {

  private static final GridResolution LEVELS = new GridResolution(1, 121, 121, 15, 61, 9, 21, 0.6);
  private static final SupplyOptions SUPPLY =
      new SupplyOptions(SupplyOptions.Genset.NONE, List.of(), 10, 1);

  /** Net load of both hours, energy before them, and the power that is to be chosen. */
  @ParameterizedTest
  @CsvSource({
    "-2, 1, -2", // a surplus that can be stored now or in the next hour is stored now
    "2, 3, 2", // energy that serves this hour or the next serves this one
    "2, 1, 0", // what can be bought now or in the next hour is not bought now
    "2, 3.5, 2", // energy above the highest level serves, too
    "-2, 0.5, -2", // a surplus is stored below the lowest energy, too
    "2, 0.5, 0", // and nothing more is taken from there
  })
  void amongEqualsItIsTheOneThatExchangesLeast(double netKw, double storedKwh, double kw) {
    double leftPerKwh = netKw < 0 ? 0.2 : storedKwh > 1 ? 0.1 : 0.3;
    SlotProblem problem = twoHours(netKw, new SlotProblem.End(false, leftPerKwh, 0));
    Storage[] battery = {Storage.battery(1, 3, 4, 4, 1, 1, 0)};
    SlotChoice best = chosen(problem, battery[0], netKw, storedKwh);
    assertEquals(kw, best.kw()[0], 1e-9);
  }

  /**
   * When it leaves, the power in the first hour, and the cost of both; it lacks 1.5 kWh at 5 each,
   * and 1 kW is the most.
   */
  @ParameterizedTest
  @CsvSource({
    "1, -1, 4.0", // everything that is possible before it leaves
    "2, -1, 1.65", // in one of the hours the half would do, and earlier is better
    "4, 0, 1.5" // after the horizon there is time
  })
  void aStorageThatLeavesAloneOwesWhatItLacks(double leavesInHours, double kw, double total) {
    SlotProblem problem = twoHours(2, new SlotProblem.End(false, 0, 0.2));
    Storage car =
        new Storage(
            1,
            3,
            new Storage.Converter(1, 0, 1, 1, 0, 0),
            new Storage.Visit(0, 0, leavesInHours, 2.5, 5, 0.001, 0),
            Storage.Thermal.NONE);
    SlotChoice best = chosen(problem, car, 2, 1);
    assertEquals(kw, best.kw()[0], 1e-9);
    assertEquals(total, best.total(), 0.01);
  }

  private static SlotChoice chosen(
      SlotProblem problem, Storage storage, double netKw, double storedKwh) {
    Storage[] alone = {storage};
    BackwardPass backwardPass = new BackwardPass(SUPPLY, 1, LEVELS, 2, 24, false);
    Values values = backwardPass.run(problem, alone, GridMarkovChain.ANNOUNCED, 0, 0);
    BestAction bestAction = new BestAction(SUPPLY, BestAction.Equals.EXCHANGE_LEAST);
    return bestAction.choose(
        values, 0, UnitCommitment.OFF, netKw, 2 - netKw, new double[] {storedKwh});
  }

  private static SlotProblem twoHours(double netKw, SlotProblem.End end) {
    return new KnownSlots(
            KnownSlots.all(2, 0.3),
            KnownSlots.all(2, 2),
            KnownSlots.all(2, netKw),
            KnownSlots.all(2, 2 - netKw),
            new boolean[] {true, true})
        .problem(1, 0.1, 20, 20, new SlotProblem.Flexible(new double[2], 0), end);
  }
}
