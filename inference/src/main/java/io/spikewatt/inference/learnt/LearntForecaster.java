package io.spikewatt.inference.learnt;

import io.spikewatt.inference.feature.RunningSlot;
import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.inference.forecast.ForecastBuffer;
import io.spikewatt.inference.forecast.Forecaster;
import io.spikewatt.inference.forecast.TimeSeries;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A forecaster that runs a learnt model on the standardised rows of one series. Its forecast
 * depends on history and origin alone; intermediate results are cached ({@link ForecastRun}), so
 * that a warm forecast allocates nothing. Threads take turns.
 */
public abstract class LearntForecaster implements Forecaster {
  private @Nullable ForecastRun forecastRun;

  LearntForecaster() {}

  /** The part that all learnt forecasts of the series share. */
  public abstract LinearBase base();

  /** A run of this forecaster's model; made once, at the first forecast. */
  abstract ForecastRun newRun();

  /** Writes this forecaster's own forecast of the run. */
  abstract void write(ForecastRun run, int slots, ForecastBuffer into);

  @Override
  public Forecast forecast(TimeSeries history, int slots) {
    ForecastBuffer into = new ForecastBuffer(slots);
    forecast(history, history.values().length, slots, into);
    return into.toForecast(history.end(), history.step());
  }

  /**
   * As {@link #forecast(TimeSeries, int)} of the first {@code origin} rows, written into a buffer.
   * Allocates nothing in repeated forecasts within a week.
   *
   * @param history of which only the rows before the origin are used, and the weather that was
   *     predicted then or later
   * @param into buffer for the slots
   */
  public synchronized void forecast(
      TimeSeries history, int origin, int slots, ForecastBuffer into) {
    write(look(history, origin, slots), slots, into);
  }

  /**
   * Move of the linear stack's forecast of the next two hours since the last forecast, by the
   * elapsed minutes of the slot that began then; empty without a forecast at its start, and while
   * its minutes are unknown.
   */
  public synchronized Optional<StackMove> moved(RunningSlot running) {
    ForecastRun run = forecastRun;
    return run == null ? Optional.empty() : run.moved(running);
  }

  /**
   * Drops the intermediate results, some 2 MB. The next forecast computes them again, to the bit,
   * and takes as long as the first.
   */
  public synchronized void dropCache() {
    forecastRun = null;
  }

  /** Forecasts; the caller holds this forecaster's lock. */
  final ForecastRun look(TimeSeries history, int origin, int slots) {
    ForecastRun run = forecastRun;
    if (run == null) {
      run = newRun();
      forecastRun = run;
    }
    run.look(history, origin, slots);
    return run;
  }
}
