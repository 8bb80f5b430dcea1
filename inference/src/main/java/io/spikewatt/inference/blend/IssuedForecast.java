package io.spikewatt.inference.blend;

import java.util.EnumMap;
import java.util.Map;

/**
 * All forecasts from one origin, kept until their outcomes are known.
 *
 * @param origin start of the first slot, epoch second
 * @param below published median - P10 before the band was corrected, one value a slot
 * @param above P90 - median likewise
 * @param curves of the members that had a forecast
 */
public record IssuedForecast(
    long origin, float[] below, float[] above, Map<ForecastSource, IssuedQuantiles> curves) {

  public IssuedForecast {
    curves = new EnumMap<>(curves);
  }

  /** A member's forecast, {@link IssuedQuantiles#NONE} if it had none. */
  public IssuedQuantiles of(ForecastSource source) {
    return curves.getOrDefault(source, IssuedQuantiles.NONE);
  }

  /** The blend before its correction; the published one in records without it. */
  IssuedQuantiles blend() {
    return curves.getOrDefault(ForecastSource.BLEND, of(ForecastSource.PUBLISHED));
  }

  /** The same without a member's forecast. */
  public IssuedForecast without(ForecastSource source) {
    Map<ForecastSource, IssuedQuantiles> others = new EnumMap<>(curves);
    others.remove(source);
    return new IssuedForecast(origin, below, above, others);
  }

  public int slots() {
    return below.length;
  }
}
