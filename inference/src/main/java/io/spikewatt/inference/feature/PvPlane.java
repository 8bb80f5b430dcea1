package io.spikewatt.inference.feature;

/**
 * PV modules that face one way.
 *
 * @param tiltDeg from the horizontal, 0 = flat to 90 = upright
 * @param azimuthDeg direction that they face, 0 = north, 90 = east, 180 = south, below 360
 * @param rated rated power in any unit, above 0; compared with that of the plant's other planes
 */
public record PvPlane(double tiltDeg, double azimuthDeg, double rated) {

  /** Steeper modules are rare, as snow and low sun alone ask for them. */
  private static final double USUAL_TILT_DEG = 35;

  public PvPlane {
    if (!(tiltDeg >= 0 && tiltDeg <= 90)) {
      throw new IllegalArgumentException("expected a tilt of 0 to 90 degrees, found " + tiltDeg);
    }
    if (!(azimuthDeg >= 0 && azimuthDeg < 360)) {
      throw new IllegalArgumentException(
          "expected an azimuth of 0 to below 360 degrees, found " + azimuthDeg);
    }
    if (!(rated > 0) || Double.isInfinite(rated)) {
      throw new IllegalArgumentException("expected a rated power above 0, found " + rated);
    }
  }

  /** Plane of a plant of which nothing is known: faces the equator, tilted by the latitude. */
  public static PvPlane usual(GeoPosition at) {
    double tilt = Math.min(USUAL_TILT_DEG, Math.abs(at.latitudeDeg()));
    return new PvPlane(tilt, at.latitudeDeg() < 0 ? 0 : 180, 1);
  }
}
