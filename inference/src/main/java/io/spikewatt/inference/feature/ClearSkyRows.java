package io.spikewatt.inference.feature;

import java.util.Optional;

/**
 * Clear sky by row; all empty but the sum if it is unknown.
 *
 * @param irradiance kW/m²
 * @param sum of the rows before each
 * @param east component of the unit vector to the sun towards the east
 * @param north component towards the north
 * @param night whether it is night
 */
record ClearSkyRows(
    double[] irradiance, double[] sum, double[] east, double[] north, boolean[] night) {

  private static final ClearSky.Rows UNKNOWN =
      new ClearSky.Rows(new double[0], new double[0], new double[0], new boolean[0]);

  /** The sky over a plant whose position is known; unknown otherwise. */
  static ClearSkyRows of(SlotCalendar calendar, SeriesKind kind, Optional<GeoPosition> position) {
    ClearSky.Rows rows =
        position
            .filter(place -> kind.followsSun())
            .map(
                place ->
                    new ClearSky(place).rows(calendar.start(), calendar.step(), calendar.rows()))
            .orElse(UNKNOWN);
    double[] irradiance = rows.irradiance();
    double[] sum = new double[irradiance.length + 1];
    for (int k = 0; k < irradiance.length; k++) {
      sum[k + 1] = sum[k] + irradiance[k];
    }
    return new ClearSkyRows(irradiance, sum, rows.east(), rows.north(), rows.night());
  }

  boolean isKnown() {
    return irradiance.length > 0;
  }
}
