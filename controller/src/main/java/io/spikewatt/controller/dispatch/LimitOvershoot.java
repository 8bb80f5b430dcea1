package io.spikewatt.controller.dispatch;

/**
 * Goes somewhat beyond a limit while it is passed, because a device comes near its setpoint ever
 * more slowly: by a part of the worst excess since the limit was passed, until it is kept again.
 * One thread.
 */
final class LimitOvershoot {

  /** Of the worst excess. A device that is this much off its setpoint is called settled at 0.05. */
  private static final double SHARE = 0.08;

  private double worstW;

  /**
   * @param excessW power beyond the limit, W; negative = within
   * @return by how much more to answer than what the limit needs, W, {@code >= 0}
   */
  double update(double excessW) {
    worstW = excessW > 0 ? Math.max(worstW, excessW) : 0;
    return SHARE * worstW;
  }
}
