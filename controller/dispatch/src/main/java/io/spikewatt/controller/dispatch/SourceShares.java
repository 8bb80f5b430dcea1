package io.spikewatt.controller.dispatch;

import java.util.OptionalDouble;

/**
 * Splits a production bound between PV and wind by rated power. The part of a share that one of
 * them cannot use goes to the other, for example PV's share at night. The lender keeps a margin
 * above its production, so that it regains its share step by step. The two parts always add up to
 * the bound.
 */
final class SourceShares {

  /** Margin of the lender above its production, of its rated power. */
  private static final double MARGIN = 0.1;

  /** Smallest change worth a write, of the site's rated power. */
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

  /** Rated power of one kind, W. */
  double ratedW(boolean wind) {
    return wind ? windRatedW : pvRatedW;
  }

  /**
   * @param madeOfSun power of PV, W; empty = unknown
   * @param madeOfWind power of wind, W; empty = unknown
   */
  void update(OptionalDouble madeOfSun, OptionalDouble madeOfWind) {
    pvW = madeOfSun;
    windW = madeOfWind;
  }

  /**
   * The share of wind.
   *
   * @param boundW bound on both together, W, at most their rated power
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
