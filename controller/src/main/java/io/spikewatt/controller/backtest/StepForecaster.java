package io.spikewatt.controller.backtest;

/** Forecasts the coming steps of a scenario. Steps have to be asked for in their order. */
interface StepForecaster {

  /** Error classes that it tells apart; 1 = it is certain. */
  int classes();

  /** Forecasts from step {@code t} on, whose measurements it may use. */
  StepForecast forecast(int t);
}
