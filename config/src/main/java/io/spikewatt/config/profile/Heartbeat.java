package io.spikewatt.config.profile;

import java.time.Duration;

/**
 * A dead-man's register: the device falls back when it is not written in time.
 *
 * @param address zero-based holding register
 * @param timeout what the device waits before it falls back; we write at a third of it
 */
public record Heartbeat(int address, Duration timeout) {}
