package io.spikewatt.controller.forecast;

import io.spikewatt.controller.forecast.WeatherUse.Flaw;
import io.spikewatt.inference.forecast.TimeSeries;
import java.util.Optional;

/**
 * Finds predicted irradiance that has become too high or too low for what a plant makes of it: the
 * energy per predicted irradiation of the last week, against that of the four weeks before. A plant
 * that has lost modules looks like predictions that are too bright.
 */
final class WeatherBias {

  private static final int RECENT_DAYS = 7;
  private static final int USUAL_DAYS = 28;

  /**
   * Factor between the two that is a fact. On three measured plants with honest predictions, 0 to 4
   * % of the days pass it to one side; with irradiance × 1.6, 87 % of them do.
   */
  private static final double FACTOR = 1.4;

  /** Irradiance below which a slot tells of dusk only, W/m². */
  private static final double DUSK_WM2 = 20;

  /** Share of the days' rows that must be predicted, by day and night. */
  private static final double LEAST_KNOWN = 0.6;

  private WeatherBias() {}

  /** Energy over irradiation in rows; empty if too few are known, or if there is no sun. */
  private record Yield(double energy, double irradiation) {

    static Optional<Yield> of(double[] power, double[] irradiance, int from, int to) {
      double energy = 0;
      double irradiation = 0;
      int known = 0;
      for (int row = from; row < to; row++) {
        if (Double.isFinite(power[row]) && Double.isFinite(irradiance[row])) {
          known++;
          if (irradiance[row] > DUSK_WM2) {
            energy += Math.max(0, power[row]);
            irradiation += irradiance[row];
          }
        }
      }
      return known >= LEAST_KNOWN * (to - from) && energy > 0 && irradiation > 0
          ? Optional.of(new Yield(energy, irradiation))
          : Optional.empty();
    }

    double ratio() {
      return energy / irradiation;
    }
  }

  /**
   * The bias of a plant's newest predictions.
   *
   * @param record power of a plant, with its predicted weather
   * @param driver name of the column of irradiance, W/m²
   * @return empty if there is none, or if less than five weeks tell it
   */
  static Optional<Flaw> of(TimeSeries record, String driver) {
    double[] power = record.values();
    double[] irradiance = record.weather().values(driver);
    int recent = power.length - RECENT_DAYS * record.slotsPerDay();
    int usual = recent - USUAL_DAYS * record.slotsPerDay();
    if (usual < 0 || irradiance.length < power.length) {
      return Optional.empty();
    }
    return Yield.of(power, irradiance, usual, recent)
        .flatMap(
            before ->
                Yield.of(power, irradiance, recent, power.length)
                    .flatMap(now -> flaw(before.ratio() / now.ratio())));
  }

  private static Optional<Flaw> flaw(double excess) {
    if (excess > FACTOR) {
      return Optional.of(Flaw.TOO_BRIGHT);
    }
    return excess < 1 / FACTOR ? Optional.of(Flaw.TOO_DULL) : Optional.empty();
  }
}
