package io.spikewatt.inference.score;

/** Student's distribution. */
final class StudentT {

  private static final int STEPS = 2000;

  private StudentT() {}

  /**
   * Probability of a value above {@code t}. With t = sqrt(degrees) tan(a) the density is a power of
   * a cosine, which Simpson's rule integrates to far better than any decision needs.
   *
   * @param degrees of freedom, at least 1
   */
  static double above(double t, int degrees) {
    double limit = Math.atan(Math.abs(t) / Math.sqrt(degrees));
    double inside = cosine(limit, degrees - 1) / cosine(Math.PI / 2, degrees - 1) / 2;
    return Math.clamp(t > 0 ? 0.5 - inside : 0.5 + inside, 0.0, 1.0);
  }

  /** Integral of cos^power from 0 to {@code limit}. */
  private static double cosine(double limit, int power) {
    double width = limit / STEPS;
    double sum = 0;
    for (int i = 0; i <= STEPS; i++) {
      int weight = i == 0 || i == STEPS ? 1 : i % 2 == 1 ? 4 : 2;
      sum += weight * Math.pow(Math.cos(i * width), power);
    }
    return sum * width / 3;
  }
}
