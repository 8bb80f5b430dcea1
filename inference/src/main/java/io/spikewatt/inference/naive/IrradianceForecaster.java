package io.spikewatt.inference.naive;

import io.spikewatt.inference.feature.GeoPosition;
import io.spikewatt.inference.feature.PlaneIrradiance;
import io.spikewatt.inference.feature.PvPlane;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.Forecaster;
import io.spikewatt.inference.forecast.TimeSeries;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * PV from the first hour on: predicted irradiance in the plant's planes, times the {@link
 * PlantResponse}. It learns nothing else, so it needs no training and no stored state. Stateless.
 */
public final class IrradianceForecaster implements Forecaster {
  private static final String ID = "irradiance-1";
  private static final int MEMORY_DAYS = 15;

  private final ForecastSettings settings;
  private final List<PvPlane> planes;

  /**
   * @param settings position, or else the time zone, places the sun; the capacity is a prior
   * @param planes the plant's; none if they are not known: then it faces the equator
   */
  public IrradianceForecaster(ForecastSettings settings, List<PvPlane> planes) {
    this.settings = settings;
    this.planes = List.copyOf(planes);
  }

  @Override
  public String id() {
    return ID;
  }

  /**
   * As {@link #attempt}.
   *
   * @throws IllegalArgumentException where that is empty
   */
  @Override
  public Forecast forecast(TimeSeries history, int slots) {
    return attempt(history, slots)
        .orElseThrow(
            () -> new IllegalArgumentException("irradiance of a slot, position or level missing"));
  }

  /**
   * Forecasts the slots that follow {@code history}, whose weather holds predictions of global
   * irradiance ({@code nwp_ghi…}) and at best of direct irradiance and temperature. Empty if one is
   * missing for a slot of daylight, if the place is not known, or if neither a rating nor an hour
   * of daylight tells the plant's level.
   */
  @Override
  public Optional<Forecast> attempt(TimeSeries history, int slots) {
    TimeSeries recent = history.tail(MEMORY_DAYS * history.slotsPerDay());
    int origin = recent.values().length;
    double[] irradiance = irradiance(recent, origin + slots);
    for (int k = origin; k < origin + slots; k++) {
      if (irradiance.length == 0 || !Double.isFinite(irradiance[k])) {
        return Optional.empty();
      }
    }
    return PlantResponse.of(
            recent.values(), irradiance, origin, recent.slotsPerDay(), settings.capacity())
        .map(
            response ->
                made(recent, Arrays.copyOfRange(irradiance, origin, origin + slots), response));
  }

  /** Effective irradiance by row of the history and beyond, kW/m²; none without a place. */
  private double[] irradiance(TimeSeries history, int rows) {
    Optional<GeoPosition> place =
        settings.position().or(() -> GeoPosition.roughly(settings.zone(), history.end()));
    return place
        .map(
            at ->
                PlaneIrradiance.rows(
                    history.start(),
                    history.step(),
                    rows,
                    history.weather(),
                    at,
                    planes.isEmpty() ? List.of(PvPlane.usual(at)) : planes))
        .orElse(new double[0]);
  }

  private Forecast made(TimeSeries history, double[] ahead, PlantResponse response) {
    return new Forecast(
        history.end(),
        history.step(),
        scaled(ahead, response.low()),
        scaled(ahead, response.median()),
        scaled(ahead, response.high()),
        scaled(ahead, response.mean()),
        ID);
  }

  private double[] scaled(double[] irradiance, double ratio) {
    double ceiling = settings.ceiling(SeriesKind.PV);
    return Arrays.stream(irradiance).map(each -> Math.clamp(ratio * each, 0, ceiling)).toArray();
  }
}
