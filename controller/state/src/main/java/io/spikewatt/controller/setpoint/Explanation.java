package io.spikewatt.controller.setpoint;

import java.time.Instant;
import java.util.Optional;

/**
 * Why an output has its value. Text is made where it is shown.
 *
 * @param action of the device
 * @param value of the output, in its unit: a power with its sign, or a limit as a magnitude, W
 * @param choice before bounds applied
 * @param bound the bound that decided; empty = the choice did
 * @param prices that the choice weighs; empty = it weighs none
 * @param until when choice or request ends; empty = unknown
 */
public record Explanation(
    Action action,
    double value,
    Reason choice,
    Optional<Bound> bound,
    Optional<WeighedPrices> prices,
    Optional<Instant> until) {

  public static Explanation of(Action action, Reason choice) {
    return new Explanation(action, 0, choice, Optional.empty(), Optional.empty(), Optional.empty());
  }

  public Explanation at(double newValue) {
    return new Explanation(action, newValue, choice, bound, prices, until);
  }

  /** The same for a battery with that power. */
  public Explanation ofBattery(double watts) {
    return new Explanation(Action.ofBattery(watts), watts, choice, bound, prices, until);
  }

  public Explanation boundBy(Bound decided) {
    return new Explanation(action, value, choice, Optional.of(decided), prices, until);
  }

  public Explanation boundIf(boolean decides, Bound decided) {
    return decides ? boundBy(decided) : this;
  }

  public Explanation until(Optional<Instant> end) {
    return new Explanation(action, value, choice, bound, prices, end);
  }

  /** The bound that decided, otherwise the choice. */
  public Reason decidedBy() {
    return bound.map(Bound::reason).orElse(choice);
  }
}
