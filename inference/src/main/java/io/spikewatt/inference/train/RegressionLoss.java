package io.spikewatt.inference.train;

/** The error a linear model is fitted to. */
enum RegressionLoss {
  /** Squared error: the mean. */
  SQUARED,
  /** Absolute error, by re-weighted squares: the median. */
  ABSOLUTE
}
