package io.spikewatt.controller.history;

import java.time.Instant;

/**
 * The mean of one series over one slot.
 *
 * @param series name, for example {@code load_w}
 * @param start start of the slot
 * @param value mean, in the unit of the series' name
 */
public record SlotMean(String series, Instant start, double value) {}
