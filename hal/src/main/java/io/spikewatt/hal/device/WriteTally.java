package io.spikewatt.hal.device;

import io.spikewatt.hal.signal.Signal;
import java.util.Optional;

/**
 * Number of writes of an output.
 *
 * @param onWire writes sent over the wire and accepted, since start
 * @param budget remaining writes if its memory wears; empty if it does not
 */
public record WriteTally(Signal signal, long onWire, Optional<WriteBudget> budget) {}
