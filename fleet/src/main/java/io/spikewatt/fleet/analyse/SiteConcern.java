package io.spikewatt.fleet.analyse;

import java.io.Serializable;

/**
 * One reason why a person should look at a site.
 *
 * @param kind of it
 * @param severity 0 = just worth a line, 1 = as bad as it gets
 * @param reason in words, with the figures
 */
public record SiteConcern(Kind kind, double severity, String reason) implements Serializable {

  /** What is wrong. */
  public enum Kind {
    /** No row arrives any more. */
    SILENT,
    /** Quarter hours are missing. */
    MISSING,
    /** Grid, PV, wind, battery and load do not add up. */
    BALANCE,
    /** A mean repeats exactly. */
    STUCK,
    /** PV gives less than it did, or than its neighbours. */
    PV,
    /** The load is far above its past. */
    LOAD,
    /** Events are more frequent than before. */
    EVENTS
  }

  public SiteConcern {
    if (!(severity >= 0 && severity <= 1)) {
      throw new IllegalArgumentException("a severity of " + severity);
    }
  }

  /**
   * @param value what was found
   * @param severe value from which it is as bad as it gets
   */
  static SiteConcern of(Kind kind, double value, double severe, String reason) {
    return new SiteConcern(kind, Math.clamp(value / severe, 0, 1), reason);
  }
}
