package io.spikewatt.controller.source;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One entry of an answer with its times as they are written.
 *
 * @param where its place, for messages
 */
record TimedEntry(String where, String start, Optional<String> end, OptionalDouble value) {}
