package io.spikewatt.simulator.physics;

/** The step response of a power stage. */
final class FirstOrderLag {

  private final double tauS;
  private double value;

  FirstOrderLag(double tauS, double initial) {
    this.tauS = tauS;
    this.value = initial;
  }

  /** Value after {@code dtS} seconds towards {@code target}; exact for any step. */
  double step(double target, double dtS) {
    value += (target - value) * -Math.expm1(-dtS / tauS);
    return value;
  }

  void force(double newValue) {
    value = newValue;
  }

  double value() {
    return value;
  }
}
