package io.spikewatt.controller.commission;

import java.util.List;
import java.util.OptionalDouble;

/**
 * Step response of a power to its setpoint.
 *
 * @param setpointW the setpoint, W
 * @param stepW how far the power should move, W
 * @param fromW power before the step, W
 * @param reachedW power at the end, W
 * @param deadTimeS from the step to the first reaction, s; empty if there was none
 * @param settlingS from the step until the power stayed near where it ended, s; empty if there was
 *     no reaction
 */
public record StepResponse(
    double setpointW,
    double stepW,
    double fromW,
    double reachedW,
    OptionalDouble deadTimeS,
    OptionalDouble settlingS) {

  /** A power within this share of the step is at rest. */
  private static final double BAND = 0.05;

  /** Smallest such band, W: no device holds its power more exactly. */
  private static final double LEAST_BAND_W = 10;

  /** Last share of the observations, which gives the final power. */
  private static final double TAIL = 0.2;

  /**
   * @param seconds since the step
   * @param watts power into the site bus
   */
  public record Point(double seconds, double watts) {}

  /**
   * @param before at rest, at least one
   * @param after the step, in the order of time, at least one
   */
  public static StepResponse of(
      double setpointW, double stepW, List<Point> before, List<Point> after) {
    double from = mean(before);
    List<Point> tail =
        after.subList(after.size() - Math.max(1, (int) (after.size() * TAIL)), after.size());
    double reached = mean(tail);
    double band = band(stepW, before);
    OptionalDouble dead =
        after.stream()
            .filter(p -> Math.abs(p.watts() - from) > band)
            .mapToDouble(Point::seconds)
            .findFirst();
    if (dead.isEmpty() || Math.abs(reached - from) <= band) {
      return new StepResponse(
          setpointW, stepW, from, reached, OptionalDouble.empty(), OptionalDouble.empty());
    }
    double settled = after.getFirst().seconds();
    for (int i = 0; i < after.size(); i++) {
      if (Math.abs(after.get(i).watts() - reached) > band) {
        settled = after.get(Math.min(i + 1, after.size() - 1)).seconds();
      }
    }
    return new StepResponse(setpointW, stepW, from, reached, dead, OptionalDouble.of(settled));
  }

  /** Reached over requested change: 1 follows, -1 has the wrong sign, 0 does not react. */
  public double ratio() {
    return stepW == 0 ? 0 : (reachedW - fromW) / stepW;
  }

  public boolean moved() {
    return deadTimeS.isPresent();
  }

  /** How far a power at rest may be from its mean, W. */
  static double band(double stepW, List<Point> rest) {
    double mean = mean(rest);
    double variance =
        rest.stream().mapToDouble(p -> (p.watts() - mean) * (p.watts() - mean)).sum() / rest.size();
    return Math.max(LEAST_BAND_W, Math.max(BAND * Math.abs(stepW), 3 * Math.sqrt(variance)));
  }

  static double mean(List<Point> points) {
    return points.stream().mapToDouble(Point::watts).average().orElseThrow();
  }
}
