package io.spikewatt.controller.io;

import io.spikewatt.hal.device.WriteBudget;
import io.spikewatt.hal.signal.Signal;
import java.util.Optional;

/**
 * How often an output was written.
 *
 * @param onWire writes that went over the wire and were taken, since start
 * @param budget what is left if its memory wears; empty if it does not
 */
public record WriteTally(Signal signal, long onWire, Optional<WriteBudget> budget) {}
