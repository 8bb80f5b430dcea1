package io.spikewatt.controller.asset;

import io.spikewatt.hal.guard.OutputSpec;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.time.Moment;
import java.util.OptionalDouble;

/** Value of a load's output for each power. */
public interface OutputScale {

  /** The output's value for a power. {@code watts}: W; negative = it gives. */
  double value(double watts, Moment now);

  /** The power that follows from a value, with the house's sign, W. */
  double powerW(double value);

  /** Value with which the load decides by itself; empty = at rest it takes its base. */
  default OptionalDouble alone() {
    return OptionalDouble.empty();
  }

  /** Smallest change of the value that is worth a write; empty = that of the load's power. */
  default OptionalDouble band() {
    return OptionalDouble.empty();
  }

  /** A limit is a magnitude, a power has the house's sign. */
  static OutputScale of(OutputSpec output) {
    boolean isLimit = output.signal().quantity() == Quantity.POWER_LIMIT_W;
    return new OutputScale() {
      @Override
      public double value(double watts, Moment now) {
        return isLimit ? watts : 0 - watts;
      }

      @Override
      public double powerW(double value) {
        return isLimit ? -Math.abs(value) : value;
      }
    };
  }
}
