package io.spikewatt.inference.nowcast;

import io.spikewatt.inference.feature.GeoPosition;
import java.time.ZoneId;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Settings of a site for a nowcaster.
 *
 * @param zone the site's time zone, for the time of day of loads
 * @param position where a PV plant is; without it the power is carried on instead of the clear-sky
 *     index
 * @param capacityW installed power of production, W, above 0; bounds the nowcast if known
 */
public record NowcastSettings(
    ZoneId zone, Optional<GeoPosition> position, OptionalDouble capacityW) {

  public NowcastSettings {
    if (capacityW.isPresent() && !(capacityW.getAsDouble() > 0)) {
      throw new IllegalArgumentException("a capacity of " + capacityW.getAsDouble());
    }
  }

  /** Nothing known but the zone. */
  public static NowcastSettings of(ZoneId zone) {
    return new NowcastSettings(zone, Optional.empty(), OptionalDouble.empty());
  }
}
