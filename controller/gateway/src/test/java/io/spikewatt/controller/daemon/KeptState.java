package io.spikewatt.controller.daemon;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.history.KeptCommand;
import io.spikewatt.controller.history.SiteSeries;
import io.spikewatt.controller.history.SlotMean;
import io.spikewatt.hal.time.QuarterHour;
import io.spikewatt.inference.feature.GeoPosition;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.learnt.NetworkBlend;
import io.spikewatt.inference.learnt.NetworkInputs;
import io.spikewatt.inference.learnt.ResidualNetwork;
import io.spikewatt.inference.learnt.RidgeForecaster;
import io.spikewatt.inference.learnt.SpikingForecaster;
import io.spikewatt.inference.learnt.TrainedForecaster;
import io.spikewatt.inference.model.ModelFile;
import io.spikewatt.inference.spike.Topology;
import io.spikewatt.inference.spike.Weights;
import io.spikewatt.inference.train.ForecastTrainer;
import io.spikewatt.inference.train.LearningSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;

/** State directories as a daemon of {@link WholeSite} leaves them after a few weeks. */
final class KeptState {

  static final String HISTORY = "history.db";
  static final String RECORD = "models/load_w.record";
  static final String MODEL = "models/load_w-1.model";

  private static final int DAYS = 9;

  /** Contents by name, made when they are first needed: learning takes a second. */
  private static final Map<String, byte[]> FILES = new HashMap<>();

  private KeptState() {}

  /** The content of one of the files. */
  static synchronized byte[] file(String name) throws IOException, SQLException {
    if (!FILES.containsKey(name)) {
      FILES.put(name, make(name));
    }
    return FILES.get(name).clone();
  }

  /** A new state directory with this file. */
  static Path directory(String name) throws IOException, SQLException {
    Path directory = Files.createTempDirectory("spikewatt-fuzz");
    Files.createDirectory(directory.resolve("models"));
    Files.write(directory.resolve(name), file(name));
    return directory;
  }

  private static byte[] make(String name) throws IOException, SQLException {
    Path directory = Files.createTempDirectory("spikewatt-fuzz");
    try {
      record(directory);
      if (name.equals(RECORD)) {
        try (WholeSite site = new WholeSite(directory, WholeSite.START)) {
          site.cycle();
          site.plan();
        }
      } else if (name.equals(MODEL)) {
        Files.createDirectory(directory.resolve("models"));
        ModelFile.write(directory.resolve(name), model());
      }
      return Files.readAllBytes(directory.resolve(name));
    } finally {
      WholeSite.delete(directory);
    }
  }

  private static void record(Path directory) throws SQLException {
    try (HistoryStore store = HistoryStore.open(directory)) {
      TimeSeries load = load(DAYS);
      List<SlotMean> means = new ArrayList<>();
      for (String series :
          List.of(
              SiteSeries.LOAD_W, SiteSeries.PV_W, SiteSeries.WIND_W, SiteSeries.IMPORT_PER_KWH)) {
        double scale = series.equals(SiteSeries.IMPORT_PER_KWH) ? 1e-4 : 1;
        for (int slot = 0; slot < load.values().length; slot++) {
          Instant start = load.start().plus(QuarterHour.LENGTH.multipliedBy(slot));
          means.add(new SlotMean(series, start, scale * load.values()[slot]));
        }
      }
      store.append(means);
      String payload =
          "{\"id\":\"k\",\"issuedAt\":\"%s\",\"validForS\":86400,\"value\":3000}"
              .formatted(WholeSite.START.minusSeconds(60));
      store.noteCommand(
          "k",
          Optional.of(new KeptCommand("limit-import", payload)),
          WholeSite.START.minusSeconds(60),
          Duration.ofDays(8));
    }
  }

  /** A network on linear models, learnt in a moment. */
  private static TrainedForecaster model() {
    LearningSettings quick =
        new LearningSettings(
            new LearningSettings.NetworkLearning(4, 2, 500, 200, 4e-3, 0.1),
            2,
            60,
            new double[][] {{1000}, {1000}},
            new double[][] {{3000}, {3000}});
    Site site = WholeSite.site();
    ForecastSettings settings =
        new ForecastSettings(
            site.zone(),
            QuarterHour.LENGTH,
            QuarterHour.count(Site.Control.USUAL_HORIZON),
            site.position().map(p -> new GeoPosition(p.latitudeDeg(), p.longitudeDeg())),
            OptionalDouble.empty());
    TrainedForecaster learnt =
        ForecastTrainer.train(load(28), SeriesKind.LOAD, settings, quick, 1, () -> false)
            .orElseThrow();
    RidgeForecaster ridge =
        switch (learnt.chosen()) {
          case RidgeForecaster chosen -> chosen;
          case SpikingForecaster chosen -> chosen.ridge();
          default -> throw new AssertionError("the load must be learnt");
        };
    Topology shape =
        new Topology(
            NetworkInputs.count(ridge.base().features().shared()), 4, ResidualNetwork.OUTPUTS);
    ResidualNetwork network =
        new ResidualNetwork(
            Weights.initial(shape, new SplittableRandom(3)), new NetworkInputs(1, 1, 0.3f), 4);
    return new TrainedForecaster(
        learnt.kind(),
        settings,
        new SpikingForecaster(ridge, network, new NetworkBlend(0.5, 0.25, 1.2)),
        learnt.validation(),
        learnt.from(),
        learnt.to());
  }

  /** Quarter hours up to the start, W. */
  private static TimeSeries load(int days) {
    SplittableRandom random = new SplittableRandom(1);
    double[] load = new double[days * QuarterHour.PER_DAY];
    for (int k = 0; k < load.length; k++) {
      load[k] = 2000 + 1000 * Math.sin(2 * Math.PI * k / QuarterHour.PER_DAY) + random.nextInt(500);
    }
    return new TimeSeries(WholeSite.START.minus(Duration.ofDays(days)), QuarterHour.LENGTH, load);
  }
}
