package io.spikewatt.hal.guard;

import io.spikewatt.hal.guard.Setpoint.Purpose;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;

/**
 * A value that may be written to a device. Only the {@link CommandGate} makes one, so code that
 * would write an unchecked value does not compile. Immutable.
 */
public final class ApprovedSetpoint {

  private static final LazyText NOT_FED = LazyText.of("not fed: safe value");

  private final OutputSpec output;
  private final double value;
  private final Moment validUntil;
  private final LazyText reason;
  private final Purpose purpose;

  ApprovedSetpoint(
      OutputSpec output, double value, Moment validUntil, LazyText reason, Purpose purpose) {
    this.output = output;
    this.value = value;
    this.validUntil = validUntil;
    this.reason = reason;
    this.purpose = purpose;
  }

  public Signal signal() {
    return output.signal();
  }

  /** In the unit of the signal's quantity, within the output's limits. */
  public double value() {
    return value;
  }

  public Moment validUntil() {
    return validUntil;
  }

  /** Why this value, for people. */
  public String reason() {
    return reason.toString();
  }

  /** Decides how the value is written. */
  public Purpose purpose() {
    return purpose;
  }

  /** Whether it must no longer be written. */
  public boolean expired(Moment now) {
    return !now.isBefore(validUntil);
  }

  /** This setpoint while it is valid; afterwards the output's safe value. */
  public ApprovedSetpoint orSafe(Moment now) {
    return expired(now)
        ? new ApprovedSetpoint(
            output, output.safeValue(), now.plus(FOR_EVER), NOT_FED, Purpose.ROUTINE)
        : this;
  }

  /** True if the value is the output's safe or neutral one. */
  public boolean isSafe() {
    return value == output.safeValue() || value == output.neutralValue();
  }

  /** The same for a device of the opposite sign: negates value and limits. */
  public ApprovedSetpoint mirrored() {
    OutputSpec turned =
        new OutputSpec(
            output.signal(),
            0 - output.max(),
            0 - output.min(),
            output.maxStepPerS(),
            0 - output.safeValue(),
            0 - output.neutralValue());
    return new ApprovedSetpoint(turned, 0 - value, validUntil, reason, purpose);
  }

  static final java.time.Duration FOR_EVER = java.time.Duration.ofDays(3650);

  @Override
  public String toString() {
    return signal() + " = " + value + " (" + reason + ")";
  }
}
