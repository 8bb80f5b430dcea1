package io.spikewatt.config.profile;

import io.spikewatt.hal.signal.Quantity;
import java.time.Duration;
import java.util.Optional;

/**
 * A value that is read from a topic.
 *
 * @param quantity what it is
 * @param place where it stands
 * @param factor signal value = number × factor + offset; carries unit and sign
 * @param offset see {@code factor}
 * @param words texts that mean a number; applied before the factor
 * @param maxAge how long a message counts
 * @param time path of the time at which the value was taken, RFC 3339 text or Unix seconds or
 *     milliseconds; empty = the message's arrival, and a message that the broker had kept is of
 *     unknown age and counts for nothing
 */
public record TopicInput(
    Quantity quantity,
    TopicPlace place,
    double factor,
    double offset,
    TextCodes words,
    Duration maxAge,
    Optional<String> time) {}
