package io.spikewatt.controller.backtest;

import io.spikewatt.controller.value.GridChain;
import io.spikewatt.controller.value.Outlook;

/** What is known, or believed, of the coming steps. */
interface Foresight {

  /** Error classes that it tells apart. */
  int classes();

  /** Whether outages come unannounced. */
  boolean unannounced();

  /**
   * Takes the measurements of step {@code t} and fills in the steps after it.
   *
   * @param outlook slots from 1 on are filled, and their number
   */
  void look(int t, Outlook outlook, GridChain chain);

  /** State of the grid in the step that was looked at last. */
  int gridState();
}
