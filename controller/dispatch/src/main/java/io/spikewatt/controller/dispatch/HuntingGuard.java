package io.spikewatt.controller.dispatch;

import io.spikewatt.hal.time.Moment;
import java.util.ArrayDeque;

/**
 * Detects setpoint reversals that follow each other faster than the device settles: a sign of
 * unknown measurement lag. Lowers the gain then, and raises it again without reversals.
 */
final class HuntingGuard {

  private static final int REVERSALS = 4;
  private static final double LEAST_GAIN = 0.2;

  private final double thresholdW;
  private final double windowS;
  private final ArrayDeque<Moment> reversals = new ArrayDeque<>();
  private double gain = 1;
  private double extreme;
  private int direction;
  private boolean started;
  private Moment quietSince = new Moment(0, java.time.Instant.EPOCH);

  /**
   * @param thresholdW swings below this do not count
   * @param windowS time in which reversals are counted
   */
  HuntingGuard(double thresholdW, double windowS) {
    this.thresholdW = thresholdW;
    this.windowS = windowS;
  }

  /** The next setpoint on the way from {@code last} to {@code target}. */
  double next(double last, double target, Moment now) {
    if (!started) {
      started = true;
      extreme = target;
      quietSince = now;
    }
    int step = Math.abs(target - extreme) < thresholdW ? 0 : (int) Math.signum(target - extreme);
    if (step == direction || direction == 0) {
      direction = step != 0 ? step : direction;
      extreme = direction >= 0 ? Math.max(extreme, target) : Math.min(extreme, target);
    } else if (step != 0) {
      reversals.addLast(now);
      direction = step;
      extreme = target;
      quietSince = now;
    }
    while (!reversals.isEmpty() && older(reversals.getFirst(), now, windowS)) {
      reversals.removeFirst();
    }
    if (reversals.size() >= REVERSALS) {
      gain = Math.max(LEAST_GAIN, gain / 2);
      reversals.clear();
    } else if (gain < 1 && older(quietSince, now, 2 * windowS)) {
      gain = Math.min(1, gain * 1.5);
      quietSince = now;
    }
    return slowed(last, target);
  }

  /** The same without counting it as a possible reversal. */
  double slowed(double last, double target) {
    return last + gain * (target - last);
  }

  boolean hunting() {
    return gain < 1;
  }

  double gain() {
    return gain;
  }

  private static boolean older(Moment then, Moment now, double seconds) {
    return now.since(then).toNanos() * 1e-9 > seconds;
  }
}
