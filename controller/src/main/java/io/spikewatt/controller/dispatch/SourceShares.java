package io.spikewatt.controller.dispatch;

import java.util.OptionalDouble;

/**
 * Splits a bound on production between PV and wind: by rated power, but what one of them cannot
 * make of its share is lent to the other, for at night a calm's share of the bound would be wasted
 * on PV. A little more than it makes is left to the lender, so that it comes back to its share step
 * by step as the sun or the wind does. The two parts add up to the bound, whatever is read.
 */
final class SourceShares {

  /** Left to the lender above what it makes, of its rated power. */
  private static final double MARGIN = 0.1;

  /** A change below this is not worth a write, of the site's rated power. */
  private static final double BAND = 0.03;

  private double pvRatedW;
  private double windRatedW;
  private OptionalDouble pvW = OptionalDouble.empty();
  private OptionalDouble windW = OptionalDouble.empty();
  private double splitW = Double.NaN;
  private double lastW;

  void add(double ratedW, boolean wind) {
    if (wind) {
      windRatedW += ratedW;
    } else {
      pvRatedW += ratedW;
    }
  }

  /** Rated power of one of them, W. */
  double ratedW(boolean wind) {
    return wind ? windRatedW : pvRatedW;
  }

  /**
   * @param madeOfSun what PV makes now, W; empty = unknown
   * @param madeOfWind what wind makes now, W; empty = unknown
   */
  void update(OptionalDouble madeOfSun, OptionalDouble madeOfWind) {
    pvW = madeOfSun;
    windW = madeOfWind;
  }

  /**
   * The part of wind.
   *
   * @param boundW what both may make together, W, at most their rated power
   * @return 0 to the bound; PV has the rest
   */
  double windW(double boundW) {
    if (windRatedW == 0 || pvRatedW == 0) {
      return windRatedW == 0 ? 0 : boundW;
    }
    double wished = split(boundW);
    double band = BAND * (pvRatedW + windRatedW);
    if (boundW != splitW || Math.abs(wished - lastW) >= band) {
      splitW = boundW;
      lastW = wished;
    }
    return lastW;
  }

  private double split(double boundW) {
    double fair = boundW * windRatedW / (pvRatedW + windRatedW);
    double windNeeds = needs(windW, windRatedW);
    double pvNeeds = needs(pvW, pvRatedW);
    boolean windLends = windNeeds < fair;
    boolean pvLends = pvNeeds < boundW - fair;
    if (windLends == pvLends) {
      return fair;
    }
    return windLends
        ? Math.max(windNeeds, boundW - pvRatedW)
        : Math.min(boundW - pvNeeds, windRatedW);
  }

  private static double needs(OptionalDouble madeW, double ratedW) {
    return madeW.isEmpty() ? ratedW : Math.max(0, madeW.getAsDouble()) + MARGIN * ratedW;
  }
}
