package io.spikewatt.config.profile;

import java.time.Duration;
import java.util.Optional;

/**
 * A quantity that is set through a node of an OPC UA server.
 *
 * @param node which value may be written
 * @param timeout after which the server drops a setpoint that was not written again; we write at a
 *     third of it; empty = the server holds it for ever
 */
public record NodeOutput(NodeSpec node, Optional<Duration> timeout) {}
