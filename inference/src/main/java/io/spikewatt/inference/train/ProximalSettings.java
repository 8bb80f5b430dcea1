package io.spikewatt.inference.train;

/** Batches, rows a batch, learning rate, and µ of the pull to the round's weights (0 = none). */
public record ProximalSettings(int steps, int batch, double rate, double pull) {

  public ProximalSettings {
    if (steps < 1 || batch < 1 || !(rate > 0) || !(pull >= 0)) {
      throw new IllegalArgumentException(
          "steps %d, batch %d, rate %s, pull %s".formatted(steps, batch, rate, pull));
    }
  }
}
