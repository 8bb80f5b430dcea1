package io.spikewatt.controller.source;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One entry of an answer.
 *
 * @param where its place, for messages
 * @param start of its slot
 * @param end of its slot; empty = follows from the next one
 * @param value in the service's unit; empty = the service does not know it
 */
record TimedValue(String where, Instant start, Optional<Instant> end, OptionalDouble value) {}
