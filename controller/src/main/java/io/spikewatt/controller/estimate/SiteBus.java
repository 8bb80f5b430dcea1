package io.spikewatt.controller.estimate;

import java.util.List;
import java.util.Optional;

/**
 * The site's own bus, as its devices report it, and its tie to the public grid.
 *
 * @param life whether the bus has a voltage
 * @param frequencyHz frequency on the bus, Hz
 * @param tie position of the transfer switch
 * @param gridFit whether the public grid is there, and its frequency within what a site may connect
 *     to (EN 50549-1: 49.5 to 50.2 Hz; the same around 60 Hz)
 * @param gensetW sum of all gensets that are measured, W, positive as they produce
 * @param gensets each genset that reports whether it runs
 */
public record SiteBus(
    Life life,
    Estimate frequencyHz,
    Tie tie,
    boolean gridFit,
    Estimate gensetW,
    List<GensetState> gensets) {

  public SiteBus {
    gensets = List.copyOf(gensets);
  }

  /**
   * @param runs by its contact or, without one, by its power; empty = not known now
   */
  public record GensetState(String id, Optional<Boolean> runs) {}

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
