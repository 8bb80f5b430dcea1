package io.spikewatt.inference.learnt;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Medians that a model said, or would have said, at the origins of the last week: the first day of
 * each. A forecast is known by its origin and by the first slot that it looked at; it is forgotten
 * as soon as any row from there to the origin, or the weather that was predicted for its horizon,
 * has changed or can no longer be compared. Room is made once.
 */
final class ForecastCache {
  /** One more than is looked back at, so that asking twice at one origin pushes nothing out. */
  private static final int DAYS = 8;

  private static final long NONE = Long.MIN_VALUE;

  private final long[] origins;
  private final long[] starts;
  private final float[][] medians;

  /**
   * @param length numbers that are kept of each forecast
   */
  ForecastCache(int slotsPerDay, int length) {
    origins = new long[DAYS * slotsPerDay];
    starts = new long[origins.length];
    medians = new float[origins.length][length];
    clear();
  }

  void clear() {
    Arrays.fill(origins, NONE);
  }

  /**
   * Forgets what was made of rows that are no longer what they were.
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

  /** What was said at an origin that looked back to {@code start}; null if it is not known. */
  float @Nullable [] find(long origin, long start) {
    int place = place(origin);
    return origins[place] == origin && starts[place] == start ? medians[place] : null;
  }

  /** Where what is said at an origin is to be written. */
  float[] put(long origin, long start) {
    int place = place(origin);
    origins[place] = origin;
    starts[place] = start;
    return medians[place];
  }

  private int place(long origin) {
    return (int) Math.floorMod(origin, (long) origins.length);
  }
}
