package io.spikewatt.inference.feature;

import java.time.Instant;

/**
 * Irradiance on a horizontal plane under a cloudless sky, from geometry alone: the sun's position
 * by Spencer's series (1971) and Haurwitz's model (1945). Good to some ten percent, which is
 * enough: the models scale it by what the plant really made.
 */
public final class ClearSky {
  private final double sinLatitude;
  private final double cosLatitude;
  private final double longitudeDeg;

  public ClearSky(Position position) {
    double latitude = StrictMath.toRadians(position.latitudeDeg());
    sinLatitude = StrictMath.sin(latitude);
    cosLatitude = StrictMath.cos(latitude);
    longitudeDeg = position.longitudeDeg();
  }

  /** Cosine of the sun's zenith angle; below 0 at night. */
  public double cosZenith(Instant at) {
    double days = at.getEpochSecond() / 86_400.0;
    // Days since a 1 January; the length of the mean year keeps the phase within a day.
    double year = 2 * StrictMath.PI * (days % 365.2425) / 365.2425;
    double declination =
        0.006918
            - 0.399912 * StrictMath.cos(year)
            + 0.070257 * StrictMath.sin(year)
            - 0.006758 * StrictMath.cos(2 * year)
            + 0.000907 * StrictMath.sin(2 * year)
            - 0.002697 * StrictMath.cos(3 * year)
            + 0.00148 * StrictMath.sin(3 * year);
    double equationOfTimeMinutes =
        229.18
            * (0.000075
                + 0.001868 * StrictMath.cos(year)
                - 0.032077 * StrictMath.sin(year)
                - 0.014615 * StrictMath.cos(2 * year)
                - 0.040849 * StrictMath.sin(2 * year));
    double solarMinutes = (days % 1.0) * 1440 + 4 * longitudeDeg + equationOfTimeMinutes;
    double hourAngle = StrictMath.toRadians(solarMinutes / 4 - 180);
    return sinLatitude * StrictMath.sin(declination)
        + cosLatitude * StrictMath.cos(declination) * StrictMath.cos(hourAngle);
  }

  /** Global horizontal irradiance in kW/m², 0 at night. */
  public double irradiance(Instant at) {
    double cos = cosZenith(at);
    return cos <= 0.001 ? 0 : 1.098 * cos * StrictMath.exp(-0.057 / cos);
  }
}
