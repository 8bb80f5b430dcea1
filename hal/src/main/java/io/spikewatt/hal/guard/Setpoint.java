package io.spikewatt.hal.guard;

import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;

/**
 * A requested value for an output; the {@link CommandGate} must approve it before it is written.
 *
 * @param signal the output
 * @param value in the unit of the signal's quantity
 * @param validUntil when the setpoint lapses; the device then gets its safe value
 * @param owner the requester, one an output and cycle, for example {@code dispatcher}
 * @param reason one short sentence for people
 */
public record Setpoint(
    Signal signal, double value, Moment validUntil, String owner, String reason) {}
