package io.spikewatt.controller.asset;

/** A yes or no with hysteresis: on when the gain is positive, off when it is clearly negative. */
public final class Hysteresis {

  private boolean on;

  /**
   * Updates the decision.
   *
   * @param gain benefit of yes; 0 is the threshold
   * @param band how far below 0 the gain must fall before yes becomes no
   */
  public boolean update(double gain, double band) {
    on = next(on, gain, band);
    return on;
  }

  /** The same for a state that the caller keeps. */
  public static boolean next(boolean on, double gain, double band) {
    return on ? gain > -band : gain > 0;
  }

  public boolean set(boolean value) {
    on = value;
    return on;
  }

  public boolean on() {
    return on;
  }
}
