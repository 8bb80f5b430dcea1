package io.spikewatt.inference.train;

import io.spikewatt.inference.feature.OriginRows;
import io.spikewatt.inference.linear.BaseForecast;
import io.spikewatt.inference.spike.Weights;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Trains a network on residuals of cross-fitted base forecasts, of one series or of several in
 * turn. The same seed gives the same weights to the last bit. Snapshots are of an exponential mean
 * of the weights, which is steadier than the weights themselves.
 */
record NetworkTrainer(LearningSettings.NetworkLearning settings, BooleanSupplier cancelled) {
  private static final double AVERAGE = 0.998;
  private static final int SNAPSHOT_EPOCHS = 2;

  /** Takes turns among the series; snapshots come after every second epoch and at the end. */
  void train(
      List<NetworkTrainingData> series, Weights start, long seed, Consumer<Weights> snapshots) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] w = start.values().clone();
    float[] average = w.clone();
    float[] gradient = new float[w.length];
    Weights weights = new Weights(start.topology(), w);
    List<Turn> turns = series.stream().map(data -> new Turn(data, weights)).toList();
    AdamW adam = new AdamW(w.length, settings.decay());
    int perEpoch = turns.stream().mapToInt(turn -> turn.batches).sum();
    int total = settings.epochs() * perEpoch;
    for (int step = 0; step < total && !cancelled.getAsBoolean(); step++) {
      Arrays.fill(gradient, 0);
      turns.get(step % turns.size()).batch(random, gradient);
      adam.step(w, gradient, AdamW.oneCycle(settings.peakRate(), (double) step / total));
      // Early on the mean must be short, or it would remember the start values for ever.
      float keep = (float) Math.min(AVERAGE, (1.0 + step) / (10.0 + step));
      for (int i = 0; i < w.length; i++) {
        average[i] = keep * average[i] + (1 - keep) * w[i];
      }
      if ((step + 1) % (SNAPSHOT_EPOCHS * perEpoch) == 0 || step + 1 == total) {
        snapshots.accept(new Weights(start.topology(), average.clone()));
      }
    }
  }

  /** One series' turn at the common weights. */
  private final class Turn {
    private final NetworkTrainingData data;
    private final BackPropagation through;
    private final int leads;
    private final int size;
    private final int batches;
    private int[] order = new int[0];
    private int next;

    Turn(NetworkTrainingData data, Weights weights) {
      this.data = data;
      leads = data.origins().getFirst().leads();
      through = new BackPropagation(weights, data.stepsPerHour(), leads, SurrogateGradient.HARD);
      size = Math.max(4, settings.targetsPerBatch() / leads);
      batches = Math.max(1, settings.targetsPerEpoch() / leads / size);
    }

    /** Adds the mean gradient of the next batch. */
    void batch(SplittableRandom random, float[] gradient) {
      through.weightsChanged();
      for (int i = 0; i < size; i++) {
        if (next == order.length) {
          order = shuffled(data.origins().size(), random);
          next = 0;
        }
        OriginRows rows = data.origins().get(order[next]);
        BaseForecast base = data.bases().get(order[next++]);
        ResidualLoss loss = new ResidualLoss(rows, base, data.inputs().residual());
        through.run(data.inputs().of(rows, base), leads, loss, gradient);
      }
      for (int i = 0; i < gradient.length; i++) {
        gradient[i] /= size * leads;
      }
    }
  }

  private static int[] shuffled(int count, SplittableRandom random) {
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  /**
   * Pinball loss of P10, P50 and P90 of the residual on the base's median, and a little Huber loss
   * of the mean of the residual on the base's mean. Dark slots hardly count.
   *
   * @param unit of the network's outputs, in scaled units
   */
  private record ResidualLoss(OriginRows rows, BaseForecast base, double unit) implements StepLoss {
    private static final double[] QUANTILES = {0.1, 0.5, 0.9};
    private static final double HUBER = 5;
    private static final double MEAN_WEIGHT = 0.15;
    private static final double DARK_WEIGHT = 0.03;

    @Override
    public double at(int step, float[] y, float[] dy) {
      float target = rows.target()[step];
      if (Float.isNaN(target)) {
        Arrays.fill(dy, 0);
        return 0;
      }
      double weight = rows.dark()[step] ? DARK_WEIGHT : 1;
      double residual = (target - base.median()[step]) / unit;
      double loss = 0;
      for (int q = 0; q < QUANTILES.length; q++) {
        double error = residual - y[q];
        double slope = error > 0 ? QUANTILES[q] : QUANTILES[q] - 1;
        loss += weight * slope * error;
        dy[q] = (float) (-weight * slope);
      }
      double error = (target - base.mean()[step]) / unit - y[3];
      double cut = Math.max(-HUBER, Math.min(HUBER, error));
      dy[3] = (float) (-weight * MEAN_WEIGHT * cut);
      return loss + weight * MEAN_WEIGHT * cut * (error - cut / 2);
    }
  }
}
