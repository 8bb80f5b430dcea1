package io.spikewatt.controller.mode;

/**
 * Limits in force at the grid connection.
 *
 * @param importW largest import, W, {@code >= 0}
 * @param exportW largest export, W, {@code >= 0}
 * @param importWhy who set the import limit
 * @param exportWhy who set the export limit
 */
public record GridLimits(double importW, double exportW, Source importWhy, Source exportWhy) {

  public GridLimits {
    if (!(importW >= 0) || !(exportW >= 0)) {
      throw new IllegalArgumentException("limits are >= 0, were " + importW + ", " + exportW);
    }
  }

  /** Who set a limit, in the order of priority. */
  public enum Source {
    /** A contact of the grid operator that is closed, or that cannot be read. */
    GRID_OPERATOR,
    /** The site's configuration. */
    CONFIGURED,
    /** A command. */
    COMMAND
  }
}
