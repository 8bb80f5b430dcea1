package io.spikewatt.simulator.physics;

/** Share of clear-sky irradiance: a kind of day, and passing clouds. */
final class CloudModel {

  enum DayType {
    CLEAR,
    MIXED,
    OVERCAST
  }

  private final Noise days;
  private final Noise slow;
  private final Noise medium;
  private final Noise fast;

  CloudModel(long seed) {
    this.days = new Noise(seed, "day-type");
    this.slow = new Noise(seed, "clouds-slow");
    this.medium = new Noise(seed, "clouds-medium");
    this.fast = new Noise(seed, "clouds-fast");
  }

  /** Kind of the UTC day; neighbours resemble each other since weather lasts. */
  DayType dayType(long epochDay) {
    double u = (days.uniform(epochDay) + days.uniform(epochDay - 1)) / 2;
    if (u < 0.33) {
      return DayType.OVERCAST;
    }
    return u < 0.60 ? DayType.MIXED : DayType.CLEAR;
  }

  /** Share of the clear sky's irradiance, about 0.15..1.05 (clouds' edges reflect). */
  double clearness(long epochSecond) {
    double haze = slow.smooth((double) epochSecond, 5_400);
    double cover =
        0.5 * slow.smooth((double) epochSecond, 1_500)
            + 0.3 * medium.smooth((double) epochSecond, 400)
            + 0.2 * fast.smooth((double) epochSecond, 90);
    return switch (dayType(Math.floorDiv(epochSecond, 86_400L))) {
      case CLEAR -> 0.93 + 0.06 * haze - 0.45 * shade(cover, 0.78);
      case MIXED -> 1.04 - (0.60 + 0.12 * haze) * shade(cover, 0.47);
      case OVERCAST -> 0.15 + 0.14 * haze + 0.10 * cover;
    };
  }

  /** 0 = sun, 1 = behind a cloud; the edge takes about a minute to pass. */
  private static double shade(double cover, double threshold) {
    return Math.clamp((cover - threshold) / 0.06, 0, 1);
  }
}
