package io.spikewatt.inference.feature;

/**
 * Where a site is.
 *
 * @param latitudeDeg -90 to 90, north positive
 * @param longitudeDeg -180 to 180, east positive
 */
public record Position(double latitudeDeg, double longitudeDeg) {

  public Position {
    if (!(Math.abs(latitudeDeg) <= 90) || !(Math.abs(longitudeDeg) <= 180)) {
      throw new IllegalArgumentException("no such position: " + latitudeDeg + ", " + longitudeDeg);
    }
  }
}
