package io.spikewatt.controller.dispatch;

/** A yes or no with hysteresis: on when the gain is positive, off when it is clearly negative. */
final class Hysteresis {

  private boolean on;

  /**
   * Updates the decision.
   *
   * @param gain benefit of yes; 0 is the threshold
   * @param band how far below 0 the gain must fall before yes becomes no
   */
  boolean update(double gain, double band) {
    on = next(on, gain, band);
    return on;
  }

  /** The same for a state that the caller keeps. */
  static boolean next(boolean on, double gain, double band) {
    return on ? gain > -band : gain > 0;
  }

  boolean set(boolean value) {
    on = value;
    return on;
  }

  boolean on() {
    return on;
  }
}
