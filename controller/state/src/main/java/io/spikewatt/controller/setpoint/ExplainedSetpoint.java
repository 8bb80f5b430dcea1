package io.spikewatt.controller.setpoint;

import io.spikewatt.hal.guard.LazyText;
import io.spikewatt.hal.guard.Setpoint;
import io.spikewatt.hal.guard.Setpoint.Purpose;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;

/**
 * A value for one output and its explanation.
 *
 * @param signal the output
 * @param explanation its value and what decided it
 * @param purpose of the value, which decides how it is written
 */
public record ExplainedSetpoint(Signal signal, Explanation explanation, Purpose purpose) {

  /** Owner of all setpoints of dispatch at the gate. */
  public static final String OWNER = "dispatcher";

  /** One that the device holds. */
  public static ExplainedSetpoint of(Signal signal, Explanation explanation) {
    return new ExplainedSetpoint(signal, explanation, Purpose.ROUTINE);
  }

  /** The same for another purpose. */
  public ExplainedSetpoint to(Purpose other) {
    return new ExplainedSetpoint(signal, explanation, other);
  }

  /** In the unit of the signal's quantity. */
  public double value() {
    return explanation.value();
  }

  /** The request to the gate. {@code text}: the explanation in words. */
  public Setpoint toSetpoint(Moment validUntil, LazyText text) {
    return new Setpoint(signal, value(), validUntil, OWNER, text, purpose);
  }
}
