package io.spikewatt.inference.learnt;

import io.spikewatt.inference.calibrate.PastForecast;
import io.spikewatt.inference.calibrate.Recalibration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Forecasts that a model issued, or would have issued, at the origins of the last week: the first
 * day of each. The key of a forecast is its origin and the first slot that it used. It is dropped
 * as soon as a row from there to the origin, or the weather that was predicted for its horizon, has
 * changed or can no longer be compared. Allocates its memory once.
 */
final class ForecastCache {
  /** One more than the recalibration uses: a second forecast from one origin displaces nothing. */
  private static final int DAYS = Recalibration.DAYS + 1;

  private static final long NONE = Long.MIN_VALUE;

  private final long[] origins;
  private final long[] starts;
  private final Entry[] entries;

  /** Forecasts of one origin: by the linear stack, and blended with a network, null without one. */
  record Entry(PastForecast linear, @Nullable PastForecast blended) {}

  /** Slots that are kept of each forecast, and whether those with a network are kept as well. */
  ForecastCache(int slotsPerDay, int slots, boolean blended) {
    origins = new long[DAYS * slotsPerDay];
    starts = new long[origins.length];
    entries = new Entry[origins.length];
    for (int i = 0; i < entries.length; i++) {
      PastForecast linear = PastForecast.room(slots);
      entries[i] = new Entry(linear, blended ? linear.sibling() : null);
    }
    clear();
  }

  void clear() {
    Arrays.fill(origins, NONE);
  }

  /**
   * Drops the forecasts from rows that have changed.
   *
   * @param from first slot that is still compared
   * @param changed first slot that changed, at most {@link HistoryWindow#NEVER}
   */
  void forget(long from, long changed) {
    for (int i = 0; i < origins.length; i++) {
      if (starts[i] < from || origins[i] > changed) {
        origins[i] = NONE;
      }
    }
  }

  /** Forecasts from an origin that looked back to {@code start}; null if they are not known. */
  @Nullable Entry find(long origin, long start) {
    int place = place(origin);
    return origins[place] == origin && starts[place] == start ? entries[place] : null;
  }

  /** The entry for the forecasts from an origin. */
  Entry put(long origin, long start) {
    int place = place(origin);
    origins[place] = origin;
    starts[place] = start;
    return entries[place];
  }

  private int place(long origin) {
    return (int) Math.floorMod(origin, (long) origins.length);
  }
}
