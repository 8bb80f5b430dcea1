package io.spikewatt.controller.compute.curve;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Curve of work over power, as it is published: it never falls, and is straight between five
 * points.
 *
 * @param idleW draw without any work, W
 * @param cliffW least power with useful work, W; {@code idleW} = there is no cliff
 * @param fullW largest measured power, W
 * @param shares part of the work at full power, 0 to 1, at {@code cliffW} and a quarter, half and
 *     three quarters of the way to {@code fullW}
 * @param fullPerS work a second at full power, in the unit of its counter
 * @param error mean deviation of the measured points from it, part of the work at full power
 * @param minutes steady minutes that it rests on
 */
public record WorkFit(
    double idleW,
    double cliffW,
    double fullW,
    List<Double> shares,
    double fullPerS,
    double error,
    double minutes) {

  private static final int QUARTERS = 4;
  private static final int LEAST_POINTS = 4;

  /** A point below this part of the best work a watt is below the cliff. */
  private static final double COLLAPSED = 0.5;

  public WorkFit {
    shares = List.copyOf(shares);
  }

  /** Point of a curve that never falls. */
  private record Level(double powerW, double workPerS, double minutes) {}

  /**
   * Fits measured points.
   *
   * @param points by rising power
   * @param idleW draw without any work, W
   * @return empty if they are fewer than four, or do not reach half of the way down to idle
   */
  static Optional<WorkFit> of(List<WorkPoint> points, double idleW) {
    List<WorkPoint> above = points.stream().filter(point -> point.powerW() > idleW).toList();
    if (above.size() < LEAST_POINTS) {
      return Optional.empty();
    }
    double fullW = above.getLast().powerW();
    List<Level> levels = neverFalling(above);
    double fullPerS = levels.getLast().workPerS();
    if (above.getFirst().powerW() > (idleW + fullW) / 2 || !(fullPerS > 0)) {
      return Optional.empty();
    }
    int cliff = cliff(levels, idleW);
    List<Level> useful = new ArrayList<>(levels.subList(cliff, levels.size()));
    double cliffW = cliff > 0 ? useful.getFirst().powerW() : idleW;
    if (cliff == 0) {
      useful.addFirst(new Level(idleW, 0, 0));
    }
    List<Double> shares = new ArrayList<>();
    for (int quarter = 0; quarter < QUARTERS; quarter++) {
      double powerW = cliffW + (fullW - cliffW) * quarter / QUARTERS;
      shares.add(Math.clamp(at(useful, powerW) / fullPerS, 0, 1));
    }
    double minutes = above.stream().mapToDouble(WorkPoint::minutes).sum();
    WorkFit exact = new WorkFit(idleW, cliffW, fullW, shares, fullPerS, 0, minutes);
    return Optional.of(
        new WorkFit(idleW, cliffW, fullW, shares, fullPerS, exact.error(above), minutes));
  }

  /** Joins points until none has less work than one of a lower power. */
  private static List<Level> neverFalling(List<WorkPoint> points) {
    List<Level> levels = new ArrayList<>();
    for (WorkPoint point : points) {
      double sum = point.workPerS() * point.minutes();
      double minutes = point.minutes();
      int joined = levels.size();
      while (joined > 0 && levels.get(joined - 1).workPerS() > sum / minutes) {
        joined--;
        sum += levels.get(joined).workPerS() * levels.get(joined).minutes();
        minutes += levels.get(joined).minutes();
      }
      // Joined levels keep their powers.
      for (int i = joined; i < levels.size(); i++) {
        Level level = levels.get(i);
        levels.set(i, new Level(level.powerW(), sum / minutes, level.minutes()));
      }
      levels.add(new Level(point.powerW(), sum / minutes, point.minutes()));
    }
    return levels;
  }

  /** Index of the first level above the cliff; 0 = there is no cliff. */
  private static int cliff(List<Level> levels, double idleW) {
    double best = 0;
    int first = 0;
    for (int i = levels.size() - 1; i >= 0; i--) {
      double perWatt = levels.get(i).workPerS() / (levels.get(i).powerW() - idleW);
      if (perWatt < COLLAPSED * best && i == lowestUseful(levels, idleW, i)) {
        first = i + 1;
        break;
      }
      best = Math.max(best, perWatt);
    }
    return first;
  }

  /** {@code from} if no level below it does more work a watt than that one. */
  private static int lowestUseful(List<Level> levels, double idleW, int from) {
    Level level = levels.get(from);
    double perWatt = level.workPerS() / (level.powerW() - idleW);
    for (int i = 0; i < from; i++) {
      if (levels.get(i).workPerS() / (levels.get(i).powerW() - idleW) > perWatt) {
        return i;
      }
    }
    return from;
  }

  private static double at(List<Level> levels, double powerW) {
    for (int i = 1; i < levels.size(); i++) {
      Level low = levels.get(i - 1);
      Level high = levels.get(i);
      if (powerW <= high.powerW()) {
        double part = (powerW - low.powerW()) / (high.powerW() - low.powerW());
        return low.workPerS() + part * (high.workPerS() - low.workPerS());
      }
    }
    return levels.getLast().workPerS();
  }

  /** Work a second at a power, in the unit of the counter; 0 below the cliff. */
  public double at(double powerW) {
    if (powerW < cliffW || powerW <= idleW) {
      return 0;
    }
    double steps = Math.min(QUARTERS, QUARTERS * (powerW - cliffW) / (fullW - cliffW));
    int step = Math.min(QUARTERS - 1, (int) steps);
    double next = step + 1 < QUARTERS ? shares.get(step + 1) : 1;
    return fullPerS * (shares.get(step) + (steps - step) * (next - shares.get(step)));
  }

  private double error(List<WorkPoint> points) {
    double sum = 0;
    double weight = 0;
    for (WorkPoint point : points) {
      if (point.powerW() >= cliffW) {
        sum += point.minutes() * Math.abs(point.workPerS() - at(point.powerW()));
        weight += point.minutes();
      }
    }
    return sum / weight / fullPerS;
  }
}
