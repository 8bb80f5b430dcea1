package io.spikewatt.inference.train;

import io.spikewatt.inference.feature.OriginRows;
import io.spikewatt.inference.forecast.NetworkInputs;
import io.spikewatt.inference.forecast.ResidualNetwork;
import io.spikewatt.inference.linear.BaseForecast;
import io.spikewatt.inference.spike.Topology;
import io.spikewatt.inference.spike.Weights;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Trains a network on residuals of cross-fitted base forecasts. The same seed gives the same
 * weights to the last bit. Snapshots are of an exponential mean of the weights, which is steadier
 * than the weights themselves.
 */
final class NetworkTrainer {
  private static final double AVERAGE = 0.998;

  private final LearningSettings settings;
  private final NetworkInputs inputs;
  private final int stepsPerHour;
  private final BooleanSupplier cancelled;

  NetworkTrainer(
      LearningSettings settings,
      NetworkInputs inputs,
      int stepsPerHour,
      BooleanSupplier cancelled) {
    this.settings = settings;
    this.inputs = inputs;
    this.stepsPerHour = stepsPerHour;
    this.cancelled = cancelled;
  }

  /**
   * @param bases what the stack said about each origin without having seen it
   * @param snapshots receives the network after every second epoch and at the end, not before:
   *     random weights have nothing to say
   */
  void train(
      List<OriginRows> origins,
      List<BaseForecast> bases,
      long seed,
      Consumer<ResidualNetwork> snapshots) {
    int leads = origins.getFirst().leads();
    SplittableRandom random = new SplittableRandom(seed);
    Topology shape =
        new Topology(
            NetworkInputs.count(origins.getFirst().shared()),
            settings.hidden(),
            ResidualNetwork.OUTPUTS);
    Weights weights = Weights.initial(shape, random);
    float[] w = weights.values();
    float[] average = w.clone();
    float[] gradient = new float[w.length];
    BackPropagation through = new BackPropagation(weights, stepsPerHour, leads, Surrogate.HARD);
    AdamW adam = new AdamW(w.length, settings.decay());
    int batch = Math.max(4, settings.targetsPerBatch() / leads);
    int perEpoch = Math.max(1, settings.targetsPerEpoch() / leads / batch);
    int total = settings.epochs() * perEpoch;
    int[] order = new int[0];
    int next = 0;
    for (int step = 0; step < total && !cancelled.getAsBoolean(); step++) {
      Arrays.fill(gradient, 0);
      for (int i = 0; i < batch; i++) {
        if (next == order.length) {
          order = shuffled(origins.size(), random);
          next = 0;
        }
        OriginRows rows = origins.get(order[next]);
        BaseForecast base = bases.get(order[next++]);
        ResidualLoss loss = new ResidualLoss(rows, base, inputs.residual());
        through.run(inputs.of(rows, base), leads, loss, gradient);
      }
      for (int i = 0; i < gradient.length; i++) {
        gradient[i] /= batch * leads;
      }
      adam.step(w, gradient, AdamW.oneCycle(settings.peakRate(), (double) step / total));
      through.weightsChanged();
      // Early on the mean must be short, or it would remember the start values for ever.
      float keep = (float) Math.min(AVERAGE, (1.0 + step) / (10.0 + step));
      for (int i = 0; i < w.length; i++) {
        average[i] = keep * average[i] + (1 - keep) * w[i];
      }
      if ((step + 1) % (2 * perEpoch) == 0 || step + 1 == total) {
        snapshots.accept(snapshot(shape, average));
      }
    }
  }

  private ResidualNetwork snapshot(Topology shape, float[] average) {
    return new ResidualNetwork(new Weights(shape, average.clone()), inputs, stepsPerHour);
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
}
