package io.spikewatt.controller.backtest;

/** Forecasts the coming steps of a scenario. Steps must be requested in ascending order. */
interface StepForecaster {

  /** Forecasts from step {@code t} on, whose measurements it may use. */
  StepForecast forecast(int t);
}
