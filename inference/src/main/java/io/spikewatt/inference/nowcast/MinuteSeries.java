package io.spikewatt.inference.nowcast;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/** Mean power of whole minutes from {@code start} on, W; NaN = unknown; not to be changed. */
public record MinuteSeries(Instant start, double[] values) {

  public MinuteSeries {
    if (Math.floorMod(start.getEpochSecond(), 60) != 0 || start.getNano() != 0) {
      throw new IllegalArgumentException(start + " is no whole minute");
    }
  }

  /** End of the last minute: the first instant that is not covered. */
  public Instant end() {
    return start.plus(Duration.ofMinutes(values.length));
  }

  /** Minutes {@code from} to {@code to}, the latter exclusive. */
  public MinuteSeries range(int from, int to) {
    return new MinuteSeries(
        start.plus(Duration.ofMinutes(from)), Arrays.copyOfRange(values, from, to));
  }
}
