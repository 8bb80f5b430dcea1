package io.spikewatt.inference.feature;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.util.Optional;

/** A site's latitude, -90 to 90 (north positive), and longitude, -180 to 180 (east positive). */
public record GeoPosition(double latitudeDeg, double longitudeDeg) {

  /** Of zones with summer time. */
  private static final double USUAL_LATITUDE_DEG = 42;

  public GeoPosition {
    if (!(Math.abs(latitudeDeg) <= 90) || !(Math.abs(longitudeDeg) <= 180)) {
      throw new IllegalArgumentException("no such position: " + latitudeDeg + ", " + longitudeDeg);
    }
  }

  /**
   * A rough position from a time zone alone: the meridian of its standard time, and the hemisphere
   * that its summer time tells; the equator without summer time. Noon is right within about two
   * hours.
   *
   * @param at selects the rules of that year
   * @return empty for a zone that is no region, such as UTC
   */
  public static Optional<GeoPosition> roughly(ZoneId zone, Instant at) {
    ZoneRules rules = zone.getRules();
    if (rules.isFixedOffset()) {
      return Optional.empty();
    }
    int year = at.atZone(ZoneOffset.UTC).getYear();
    boolean north = rules.isDaylightSavings(Instant.parse(year + "-07-01T00:00:00Z"));
    boolean south = rules.isDaylightSavings(Instant.parse(year + "-01-01T00:00:00Z"));
    double meridianDeg = rules.getStandardOffset(at).getTotalSeconds() / 240.0;
    return Optional.of(
        new GeoPosition(
            north == south ? 0 : north ? USUAL_LATITUDE_DEG : -USUAL_LATITUDE_DEG,
            meridianDeg > 180 ? meridianDeg - 360 : meridianDeg));
  }
}
