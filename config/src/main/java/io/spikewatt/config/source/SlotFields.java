package io.spikewatt.config.source;

import java.util.Optional;

/**
 * Fields of one slot.
 *
 * @param start path or column of the time at which it starts
 * @param end the same of its end; empty = it ends where the next one starts
 * @param value the same of its value; empty for weather, whose quantities name their places
 * @param time format of both times
 */
public record SlotFields(
    String start, Optional<String> end, Optional<String> value, TimeFormat time) {}
