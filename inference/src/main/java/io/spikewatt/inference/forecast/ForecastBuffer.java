package io.spikewatt.inference.forecast;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/**
 * A forecast that is written over by the next one, so that frequent forecasts allocate nothing.
 * Owned by the caller. The first places of each array hold the forecast, as {@link Forecast}
 * describes it; the rest of each array means nothing. Not thread-safe.
 */
public final class ForecastBuffer {
  private final double[] p10;
  private final double[] p50;
  private final double[] p90;
  private final double[] mean;
  private int slots;
  private String model = "none";

  /** {@code room} is the largest number of slots of a forecast. */
  public ForecastBuffer(int room) {
    p10 = new double[room];
    p50 = new double[room];
    p90 = new double[room];
    mean = new double[room];
  }

  /** Number of slots of the last forecast; 0 before the first. */
  public int slots() {
    return slots;
  }

  /** Id of the forecaster that made it. */
  public String model() {
    return model;
  }

  public double[] p10() {
    return p10;
  }

  public double[] p50() {
    return p50;
  }

  public double[] p90() {
    return p90;
  }

  public double[] mean() {
    return mean;
  }

  /**
   * Begins a forecast, whose slots the caller must all write; refuses more than there is room for.
   */
  public void begin(int count, String by) {
    if (count > p50.length) {
      throw new IllegalArgumentException(count + " slots, room for " + p50.length);
    }
    slots = count;
    model = by;
  }

  /** The same, to be kept. */
  public Forecast toForecast(Instant origin, Duration slot) {
    return new Forecast(
        origin,
        slot,
        Arrays.copyOf(p10, slots),
        Arrays.copyOf(p50, slots),
        Arrays.copyOf(p90, slots),
        Arrays.copyOf(mean, slots),
        model);
  }
}
