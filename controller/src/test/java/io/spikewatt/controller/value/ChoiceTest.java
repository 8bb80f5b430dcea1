package io.spikewatt.controller.value;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two hours at one price, and a battery that has work for one of them. */
class ChoiceTest {

  private static final Levels LEVELS = new Levels(1, 121, 121, 15, 61, 9, 21, 0.6);
  private static final Supply SUPPLY = new Supply(Supply.Genset.NONE, List.of(), 10, 1);

  /** Net load of both hours, energy before them, and the power that is to be chosen. */
  @ParameterizedTest
  @CsvSource({
    "-2, 1, -2", // a surplus that can be stored now or in the next hour is stored now
    "2, 3, 2", // energy that serves this hour or the next serves this one
    "2, 1, 0", // what can be bought now or in the next hour is not bought now
  })
  void amongEqualsItIsTheOneThatExchangesLeast(double netKw, double storedKwh, double kw) {
    Outlook outlook = new Outlook(2, 1);
    outlook.slots = 2;
    for (int k = 0; k < 2; k++) {
      outlook.hours[k] = 1;
      outlook.importPerKwh[k] = 0.3;
      outlook.exportPerKwh[k] = 0.1;
      outlook.importKw[k] = 20;
      outlook.exportKw[k] = 20;
      outlook.up[k] = true;
      outlook.loadKw[k] = 2;
      outlook.pvKw[k][0] = 2 - netKw;
      outlook.netKw[k][0] = netKw;
      outlook.after[k] = new double[][] {{1}};
    }
    outlook.ends = false;
    outlook.leftPerKwh = netKw < 0 ? 0.2 : storedKwh > 1 ? 0.1 : 0.3;
    Store[] battery = {Store.battery(1, 3, 4, 4, 1, 1, 0)};
    Backward backward = new Backward(SUPPLY, 1, LEVELS, 2, 24, false);
    GridChain chain = new GridChain();
    chain.announced();
    backward.run(outlook, battery, chain, 0, 0);
    Choice choice = new Choice(SUPPLY, Choice.Equals.EXCHANGE_LEAST);
    choice.make(backward, battery, outlook, 0, true, netKw, 2 - netKw, storedKwh, 0, 0);
    assertEquals(kw, choice.kw[0], 1e-9);
  }
}
