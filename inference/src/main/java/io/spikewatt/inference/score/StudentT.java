package io.spikewatt.inference.score;

/** Student's distribution. */
final class StudentT {

  private StudentT() {}

  /**
   * Probability of a value above {@code t}: the finite series of Abramowitz and Stegun, Handbook of
   * Mathematical Functions, 26.7.3 and 26.7.4.
   *
   * @param degrees of freedom, at least 1
   */
  static double above(double t, int degrees) {
    double angle = Math.atan(t / Math.sqrt(degrees));
    double cosine = Math.cos(angle);
    boolean odd = degrees % 2 == 1;
    double term = odd ? cosine : 1;
    double sum = degrees == 1 ? 0 : term;
    for (int k = odd ? 3 : 2; k < degrees; k += 2) {
      term *= cosine * cosine * (k - 1) / k;
      sum += term;
    }
    double within = Math.sin(angle) * sum;
    within = odd ? 2 / Math.PI * (angle + within) : within;
    return Math.clamp(0.5 - within / 2, 0.0, 1.0);
  }
}
