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
    HorizonData horizonData = twoHours(netKw);
    horizonData.ends = false;
    horizonData.leftPerKwh = netKw < 0 ? 0.2 : storedKwh > 1 ? 0.1 : 0.3;
    Storage[] battery = {Storage.battery(1, 3, 4, 4, 1, 1, 0)};
    SlotChoice best = chosen(horizonData, battery[0], netKw, storedKwh);
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
    HorizonData horizonData = twoHours(2);
    horizonData.laterPerKwh = 0.2;
    Storage car =
        new Storage(
            1,
            3,
            new Storage.Converter(1, 0, 1, 1, 0, 0),
            new Storage.Visit(0, 0, leavesInHours, 2.5, 5, 0.001, 0),
            Storage.Thermal.NONE);
    SlotChoice best = chosen(horizonData, car, 2, 1);
    assertEquals(kw, best.kw()[0], 1e-9);
    assertEquals(total, best.total(), 0.01);
  }

  private static SlotChoice chosen(
      HorizonData horizonData, Storage storage, double netKw, double storedKwh) {
    Storage[] alone = {storage};
    BackwardPass backwardPass = new BackwardPass(SUPPLY, 1, LEVELS, 2, 24, false);
    GridMarkovChain chain = new GridMarkovChain();
    chain.announced();
    backwardPass.run(horizonData, alone, chain, 0, 0);
    BestAction bestAction = new BestAction(SUPPLY, BestAction.Equals.EXCHANGE_LEAST);
    return bestAction.choose(
        new SolvedHorizon(backwardPass, alone, horizonData),
        0,
        true,
        UnitCommitment.OFF,
        netKw,
        2 - netKw,
        new double[] {storedKwh});
  }

  private static HorizonData twoHours(double netKw) {
    HorizonData horizonData = new HorizonData(2, 1);
    horizonData.slots = 2;
    for (int k = 0; k < 2; k++) {
      horizonData.hours[k] = 1;
      horizonData.importPerKwh[k] = 0.3;
      horizonData.exportPerKwh[k] = 0.1;
      horizonData.importKw[k] = 20;
      horizonData.exportKw[k] = 20;
      horizonData.up[k] = true;
      horizonData.loadKw[k] = 2;
      horizonData.pvKw[k][0] = 2 - netKw;
      horizonData.netKw[k][0] = netKw;
      horizonData.after[k] = new double[][] {{1}};
    }
    return horizonData;
  }
}
