package io.spikewatt.hal.device;

import io.spikewatt.hal.signal.Signal;

/**
 * How often an output may still be written into memory that wears.
 *
 * @param perDay writes that it bears in 24 hours
 * @param left writes that are left now; grows with time; negative if safe values had to be written
 *     beyond the budget
 */
public record WriteBudget(Signal signal, int perDay, int left) {}
