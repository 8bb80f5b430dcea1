package io.spikewatt.inference.score;

import java.util.Optional;

/** Adds up the errors of forecasts, outcome by outcome. Not thread-safe. */
public final class ScoreAccumulator {
  private long count;
  private long open;
  private long inside;
  private long insideOpen;
  private double absolute;
  private double squared;
  private double pinball;
  private double size;

  /** Adds one outcome; NaN = not observed: nothing is added. */
  public void add(double actual, double p10, double p50, double p90, double mean) {
    if (Double.isNaN(actual)) {
      return;
    }
    count++;
    absolute += Math.abs(actual - p50);
    squared += (actual - mean) * (actual - mean);
    size += Math.abs(actual);
    pinball += Score.pinball(actual, p10, p50, p90) / 3;
    boolean within = actual >= p10 && actual <= p90;
    inside += within ? 1 : 0;
    if (p90 > p10) {
      open++;
      insideOpen += within ? 1 : 0;
    }
  }

  /** The scores; empty if nothing was observed. */
  public Optional<Scores> scores() {
    return count == 0
        ? Optional.empty()
        : Optional.of(
            new Scores(
                count,
                absolute / count,
                Math.sqrt(squared / count),
                pinball / count,
                (double) inside / count,
                open == 0 ? 1 : (double) insideOpen / open,
                size / count));
  }
}
