package io.spikewatt.controller.commission;

import io.spikewatt.hal.signal.Signal;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Result of commissioning.
 *
 * @param output the output under test
 * @param gridRatios for each step, the grid meter's response: 1 right, -1 with the wrong sign;
 *     empty without a meter or with too much other load change
 * @param fallBack what it did without a setpoint
 */
public record CommissioningResult(
    Signal output, List<StepResponse> steps, List<OptionalDouble> gridRatios, FallBack fallBack) {

  /** Ratio between following and not. */
  private static final double HALF = 0.5;

  public CommissioningResult {
    steps = List.copyOf(steps);
    gridRatios = List.copyOf(gridRatios);
  }

  /** Reaction of a device to the lack of setpoints. */
  public sealed interface FallBack {

    /**
     * It left its setpoint.
     *
     * @param seconds from the last setpoint on the wire
     */
    record Left(double seconds) implements FallBack {}

    /**
     * It held its setpoint.
     *
     * @param watched time without a setpoint in which it could leave it
     */
    record Held(Duration watched) implements FallBack {}

    /**
     * Its power was that of no setpoint, so leaving one would change nothing.
     *
     * @param heldW that power, W
     */
    record Unseen(double heldW) implements FallBack {}
  }

  /** Seconds from the last setpoint on the wire until the device left it; empty if not seen. */
  public OptionalDouble fallBackS() {
    return fallBack instanceof FallBack.Left left
        ? OptionalDouble.of(left.seconds())
        : OptionalDouble.empty();
  }

  public enum Sign {
    RIGHT,
    FLIPPED,
    UNKNOWN
  }

  /** Whether the power moved, and each movement reached more than half of its step. */
  public boolean follows() {
    return steps.stream().allMatch(step -> !step.moved() || step.ratio() > HALF)
        && steps.stream().anyMatch(StepResponse::moved);
  }

  /** Sign of the device's own power against its setpoint. */
  public Sign sign() {
    return sign(
        steps.stream().filter(StepResponse::moved).mapToDouble(StepResponse::ratio).toArray());
  }

  /** Sign of the grid meter against the device. */
  public Sign gridSign() {
    return sign(
        gridRatios.stream()
            .filter(OptionalDouble::isPresent)
            .mapToDouble(OptionalDouble::getAsDouble)
            .toArray());
  }

  /** The longest of the steps' dead times, s. */
  public OptionalDouble deadTimeS() {
    return longest(steps.stream().map(StepResponse::deadTimeS).toList());
  }

  /** The longest of the steps' settling times, s. */
  public OptionalDouble settlingS() {
    return longest(steps.stream().map(StepResponse::settlingS).toList());
  }

  private static OptionalDouble longest(List<OptionalDouble> times) {
    return times.stream()
        .filter(OptionalDouble::isPresent)
        .max(Comparator.comparingDouble(OptionalDouble::getAsDouble))
        .orElseGet(OptionalDouble::empty);
  }

  private static Sign sign(double[] ratios) {
    if (ratios.length == 0) {
      return Sign.UNKNOWN;
    }
    boolean right = true;
    boolean flipped = true;
    for (double ratio : ratios) {
      right &= ratio > HALF;
      flipped &= ratio < -HALF;
    }
    return right ? Sign.RIGHT : flipped ? Sign.FLIPPED : Sign.UNKNOWN;
  }
}
