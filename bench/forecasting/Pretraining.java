package io.spikewatt.inference.train;

import io.spikewatt.inference.feature.FeatureSet;
import io.spikewatt.inference.feature.OriginRows;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.linear.BaseForecast;
import io.spikewatt.inference.spike.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Trains one network on the residuals of several sites, in turn. Each site brings a linear stack of
 * its own, so the network learns the residuals that linear models share across sites.
 */
public final class Pretraining {
  /** A site and its history, all of which is learnt from. */
  public record Site(TimeSeries series, ForecastSettings settings) {}

  /** Largest number of origins of a site; more are thinned out. */
  private static final int MAX_ORIGINS = 2500;

  private Pretraining() {}

  /** Trains from start values; {@code progress} receives a sentence after each step. */
  public static Weights train(
      SeriesKind kind, List<Site> sites, long seed, Consumer<String> progress) {
    LearningSettings learning = learning(kind);
    List<NetworkTrainingData> data = new ArrayList<>();
    for (Site site : sites) {
      OptionalInt all = OptionalInt.of(site.series().values().length);
      data.add(
          thinned(
              new SeriesTraining(
                      site.series(),
                      kind,
                      site.settings(),
                      learning,
                      all,
                      OptionalDouble.empty(),
                      () -> false)
                  .prepare()));
      progress.accept("linear models of " + data.size() + " of " + sites.size() + " sites");
    }
    List<Weights> snapshots = new ArrayList<>();
    new NetworkTrainer(learning.network(), () -> false)
        .train(
            data,
            Weights.initial(
                SeriesTraining.topology(FeatureSet.of(kind, List.of()), learning),
                new SplittableRandom(seed)),
            seed,
            snapshot -> {
              snapshots.add(snapshot);
              progress.accept("network: snapshot " + snapshots.size());
            });
    return snapshots.getLast();
  }

  /** As on the gateway, with the epochs and the targets a site and epoch for several sites. */
  private static LearningSettings learning(SeriesKind kind) {
    LearningSettings own = LearningSettings.onGateway(kind);
    boolean load = kind == SeriesKind.LOAD;
    return new LearningSettings(
        new LearningSettings.NetworkLearning(
            own.network().hidden(),
            load ? 12 : 8,
            load ? 25_000 : 30_000,
            own.network().targetsPerBatch(),
            4e-3,
            own.network().decay()),
        own.originsPerDay(),
        own.maxOrigins(),
        own.leadPenalties(),
        own.hourPenalties());
  }

  private static NetworkTrainingData thinned(NetworkTrainingData data) {
    int every = Math.max(1, data.origins().size() / MAX_ORIGINS);
    // A stride without 2 and 3 in it meets all hours of the day.
    while (every > 1 && (every % 2 == 0 || every % 3 == 0)) {
      every++;
    }
    List<OriginRows> origins = new ArrayList<>();
    List<BaseForecast> bases = new ArrayList<>();
    for (int i = 0; i < data.origins().size(); i += every) {
      origins.add(data.origins().get(i));
      bases.add(data.bases().get(i));
    }
    return new NetworkTrainingData(origins, bases, data.inputs(), data.stepsPerHour());
  }
}
