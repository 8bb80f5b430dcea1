package io.spikewatt.simulator.physics;

/** Outdoor temperature and hot water of a site, as functions of time alone. */
final class HeatClimate {

  private static final double MEAN_C = 10;
  private static final double SEASON_K = 9.5;
  private static final double DAY_K = 3.5;
  private static final double WEATHER_K = 10;
  private static final double PEOPLE_W = 300;
  private static final double YEAR_S = 365.25 * 86_400;

  /** Local hour and share of the time at which hot water is drawn, and its heat, W. */
  private static final double[][] DRAWS = {{6.5, 8, 0.25}, {12, 13, 0.08}, {18.5, 21, 0.2}};

  private static final double DRAW_W = 10_000;

  private final Noise weather;
  private final Noise draws;

  HeatClimate(long seed) {
    this.weather = new Noise(seed, "outdoor");
    this.draws = new Noise(seed, "hot-water");
  }

  /**
   * Conditions of one second.
   *
   * @param sunW production of the PV array, whose sun also shines into the building, W
   */
  HeatConditions at(long epochSecond, int secondOfDay, double sunW) {
    double hour = secondOfDay / 3_600.0;
    double season = -Math.cos(2 * Math.PI * (epochSecond - 20 * 86_400.0) / YEAR_S);
    double day = Math.cos(2 * Math.PI * (hour - 15) / 24);
    double drift = weather.smooth((double) epochSecond, 2 * 86_400) - 0.5;
    return new HeatConditions(
        MEAN_C + SEASON_K * season + DAY_K * day + WEATHER_K * drift,
        PEOPLE_W + 0.1 * sunW,
        drawW(epochSecond, hour));
  }

  private double drawW(long epochSecond, double hour) {
    for (double[] span : DRAWS) {
      if (hour >= span[0] && hour < span[1]) {
        return draws.uniform(Math.floorDiv(epochSecond, 120L)) < span[2] ? DRAW_W : 0;
      }
    }
    return 0;
  }
}
