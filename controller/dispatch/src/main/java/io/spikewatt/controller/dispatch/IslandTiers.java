package io.spikewatt.controller.dispatch;

import java.util.OptionalDouble;

/**
 * Number of shed relays that an island closes: by state of charge, and by frequency where that
 * falls first. Has no side effects. Relays count from the first to be shed.
 *
 * <p>Slow and coarse beside under-frequency relays and the inverter's own protection, which remain
 * responsible for everything faster than a few seconds.
 */
final class IslandTiers {

  /** Above the lowest state of charge: the last relay is shed below this, percent. */
  static final double LAST_PCT = 10;

  /** Each earlier relay is shed this much sooner, percent. */
  static final double STEP_PCT = 5;

  /** A relay is released this much above its threshold, percent. */
  static final double HYSTERESIS_PCT = 10;

  /** Below this frequency sources do not suffice: one more relay, Hz. */
  static final double LOW_HZ = 49.0;

  /** Below this frequency all of them, Hz. */
  static final double VERY_LOW_HZ = 48.0;

  /** Below this frequency no relay is released, Hz. */
  static final double WELL_HZ = 49.8;

  private IslandTiers() {}

  /**
   * The number of relays to close.
   *
   * @param shed number of closed relays
   * @param relays number of relays
   * @param marginPct state of charge above the lowest permitted one; empty = unknown
   * @param hz frequency on the site's bus; empty = unknown
   */
  static int wanted(int shed, int relays, OptionalDouble marginPct, OptionalDouble hz) {
    double frequency = hz.orElse(WELL_HZ);
    if (frequency < VERY_LOW_HZ) {
      return relays;
    }
    int least = 0;
    int most = relays;
    if (marginPct.isPresent()) {
      for (int i = 0; i < relays; i++) {
        double below = LAST_PCT + STEP_PCT * (relays - 1 - i);
        least += marginPct.getAsDouble() < below ? 1 : 0;
        most -= marginPct.getAsDouble() > below + HYSTERESIS_PCT ? 1 : 0;
      }
    } else {
      // Unknown values neither shed nor release.
      least = shed;
    }
    if (frequency < LOW_HZ) {
      return Math.min(relays, Math.max(shed + 1, least));
    }
    if (frequency < WELL_HZ) {
      return Math.max(shed, least);
    }
    return Math.clamp(shed, Math.min(least, most), Math.max(least, most));
  }
}
