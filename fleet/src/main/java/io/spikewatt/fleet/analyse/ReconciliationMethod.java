package io.spikewatt.fleet.analyse;

/** How base forecasts are made to add up. */
public enum ReconciliationMethod {
  /** The sites' forecasts as they are; those of sums do not count. */
  BOTTOM_UP,
  /** All nodes count alike: ordinary least squares. */
  OLS,
  /** Each node by the variance of its errors: weighted least squares. */
  WLS,
  /** By the whole covariance of the errors, shrunk: minimum trace. */
  MINT
}
