package io.spikewatt.controller.history;

import java.time.Instant;

/**
 * The mean of one series over one slot.
 *
 * @param series name, for example {@code load_w}
 * @param start start of the slot
 * @param value mean, in the unit of the series' name
 * @param coverage share of the slot in which the series was known, 0 to 1
 */
public record SlotMean(String series, Instant start, double value, double coverage) {

  /** Least coverage with which a mean may take the place of another one of its slot. */
  private static final double WHOLE = 0.9;

  /** Of a whole slot. */
  public SlotMean(String series, Instant start, double value) {
    this(series, start, value, 1);
  }

  /** Whether it may take the place of another mean of its slot. */
  boolean isWhole() {
    return coverage >= WHOLE;
  }
}
