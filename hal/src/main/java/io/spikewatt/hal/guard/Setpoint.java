package io.spikewatt.hal.guard;

import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;

/**
 * A requested value for an output; the {@link CommandGate} must approve it before it is written.
 *
 * @param signal the output
 * @param value in the unit of the signal's quantity
 * @param validUntil end of validity; the device then gets its safe value
 * @param owner the requester, one an output and cycle, for example {@code dispatcher}
 * @param reason one short sentence for people
 * @param purpose decides how the value is written
 */
public record Setpoint(
    Signal signal,
    double value,
    Moment validUntil,
    String owner,
    LazyText reason,
    Purpose purpose) {

  /** With a reason that is there already. */
  public Setpoint(
      Signal signal,
      double value,
      Moment validUntil,
      String owner,
      String reason,
      Purpose purpose) {
    this(signal, value, validUntil, owner, LazyText.of(reason), purpose);
  }

  public enum Purpose {
    /** The device holds the value. Memory that wears may delay its write. */
    ROUTINE,
    /** The same, to keep a limit: written at once, even into memory that wears. */
    LIMIT,
    /**
     * The device stays in its own mode, in which it regulates by its own meter. The value is its
     * expected power and is not written.
     */
    OWN_MODE
  }
}
