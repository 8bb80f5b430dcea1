package io.spikewatt.controller.dispatch;

/**
 * How fast the batteries answer.
 *
 * @param largestW largest power of the batteries together, W
 * @param settlingS of the slowest one, s
 * @param lookAheadS until they have answered a setpoint decided now, s
 */
record RegulatorTimes(double largestW, double settlingS, double lookAheadS) {

  /** {@code cycleS}: period of the control cycle, s. */
  static RegulatorTimes of(Assets assets, double cycleS) {
    double largest = 0;
    double settling = 1;
    for (RegulatorUnit unit : assets.regulators) {
      largest += unit.ratedW;
      settling = Math.max(settling, unit.deviceResponse.settlingS());
    }
    // A setpoint is written a quarter of a cycle after its reading, acts after the dead time, and
    // holds for a cycle. The last quarter is for ramps that get steeper.
    return new RegulatorTimes(largest, settling, 1.5 * cycleS + settling / 2);
  }
}
