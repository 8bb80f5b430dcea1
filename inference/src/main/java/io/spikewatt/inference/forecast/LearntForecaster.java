package io.spikewatt.inference.forecast;

import org.jspecify.annotations.Nullable;

/**
 * A forecaster that runs a learnt model on the standardised rows of one series. Its forecast
 * depends on history and origin alone; what makes the next one cheap is kept ({@link Outlook}), so
 * that a warm forecast allocates nothing. Threads take turns.
 */
public abstract class LearntForecaster implements Forecaster {
  private @Nullable Outlook outlook;

  LearntForecaster() {}

  /** What is common to all learnt forecasts of the series. */
  public abstract LinearBase base();

  /** A run of this forecaster's model; made once, at the first forecast. */
  abstract Outlook newRun();

  /** Writes this forecaster's own forecast of what was looked at. */
  abstract void write(Outlook run, int slots, ForecastBuffer into);

  @Override
  public Forecast forecast(TimeSeries history, int slots) {
    ForecastBuffer into = new ForecastBuffer(slots);
    forecast(history, history.values().length, slots, into);
    return into.toForecast(history.end(), history.step());
  }

  @Override
  public synchronized void forecast(
      TimeSeries history, int origin, int slots, ForecastBuffer into) {
    write(look(history, origin, slots), slots, into);
  }

  /** Looks ahead; the caller holds this forecaster's lock. */
  final Outlook look(TimeSeries history, int origin, int slots) {
    Outlook run = outlook;
    if (run == null) {
      run = newRun();
      outlook = run;
    }
    run.look(history, origin, slots);
    return run;
  }
}
