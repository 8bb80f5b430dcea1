package io.spikewatt.config.profile;

import java.time.Duration;
import java.util.OptionalInt;

/**
 * A dead-man's register: the device falls back when it is not written in time.
 *
 * @param address zero-based holding register
 * @param timeout time after which the device falls back; we write at a third of it
 * @param value the raw number that feeds it, 0..65535; empty = a counter
 */
public record Heartbeat(int address, Duration timeout, OptionalInt value) {}
