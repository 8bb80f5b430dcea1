package io.spikewatt.config.profile;

import io.spikewatt.hal.signal.Quantity;
import java.time.Duration;
import java.util.Optional;

/**
 * A value that is read from a topic.
 *
 * @param quantity the measured quantity
 * @param place place of the value
 * @param scale from the number in the payload to the signal's value
 * @param words texts that mean a number; applied before the scale
 * @param maxAge how long a message counts
 * @param time path of the time at which the value was taken, RFC 3339 text or Unix seconds or
 *     milliseconds; empty = the message's arrival, and a retained message has an unknown age and is
 *     ignored
 * @param optional whether a device that never reports it is whole all the same
 */
public record TopicInput(
    Quantity quantity,
    TopicPlace place,
    LinearScale scale,
    TextCodes words,
    Duration maxAge,
    Optional<String> time,
    boolean optional) {}
