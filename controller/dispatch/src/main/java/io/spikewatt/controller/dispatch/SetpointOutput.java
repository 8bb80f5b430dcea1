package io.spikewatt.controller.dispatch;

import io.spikewatt.controller.setpoint.Action;
import io.spikewatt.controller.setpoint.ExplainedSetpoint;
import io.spikewatt.controller.setpoint.Explanation;
import io.spikewatt.controller.setpoint.Reason;
import io.spikewatt.hal.guard.OutputSpec;
import java.util.Optional;

/**
 * One output of a device and its last setpoint.
 *
 * <p>The caller passes powers as magnitudes or with the house's sign, as its device needs. This
 * class only clamps to the device's range and keeps values that hardly changed, so that setpoints
 * do not chatter on the wire.
 */
final class SetpointOutput {

  /** Half of the smallest guard below a limit. */
  private static final double TIGHT_BAND_W = 15;

  private final OutputSpec spec;
  private double last = Double.NaN;

  SetpointOutput(OutputSpec spec) {
    this.spec = spec;
  }

  OutputSpec spec() {
    return spec;
  }

  /** Whether any setpoint was sent since start. */
  boolean used() {
    return !Double.isNaN(last);
  }

  /** Last setpoint; {@code otherwise} if there was none. */
  double last(double otherwise) {
    return used() ? last : otherwise;
  }

  /**
   * A setpoint for {@code value}, or for the last value if they differ by less than {@code band}.
   */
  ExplainedSetpoint setpoint(double value, double band, Explanation why) {
    double clamped = Math.clamp(value, spec.min(), spec.max());
    boolean edge = clamped == spec.min() || clamped == spec.max() || clamped == 0;
    if (!used() || Math.abs(clamped - last) >= band || edge) {
      last = clamped;
    }
    return ExplainedSetpoint.of(spec.signal(), why.at(last));
  }

  /**
   * A setpoint for a consumer, as {@link #setpoint}. While a limit leaves no room, a reduction is
   * not delayed, because the kept value would exceed the limit meanwhile.
   *
   * @param tight whether a limit decided, not the wanted power
   */
  ExplainedSetpoint consumerSetpoint(double value, double band, boolean tight, Explanation why) {
    boolean less = used() && Math.abs(value) < Math.abs(last);
    return setpoint(value, tight && less ? Math.min(TIGHT_BAND_W, band) : band, why);
  }

  /** The last setpoint again; empty if there is none. */
  Optional<ExplainedSetpoint> repeat(Action action, Reason reason) {
    return used()
        ? Optional.of(ExplainedSetpoint.of(spec.signal(), Explanation.of(action, reason).at(last)))
        : Optional.empty();
  }
}
