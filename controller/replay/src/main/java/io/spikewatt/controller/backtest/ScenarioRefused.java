package io.spikewatt.controller.backtest;

/** Ends the reading of a scenario with what is wrong. */
final class ScenarioRefused extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient ScenarioRead.Refused refused;

  ScenarioRefused(String file, long line, int column, String expected, String found) {
    super(expected);
    this.refused = new ScenarioRead.Refused(file, line, column, expected, found);
  }

  ScenarioRead.Refused refused() {
    return refused;
  }
}
