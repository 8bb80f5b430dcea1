package io.spikewatt.config.profile;

import io.spikewatt.hal.signal.Quantity;
import java.time.Duration;
import java.util.Optional;

/**
 * A value that is set by publishing it.
 *
 * @param quantity the controlled quantity
 * @param place topic, and place of the value in the JSON object that is built for it
 * @param scale from the published number to the signal's value
 * @param decimals digits behind the point that are published
 * @param words texts that are published in the place of numbers; empty = the number itself; if not
 *     empty, no other number can be set
 * @param timeout after which the device drops a setpoint that was not published again; we publish
 *     at a third of it; empty = it holds the setpoint for ever
 * @param retained whether the broker keeps it for a device that comes later, however old it is then
 * @param echo where the device confirms its setpoint; empty = it does not
 */
public record TopicOutput(
    Quantity quantity,
    TopicPlace place,
    LinearScale scale,
    int decimals,
    TextCodes words,
    Optional<Duration> timeout,
    boolean retained,
    Optional<TopicPlace> echo) {}
