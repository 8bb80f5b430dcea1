package io.spikewatt.simulator.physics;

/** Uncontrolled consumption, and the heater behind the shed relay. */
final class LoadProfile {

  /** Local hour and W, linear in between. */
  private static final double[][] WEEKDAY = {
    {0, 350},
    {5, 350},
    {6, 700},
    {7, 1_400},
    {8, 1_300},
    {9, 1_100},
    {12, 1_300},
    {14, 1_100},
    {16, 1_200},
    {17, 1_600},
    {18, 2_100},
    {19, 2_300},
    {20, 2_100},
    {21, 1_700},
    {22, 1_000},
    {23, 500},
    {24, 350}
  };

  private static final double[][] WEEKEND = {
    {0, 380},
    {7, 450},
    {9, 1_300},
    {11, 1_500},
    {13, 1_600},
    {15, 1_200},
    {17, 1_500},
    {19, 2_200},
    {21, 1_700},
    {23, 600},
    {24, 380}
  };

  /** Local hours from, to, and the share of the time for which the heater's thermostat calls. */
  private static final double[][] HEATER = {{6, 8, 0.6}, {12, 14, 0.4}, {17, 20, 0.6}};

  private final long seed;
  private final Noise dayScale;
  private final Noise minutes;
  private final Noise seconds;
  private long eventsDay = Long.MIN_VALUE;
  private DayEvents events = new DayEvents(0, false);

  LoadProfile(long seed) {
    this.seed = seed;
    this.dayScale = new Noise(seed, "load-day");
    this.minutes = new Noise(seed, "load-minutes");
    this.seconds = new Noise(seed, "load-seconds");
  }

  /** Consumption without the heater, W, positive. */
  double powerW(long epochSecond, long epochDay, int secondOfDay) {
    boolean weekend = LocalCalendar.weekend(epochDay);
    if (epochDay != eventsDay) {
      events = new DayEvents(seed * 31 + epochDay, weekend);
      eventsDay = epochDay;
    }
    double base = interpolate(weekend ? WEEKEND : WEEKDAY, secondOfDay / 3_600.0);
    double scale =
        0.88
            + 0.24 * dayScale.uniform(epochDay)
            + 0.20 * (minutes.smooth((double) epochSecond, 300) - 0.5)
            + 0.08 * (seconds.smooth((double) epochSecond, 15) - 0.5);
    return base * scale + events.powerW(secondOfDay);
  }

  /** Whether the heater's thermostat calls. */
  static boolean heaterCalls(int secondOfDay) {
    double hour = secondOfDay / 3_600.0;
    for (double[] span : HEATER) {
      if (hour >= span[0] && hour < span[1]) {
        return secondOfDay % 1_200 < span[2] * 1_200;
      }
    }
    return false;
  }

  private static double interpolate(double[][] table, double hour) {
    int i = 1;
    while (table[i][0] < hour) {
      i++;
    }
    double share = (hour - table[i - 1][0]) / (table[i][0] - table[i - 1][0]);
    return table[i - 1][1] + share * (table[i][1] - table[i - 1][1]);
  }
}
