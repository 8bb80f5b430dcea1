package io.spikewatt.inference.federated;

/**
 * The coordinator's steps of FedAdam (Reddi et al. 2021), corrected for their start and with decay
 * as AdamW has it. Each round's mean update is taken as a gradient downhill. A value; each round
 * gives the next one.
 *
 * @param rounds that it has taken
 * @param mean moving mean of the updates
 * @param square moving mean of their squares, of the same length
 */
public record AdaptiveStep(int rounds, float[] mean, float[] square) {
  private static final char KIND = 'A';
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.99;
  private static final double FLOOR = 1e-6;
  private static final double DECAY = 0.01;

  /** Greatest rate of updates without noise; as bench/federated chose it. */
  public static final double RATE = 0.03;

  /** Greatest rate of updates with noise as large as they are: it averages over more rounds. */
  public static final double NOISY_RATE = 0.01;

  private static final double RISING_ROUNDS = 10;

  public AdaptiveStep {
    WeightUpdate.sameLength(mean.length, square.length);
  }

  /** Before the first round. */
  public static AdaptiveStep first(int weights) {
    return new AdaptiveStep(0, new float[weights], new float[weights]);
  }

  /** The state after a round's mean update. */
  public AdaptiveStep after(WeightUpdate update) {
    WeightUpdate.sameLength(mean.length, update.values().length);
    float[] nextMean = new float[mean.length];
    float[] nextSquare = new float[mean.length];
    for (int i = 0; i < mean.length; i++) {
      double value = update.values()[i];
      nextMean[i] = (float) (BETA1 * mean[i] + (1 - BETA1) * value);
      nextSquare[i] = (float) (BETA2 * square[i] + (1 - BETA2) * value * value);
    }
    return new AdaptiveStep(rounds + 1, nextMean, nextSquare);
  }

  /** Rises to 1 and then falls with the root of the rounds, so that no end has to be planned. */
  double ofGreatestRate() {
    return Math.min(rounds / RISING_ROUNDS, Math.sqrt(RISING_ROUNDS / rounds));
  }

  /**
   * Weights of a round's start after the step of that round. A weight moves by about {@code
   * greatestRate} in the tenth round, which moves it most.
   */
  public float[] applied(float[] weights, double greatestRate) {
    WeightUpdate.sameLength(mean.length, weights.length);
    double rate = greatestRate * ofGreatestRate();
    double seenOfMean = 1 - Math.pow(BETA1, rounds);
    double seenOfSquare = 1 - Math.pow(BETA2, rounds);
    float[] next = weights.clone();
    for (int i = 0; i < next.length && rounds > 0; i++) {
      double size = Math.sqrt(square[i] / seenOfSquare) + FLOOR;
      next[i] += (float) (rate * (mean[i] / seenOfMean / size - DECAY * weights[i]));
    }
    return next;
  }

  public byte[] encoded() {
    return new MessageWriter(KIND, MessageWriter.KEPT_VERSION)
        .number(rounds)
        .floats(mean)
        .floats(square)
        .bytes();
  }

  /** Reads what {@link #encoded} wrote; refuses other bytes. */
  public static AdaptiveStep decoded(byte[] bytes) throws RoundRefusal {
    MessageReader in =
        new MessageReader("a coordinator's step", KIND, MessageWriter.KEPT_VERSION, bytes);
    int rounds = in.integer();
    float[] mean = in.floats();
    float[] square = in.floats();
    in.end();
    if (rounds < 0 || mean.length != square.length) {
      throw in.malformed(
          "as many squares as means expected, found %d and %d after %d rounds"
              .formatted(square.length, mean.length, rounds));
    }
    return new AdaptiveStep(rounds, mean, square);
  }
}
