package io.spikewatt.controller.estimate;

import io.spikewatt.controller.asset.Estimate;

/**
 * The site's own bus, as reported by its devices, and its tie to the public grid.
 *
 * @param life whether the bus has a voltage
 * @param frequencyHz frequency on the bus, Hz
 * @param tie position of the transfer switch
 * @param gridFit whether the public grid is there, and its frequency within what a site may connect
 *     to (EN 50549-1: 49.5 to 50.2 Hz; the same around 60 Hz)
 */
public record SiteBus(Life life, Estimate frequencyHz, Tie tie, boolean gridFit) {

  /** Whether the bus has a voltage. */
  public enum Life {
    LIVE,
    DARK,
    UNKNOWN
  }

  /** Position of the transfer switch. */
  public enum Tie {
    /** The site has no switch that control can request. */
    NONE,
    CLOSED,
    OPEN,
    UNKNOWN
  }
}
