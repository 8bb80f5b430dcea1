package io.spikewatt.inference.feature;

/**
 * Where a site is.
 *
 * @param latitudeDeg -90 to 90, north positive
 * @param longitudeDeg -180 to 180, east positive
 */
public record GeoPosition(double latitudeDeg, double longitudeDeg) {

  public GeoPosition {
    if (!(Math.abs(latitudeDeg) <= 90) || !(Math.abs(longitudeDeg) <= 180)) {
      throw new IllegalArgumentException("no such position: " + latitudeDeg + ", " + longitudeDeg);
    }
  }
}
