package io.spikewatt.simulator.physics;

/**
 * Clear-sky irradiance on a south-facing array at one place.
 *
 * <p>Declination and hour angle after Cooper (1969) with the usual equation of time; direct beam
 * after Meinel, 1361 · 0.7^(AM^0.678) W/m², with a tenth of it as diffuse light; air mass after
 * Kasten and Young (1989). Good to a few per cent, which is finer than the weather.
 */
final class SunPath {

  private static final double TILT = Math.toRadians(30);
  private static final double DIFFUSE_SHARE = 0.12;

  private final double latitude;
  private final double longitudeDeg;

  SunPath(double latitudeDeg, double longitudeDeg) {
    this.latitude = Math.toRadians(latitudeDeg);
    this.longitudeDeg = longitudeDeg;
  }

  /** Irradiance on the array under a clear sky, W/m²; 0 at night. */
  double clearSkyWPerM2(long epochSecond) {
    double days = epochSecond / 86_400.0;
    // Day of the tropical year, 1.0 = 1 January 00:00 UTC, to within a day.
    double dayOfYear = 1 + (days - 365.2425 * Math.floor(days / 365.2425));
    double declination = Math.toRadians(23.45) * Math.sin(2 * Math.PI * (284 + dayOfYear) / 365);
    double b = 2 * Math.PI * (dayOfYear - 81) / 364;
    double equationOfTimeH = (9.87 * Math.sin(2 * b) - 7.53 * Math.cos(b) - 1.5 * Math.sin(b)) / 60;
    double utcHour = 24 * (days - Math.floor(days));
    double solarHour = utcHour + longitudeDeg / 15 + equationOfTimeH;
    double hourAngle = Math.toRadians(15 * (solarHour - 12));
    double sinElevation =
        Math.sin(latitude) * Math.sin(declination)
            + Math.cos(latitude) * Math.cos(declination) * Math.cos(hourAngle);
    if (sinElevation <= 0) {
      return 0;
    }
    double elevationDeg = Math.toDegrees(Math.asin(sinElevation));
    double airMass = 1 / (sinElevation + 0.50572 * Math.pow(elevationDeg + 6.07995, -1.6364));
    double beam = 1361 * Math.pow(0.7, Math.pow(airMass, 0.678));
    // A south-facing plane sees the sun as a horizontal one does further south by its tilt.
    double cosIncidence =
        Math.sin(declination) * Math.sin(latitude - TILT)
            + Math.cos(declination) * Math.cos(latitude - TILT) * Math.cos(hourAngle);
    return beam * Math.max(0, cosIncidence) + DIFFUSE_SHARE * beam * (1 + Math.cos(TILT)) / 2;
  }
}
