package io.spikewatt.controller.backtest;

/** Forecasts the coming steps of a scenario. Steps must be requested in ascending order. */
interface StepForecaster {

  /** Number of error classes it distinguishes; 1 = the forecast counts as certain. */
  int classes();

  /** Forecasts from step {@code t} on, whose measurements it may use. */
  StepForecast forecast(int t);
}
