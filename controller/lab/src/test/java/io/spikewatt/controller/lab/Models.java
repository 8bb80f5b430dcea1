package io.spikewatt.controller.lab;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.file.FileWrite;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.Forecaster;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.learnt.NetworkBlend;
import io.spikewatt.inference.learnt.NetworkInputs;
import io.spikewatt.inference.learnt.ResidualNetwork;
import io.spikewatt.inference.learnt.RidgeForecaster;
import io.spikewatt.inference.learnt.SpikingForecaster;
import io.spikewatt.inference.learnt.TrainedForecaster;
import io.spikewatt.inference.learnt.ValidationResult;
import io.spikewatt.inference.model.ModelFile;
import io.spikewatt.inference.spike.Topology;
import io.spikewatt.inference.spike.Weights;
import io.spikewatt.inference.train.ForecastTrainer;
import io.spikewatt.inference.train.LearningSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;

/** Model files of known content, made in a moment. */
final class Models {
  static final int NEURONS = 6;
  static final int STEPS = 36;

  /** Number of weights of 0. */
  static final int ZEROS = 10;

  static final double SPIKES_PER_STEP = 1.5;

  private Models() {}

  /** Learnt in a moment from an hourly load. */
  static TrainedForecaster learnt() {
    SplittableRandom random = new SplittableRandom(1);
    double[] load = new double[40 * 24];
    for (int k = 0; k < load.length; k++) {
      load[k] = 2 + Math.sin(2 * Math.PI * k / 24) + random.nextDouble();
    }
    return ForecastTrainer.train(
            new TimeSeries(Instant.parse("2026-01-05T00:00:00Z"), Duration.ofHours(1), load),
            SeriesKind.LOAD,
            new ForecastSettings(
                ZoneId.of("UTC"),
                Duration.ofHours(1),
                STEPS,
                Optional.empty(),
                OptionalDouble.empty()),
            new LearningSettings(
                new LearningSettings.NetworkLearning(4, 2, 2000, 600, 4e-3, 0.1),
                4,
                60,
                new double[][] {{1000}, {1000}},
                new double[][] {{3000}, {3000}}),
            1,
            () -> false)
        .orElseThrow();
  }

  static RidgeForecaster ridge(TrainedForecaster model) {
    return switch (model.chosen()) {
      case RidgeForecaster ridge -> ridge;
      case SpikingForecaster spiking -> spiking.ridge();
      default -> throw new AssertionError("the load must be learnt");
    };
  }

  /** A network of known size, with weights of zero and a known number of spikes. */
  static SpikingForecaster spiking(TrainedForecaster model) {
    RidgeForecaster ridge = ridge(model);
    Topology shape =
        new Topology(
            NetworkInputs.count(ridge.base().features().shared()),
            NEURONS,
            ResidualNetwork.OUTPUTS);
    Weights weights = Weights.initial(shape, new SplittableRandom(3));
    for (int i = shape.skip(); i < shape.parameters(); i++) {
      weights.values()[i] = 1;
    }
    for (int i = 0; i < ZEROS; i++) {
      weights.values()[i] = 0;
    }
    return new SpikingForecaster(
        ridge,
        new ResidualNetwork(weights, new NetworkInputs(1, 1, 0.3f), 1),
        new NetworkBlend(0.5, 0.25, 1.2));
  }

  /** Writes a model that says so many spikes were seen. */
  static Path keep(Path file, TrainedForecaster model, Forecaster chosen) {
    ValidationResult v = model.validation().orElseThrow();
    ValidationResult record =
        new ValidationResult(
            v.chosen(),
            v.mae(),
            v.skill(),
            v.skillRmse(),
            v.coverage(),
            v.counts(),
            SPIKES_PER_STEP);
    TrainedForecaster kept =
        new TrainedForecaster(
            model.kind(), model.settings(), chosen, Optional.of(record), model.from(), model.to());
    assertInstanceOf(FileWrite.Written.class, ModelFile.write(file, kept));
    return file;
  }
}
