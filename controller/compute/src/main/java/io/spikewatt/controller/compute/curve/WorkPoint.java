package io.spikewatt.controller.compute.curve;

/**
 * Mean of steady minutes at about one power.
 *
 * @param powerW W
 * @param workPerS work a second, in the unit of its counter, {@code >= 0}
 * @param minutes number of steady minutes in it, each worth less the longer ago it was
 * @param spread mean deviation of a minute from the mean, in the unit of {@code workPerS}
 */
public record WorkPoint(double powerW, double workPerS, double minutes, double spread) {

  /** Minutes from which on a single one is judged by the others. */
  private static final double ENOUGH = 5;

  private static final double OUTLIER = 4;

  /** With another steady minute. A minute far from the others moves the mean a little only. */
  WorkPoint and(double otherW, double otherPerS) {
    double farthest = OUTLIER * Math.max(spread, 0.02 * workPerS);
    double near =
        minutes < ENOUGH
            ? otherPerS
            : Math.clamp(otherPerS, workPerS - farthest, workPerS + farthest);
    double part = 1 / (minutes + 1);
    return new WorkPoint(
        powerW + part * (otherW - powerW),
        workPerS + part * (near - workPerS),
        minutes + 1,
        spread + part * (Math.abs(near - workPerS) - spread));
  }

  WorkPoint aged(double factor) {
    return new WorkPoint(powerW, workPerS, minutes * factor, spread);
  }
}
