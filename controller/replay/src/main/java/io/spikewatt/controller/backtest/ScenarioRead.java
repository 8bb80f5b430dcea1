package io.spikewatt.controller.backtest;

/** A scenario, or what is wrong with it. */
public sealed interface ScenarioRead {

  record Loaded(BacktestScenario scenario) implements ScenarioRead {}

  /**
   * The first thing that is wrong.
   *
   * @param line from 1; 0 where the file as a whole is meant
   * @param column character in JSON, cell in CSV, from 1; 0 where the line as a whole is meant
   */
  record Refused(String file, long line, int column, String expected, String found)
      implements ScenarioRead {

    @Override
    public String toString() {
      String place =
          line == 0 ? file : column == 0 ? file + ":" + line : file + ":" + line + ":" + column;
      return place + ": expected " + expected + ", found " + found;
    }
  }
}
