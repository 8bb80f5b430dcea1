package io.spikewatt.controller.dispatch;

/** A yes or no that does not flutter: on when the gain is positive, off when it is clearly not. */
final class Hysteresis {

  private boolean on;

  /**
   * Decides again.
   *
   * @param gain what saying yes brings; 0 is the border
   * @param band how far below 0 the gain has to fall before yes becomes no
   */
  boolean update(double gain, double band) {
    on = next(on, gain, band);
    return on;
  }

  /** The same for a state that is kept elsewhere. */
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
