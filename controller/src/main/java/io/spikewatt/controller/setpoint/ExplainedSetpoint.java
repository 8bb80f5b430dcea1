package io.spikewatt.controller.setpoint;

import io.spikewatt.hal.guard.Setpoint;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;

/**
 * A value for one output and its explanation.
 *
 * @param signal the output
 * @param explanation its value and what decided it
 */
public record ExplainedSetpoint(Signal signal, Explanation explanation) {

  /** Owner of all setpoints of dispatch at the gate. */
  public static final String OWNER = "dispatcher";

  /** In the unit of the signal's quantity. */
  public double value() {
    return explanation.value();
  }

  /**
   * The request to the gate.
   *
   * @param text the explanation in words
   */
  public Setpoint toSetpoint(Moment validUntil, String text) {
    return new Setpoint(signal, value(), validUntil, OWNER, text);
  }
}
