package io.spikewatt.controller.backtest;

import io.spikewatt.controller.optimise.GridMarkovChain;
import io.spikewatt.controller.optimise.HorizonData;

/** What is known, or believed, of the coming steps. */
interface HorizonForecast {

  /** Error classes that it tells apart. */
  int classes();

  /** Whether outages come unannounced. */
  boolean unannounced();

  /**
   * Takes the measurements of step {@code t} and fills in the steps after it.
   *
   * @param horizonData slots from 1 on are filled, and their number
   */
  void observe(int t, HorizonData horizonData, GridMarkovChain chain);

  /** State of the grid in the step that was looked at last. */
  int gridState();
}
