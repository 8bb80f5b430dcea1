package io.spikewatt.config.profile;

import io.spikewatt.hal.signal.Quantity;
import java.time.Duration;
import java.util.Optional;

/**
 * A quantity in a node of an OPC UA server.
 *
 * @param node NodeId, for example {@code ns=2;s=Feeder.Power}, or path of browse names from the
 *     root, for example {@code /Objects/2:Feeder/2:Power}
 * @param factor signal value = node value × factor; carries unit and sign
 * @param maxAge longest time that the source timestamp may stand still; empty = any, for a source
 *     may give a value that does not change its old timestamp for ever
 */
public record NodeSpec(Quantity quantity, String node, double factor, Optional<Duration> maxAge) {}
