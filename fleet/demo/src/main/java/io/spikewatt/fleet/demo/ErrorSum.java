package io.spikewatt.fleet.demo;

/**
 * Absolute errors so far.
 *
 * @param sum of them
 * @param count number of hours
 */
record ErrorSum(double sum, int count) {

  static final ErrorSum NONE = new ErrorSum(0, 0);

  /** With those of some hours more; unknown ones do not count. */
  ErrorSum plus(double[] errors) {
    double more = 0;
    int known = 0;
    for (double error : errors) {
      if (Double.isFinite(error)) {
        more += Math.abs(error);
        known++;
      }
    }
    return new ErrorSum(sum + more, count + known);
  }

  /** Mean absolute error; 0 without an hour. */
  double mean() {
    return count == 0 ? 0 : sum / count;
  }
}
