package io.spikewatt.inference.nowcast;

/** The three windows of a nowcast, in minutes after its issue, and the four values of each. */
final class NowcastWindows {
  static final int COUNT = 3;
  static final int P10 = 0;
  static final int P50 = 1;
  static final int P90 = 2;
  static final int MEAN = 3;

  /** Values of a window. */
  static final int VALUES = 4;

  /** Values of a nowcast: windows × {@link #VALUES}. */
  static final int OUTPUTS = COUNT * VALUES;

  /** Minutes from the issue to the end of the last window. */
  static final int HORIZON = 60;

  private static final int[] BOUNDS = {0, 15, 30, HORIZON};

  private NowcastWindows() {}

  /** First minute of a window. */
  static int from(int window) {
    return BOUNDS[window];
  }

  /** Minute after its last one. */
  static int to(int window) {
    return BOUNDS[window + 1];
  }

  static int minutes(int window) {
    return to(window) - from(window);
  }
}
