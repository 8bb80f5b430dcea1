package io.spikewatt.controller.compute.budget;

import io.spikewatt.config.compute.BoxPower;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * From the budgets received to the power to hold now. It follows a budget up and down at the ramp.
 * Without a budget for {@link #SILENCE} it falls to the safe budget at once, or rises to it at the
 * ramp. Only monotonic time counts.
 */
final class RampedTarget {

  /**
   * Leaves the means two of the ten seconds within which the draw is safe. It lies between two
   * seconds of the loop: at a whole one, jitter would decide which of them ends it.
   */
  static final Duration SILENCE = Duration.ofMillis(7_500);

  /** A process that was stopped for long does not make up for it in one step. */
  private static final double LONGEST_STEP_S = 2;

  private static final double SECONDS_PER_MIN = 60;
  private static final double NANOS_PER_S = 1e9;

  private final BoxPower power;
  private double targetW;
  private @Nullable Moment last;

  /**
   * @param budgetW in force: the newest one, at most the box's full power, or the safe one
   * @param targetW to hold now
   * @param silent whether the safe budget is in force
   */
  record Target(double budgetW, double targetW, boolean silent) {}

  /** Begins at the safe budget. */
  RampedTarget(BoxPower power) {
    this.power = power;
    this.targetW = power.safeW();
  }

  Target next(Optional<ReceivedBudget> newest, Moment now) {
    boolean silent = newest.isEmpty() || now.since(newest.get().at()).compareTo(SILENCE) >= 0;
    double budgetW = silent ? power.safeW() : Math.min(newest.get().limitW(), power.maxW());
    double stepW = stepW(now);
    last = now;
    if (budgetW >= targetW) {
      targetW = Math.min(budgetW, targetW + stepW);
    } else {
      targetW = silent ? budgetW : Math.max(budgetW, targetW - stepW);
    }
    return new Target(budgetW, targetW, silent);
  }

  private double stepW(Moment now) {
    if (power.rampWPerMin().isEmpty()) {
      return Double.POSITIVE_INFINITY;
    }
    double elapsedS = last == null ? 0 : now.since(last).toNanos() / NANOS_PER_S;
    return power.rampWPerMin().getAsDouble()
        / SECONDS_PER_MIN
        * Math.clamp(elapsedS, 0, LONGEST_STEP_S);
  }
}
