package io.spikewatt.inference.score;

/**
 * Conditions on which the factors of a {@link ConformalBand} depend.
 *
 * @param lead slots from the origin to the forecast slot, from 0
 * @param hour local hour of day of the slot, 0 to 23
 * @param sky class of the predicted sky, 0 dark to {@link #SKIES} - 1 clear; {@link #NO_SKY} for a
 *     series that does not follow the sun
 */
public record BandCondition(int lead, int hour, int sky) {
  /** Upper bounds of the predicted clearness of all classes but the last. */
  private static final double[] CLEARNESS = {0.4, 0.7, 0.9};

  public static final int SKIES = CLEARNESS.length + 1;

  /** No class of the sky. */
  public static final int NO_SKY = -1;

  private static final int HOURS_OF_PART = 3;

  /** Parts of a day with own factors. */
  static final int PARTS = 24 / HOURS_OF_PART;

  public BandCondition {
    if (lead < 0 || hour < 0 || hour > 23 || sky < NO_SKY || sky >= SKIES) {
      throw new IllegalArgumentException(
          "lead " + lead + ", hour " + hour + ", class of sky " + sky);
    }
  }

  /** Class of the sky for a predicted share of the clear-sky production. */
  public static int sky(double clearness) {
    int sky = 0;
    while (sky < CLEARNESS.length && clearness >= CLEARNESS[sky]) {
      sky++;
    }
    return sky;
  }

  int part() {
    return hour / HOURS_OF_PART;
  }
}
