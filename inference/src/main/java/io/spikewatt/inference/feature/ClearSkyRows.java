package io.spikewatt.inference.feature;

import java.util.Optional;

/** Clear sky by row: kW/m² (empty if unknown), their running sum, and whether it is night. */
record ClearSkyRows(double[] irradiance, double[] sum, boolean[] night) {

  /** The sky over a plant whose position is known; unknown otherwise. */
  static ClearSkyRows of(SlotCalendar calendar, SeriesKind kind, Optional<GeoPosition> position) {
    Optional<ClearSky.Rows> rows =
        position
            .filter(place -> kind.followsSun())
            .map(
                place ->
                    new ClearSky(place).rows(calendar.start(), calendar.step(), calendar.rows()));
    double[] irradiance = rows.map(ClearSky.Rows::irradiance).orElse(new double[0]);
    double[] sum = new double[irradiance.length + 1];
    for (int k = 0; k < irradiance.length; k++) {
      sum[k + 1] = sum[k] + irradiance[k];
    }
    return new ClearSkyRows(irradiance, sum, rows.map(ClearSky.Rows::night).orElse(new boolean[0]));
  }

  boolean isKnown() {
    return irradiance.length > 0;
  }
}
