package io.spikewatt.hal.signal;

import io.spikewatt.hal.time.Moment;

/** One reading of one signal: a value, or the reason why there is none. Never both, never null. */
public sealed interface Sample {

  Signal signal();

  /** Time of the reading, or of the failure. */
  Moment at();

  /** A finite value in the unit of the signal's quantity. */
  record Good(Signal signal, double value, Moment at) implements Sample {
    public Good {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException(signal + ": a good value is finite, was " + value);
      }
    }
  }

  /** No value, and why. */
  record Missing(Signal signal, Fault reason, Moment at) implements Sample {}

  /**
   * The value if it is plausible for its quantity, otherwise {@link Missing} with {@link
   * Fault.Kind#OUT_OF_RANGE}; NaN and infinities included.
   */
  static Sample checked(Signal signal, double value, Moment at) {
    if (signal.quantity().plausible(value)) {
      return new Good(signal, value, at);
    }
    String detail = value + " " + signal.quantity().unit();
    return new Missing(signal, Fault.of(Fault.Kind.OUT_OF_RANGE, detail), at);
  }

  static Sample missing(Signal signal, Fault.Kind kind, String detail, Moment at) {
    return new Missing(signal, Fault.of(kind, detail), at);
  }
}
