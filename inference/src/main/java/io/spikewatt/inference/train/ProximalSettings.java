package io.spikewatt.inference.train;

/**
 * How a site trains in a round.
 *
 * @param steps batches
 * @param batch rows a batch
 * @param rate learning rate
 * @param pull µ: gradient of µ/2 times the squared distance from the round's weights; 0 = none
 */
public record ProximalSettings(int steps, int batch, double rate, double pull) {

  public ProximalSettings {
    if (steps < 1 || batch < 1 || !(rate > 0) || !(pull >= 0)) {
      throw new IllegalArgumentException(
          "steps %d, batch %d, rate %s, pull %s".formatted(steps, batch, rate, pull));
    }
  }
}
