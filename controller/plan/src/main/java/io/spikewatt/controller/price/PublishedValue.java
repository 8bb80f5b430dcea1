package io.spikewatt.controller.price;

import java.time.Instant;

/**
 * A value that a source publishes.
 *
 * @param start of its time, UTC, at a quarter of an hour
 * @param end of its time likewise, after {@code start}
 * @param value finite; its unit is that of its {@link PriceKind}
 */
public record PublishedValue(Instant start, Instant end, double value) {

  /** Another value for the same time. */
  public PublishedValue with(double other) {
    return new PublishedValue(start, end, other);
  }
}
