package io.spikewatt.controller.compute.means;

import io.spikewatt.hal.time.Moment;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Mean power between two readings of an energy counter. A counter that restarts, or wraps more than
 * once between two readings, gives no power for that time.
 */
public final class MeanPower {

  private static final double NANOS_PER_S = 1e9;

  /** Difference of two counts, in counts; negative = the counter restarted. */
  @FunctionalInterface
  private interface CountDifference {
    long between(long earlier, long later);
  }

  private final double joulesPerCount;
  private final CountDifference difference;
  private final double largestW;
  private @Nullable Moment readAt;
  private long count;

  private MeanPower(double joulesPerCount, CountDifference difference, double largestW) {
    this.joulesPerCount = joulesPerCount;
    this.difference = difference;
    this.largestW = largestW;
  }

  /** For a counter that does not wrap in practice. */
  public static MeanPower ofCounter(double joulesPerCount) {
    return new MeanPower(
        joulesPerCount, (earlier, later) -> later - earlier, Double.POSITIVE_INFINITY);
  }

  /**
   * For a counter that starts again at 0 after {@code largest}.
   *
   * @param largestW power that the device cannot reach: a restart looks like a wrap with more
   */
  public static MeanPower ofWrappingCounter(double joulesPerCount, long largest, double largestW) {
    return new MeanPower(
        joulesPerCount,
        (earlier, later) -> later >= earlier ? later - earlier : later + (largest - earlier) + 1,
        largestW);
  }

  /**
   * Mean power since the reading before, W; empty at the first one and after a restart.
   *
   * @param now of this reading, later than the one before
   */
  public OptionalDouble next(long nextCount, Moment now) {
    Moment before = readAt;
    long counted = difference.between(count, nextCount);
    readAt = now;
    count = nextCount;
    if (before == null || !before.isBefore(now) || counted < 0) {
      return OptionalDouble.empty();
    }
    double powerW = counted * joulesPerCount * NANOS_PER_S / now.since(before).toNanos();
    return powerW > largestW ? OptionalDouble.empty() : OptionalDouble.of(powerW);
  }

  /** Forgets the reading before, after a gap in which the counter may have restarted. */
  public void restart() {
    readAt = null;
  }
}
