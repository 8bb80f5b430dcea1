package io.spikewatt.hal.device;

import io.spikewatt.hal.guard.ApprovedSetpoint;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Something on the site that can be read and, in part, written. One thread at a time uses a device;
 * it need not be thread-safe.
 *
 * <p>Neither reading nor writing throws for device or network behaviour: faults are values. Both
 * end within a bound that no answer of the device can extend.
 */
public interface Device extends AutoCloseable {

  /** The id in the site's configuration. */
  String id();

  /** Signals that {@link #read} reports. */
  Set<Signal> inputs();

  /** Signals that {@link #write} accepts. */
  Set<Signal> outputs();

  /**
   * How often an input is read; zero = at every {@link #read}. In between its sample keeps the time
   * at which it was read.
   */
  default Duration every(Signal input) {
    return Duration.ZERO;
  }

  /**
   * May send the request of the following {@link #read} ahead, so that all devices are polled
   * before the first answer. Never waits, and affects only timing.
   *
   * @param now as in the following {@link #read}
   * @return the only answer that {@link #read} needs; empty if it may need others, and so may wait
   */
  default Optional<AwaitedAnswer> ask(Moment now) {
    return Optional.empty();
  }

  /**
   * One sample for every input: good, or missing with the reason. Inputs that not every device of
   * the type has may be left out.
   */
  List<Sample> read(Moment now);

  /**
   * Reads the powers alone, between two {@link #read}s and without any effect on their results.
   * Contains only plausible values: none that {@link #read} found missing or would reject.
   *
   * @return powers in W; empty if the device does not support it, or does not answer
   */
  default List<Sample.Good> readPowerOnly(Moment now) {
    return List.of();
  }

  /**
   * Brings the device to the setpoint and keeps its dead-man timer fed. Called every cycle with the
   * setpoint in force; the device decides what to send. A setpoint of {@link
   * io.spikewatt.hal.guard.Setpoint.Purpose#OWN_MODE} leaves the device to its own mode; then
   * nothing is sent until another purpose follows.
   */
  WriteReceipt write(ApprovedSetpoint setpoint, Moment now);

  /**
   * Hands the output back to the device at an orderly stop: leaves it at its neutral value,
   * releases remote control where the device has it, and stops feeding its dead-man timer. A later
   * {@link #write} takes control again.
   *
   * @param neutral the output's neutral setpoint, as the gate made it
   */
  default WriteReceipt release(ApprovedSetpoint neutral, Moment now) {
    return write(neutral, now);
  }

  /** Remaining write budgets of outputs whose memory wears; one for each such output. */
  default List<WriteBudget> budgets(Moment now) {
    return List.of();
  }

  /** Closes the connection. The device then follows its own timers. */
  @Override
  void close();
}
