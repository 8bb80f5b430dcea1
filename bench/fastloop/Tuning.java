import java.util.function.DoubleFunction;

/** Looks for the PI controller that follows best among those that do not overshoot by over 5 %. */
final class Tuning {

  private static final double[] WISHED = {0.25, 0.35, 0.5, 0.7, 0.85, 1, 1.2, 1.5, 2, 3, 4};

  private Tuning() {}

  /** The wished time constant over the dead time. */
  static double best(DoubleFunction<Rig> sites, Series series) {
    double best = WISHED[WISHED.length - 1];
    double least = Double.POSITIVE_INFINITY;
    for (double wished : WISHED) {
      if (Steps.run(sites.apply(wished)).overshootPct() <= 5) {
        double kwh = Follow.run(sites.apply(wished), series).kwhPerYear();
        best = kwh < least ? wished : best;
        least = Math.min(kwh, least);
      }
    }
    return best;
  }
}
