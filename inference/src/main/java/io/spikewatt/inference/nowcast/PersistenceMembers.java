package io.spikewatt.inference.nowcast;

/**
 * The members that learn nothing: the last minute and the mean of the last fifteen, carried on. The
 * width of their band is their usual error, and how much the last hour varied. Confined to one
 * thread.
 */
final class PersistenceMembers {
  /** Number of members. */
  static final int MEMBERS = 2;

  static final int LAST = 0;
  static final int MEAN = 1;

  private static final double START_ERROR = 0.3;
  private static final double START_OUTCOMES = 30;
  private static final double DAY_OF_OUTCOMES = 1440;

  /** From a mean absolute error to P90 of a Laplace distribution. */
  static final double BAND = 1.6;

  private final double[][] error = new double[MEMBERS][NowcastWindows.COUNT];
  private final double[] outcomes = new double[NowcastWindows.COUNT];

  /**
   * Their nowcasts.
   *
   * @param last newest known index
   * @param mean mean of the known indices of 15 minutes
   * @param deviation standard deviation of the last hour's indices
   * @param to members × {@link NowcastWindows#OUTPUTS}, indices; the first {@link #MEMBERS} are
   *     replaced
   */
  void predict(double last, double mean, double deviation, float[][] to) {
    for (int w = 0; w < NowcastWindows.COUNT; w++) {
      for (int k = 0; k < MEMBERS; k++) {
        double at = k == LAST ? last : mean;
        double unknown = START_OUTCOMES / (outcomes[w] + START_OUTCOMES);
        unknown *= unknown;
        double usual = (1 - unknown) * error[k][w] + unknown * START_ERROR * Math.abs(at);
        double band = BAND * (usual + deviation) / 2;
        int first = w * NowcastWindows.VALUES;
        to[k][first + NowcastWindows.P10] = (float) (at - band);
        to[k][first + NowcastWindows.P50] = (float) at;
        to[k][first + NowcastWindows.P90] = (float) (at + band);
        to[k][first + NowcastWindows.MEAN] = (float) at;
      }
    }
  }

  /** Learns their usual error from an outcome; errors are of indices. */
  void learn(int window, double lastError, double meanError) {
    double n = ++outcomes[window];
    double keep = Math.min((n - 1) / n, 1 - 1 / DAY_OF_OUTCOMES);
    error[LAST][window] = keep * error[LAST][window] + (1 - keep) * Math.abs(lastError);
    error[MEAN][window] = keep * error[MEAN][window] + (1 - keep) * Math.abs(meanError);
  }
}
