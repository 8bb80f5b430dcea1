package io.spikewatt.simulator.physics;

/** Where a heat pump's heat goes; it has one measured temperature. */
public sealed interface HeatStore permits Building, WaterTank {

  /** Measured temperature, °C. */
  double temperatureC();

  /**
   * Advances by a step.
   *
   * @param heatW heat put in, W
   * @param conditions outside, and what people draw
   */
  void step(double heatW, HeatConditions conditions, double dtS);
}
