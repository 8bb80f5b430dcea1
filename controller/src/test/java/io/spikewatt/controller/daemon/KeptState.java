package io.spikewatt.controller.daemon;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.history.KeptCommand;
import io.spikewatt.controller.history.QuarterHour;
import io.spikewatt.controller.history.SiteSeries;
import io.spikewatt.controller.history.SlotMean;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** State directories as a daemon of {@link WholeSite} leaves them after a few weeks. */
final class KeptState {

  static final String HISTORY = "history.db";
  static final String RECORD = "models/load_w.record";
  static final String MODEL = "models/load_w-1.model";

  private static final int DAYS = 9;

  /** Contents by name: made once, because learning takes a second. */
  private static final Map<String, byte[]> FILES = make();

  private KeptState() {}

  /** The content of one of the files. */
  static byte[] file(String name) {
    return FILES.get(name).clone();
  }

  /** A new state directory with these of the files. */
  static Path directory(String... names) throws IOException {
    Path directory = Files.createTempDirectory("spikewatt-fuzz");
    Files.createDirectory(directory.resolve("models"));
    for (String name : names) {
      Files.write(directory.resolve(name), FILES.get(name));
    }
    return directory;
  }

  private static Map<String, byte[]> make() {
    try {
      Path directory = Files.createTempDirectory("spikewatt-fuzz");
      try {
        record(directory);
        // Closed, so that the write-ahead log is in the file.
        try (WholeSite site = new WholeSite(directory, WholeSite.START)) {
          site.cycle();
          site.plan();
        }
        ModelFile.write(directory.resolve(MODEL), model());
        Map<String, byte[]> files = new TreeMap<>();
        for (String name : List.of(HISTORY, RECORD, MODEL)) {
          files.put(name, Files.readAllBytes(directory.resolve(name)));
        }
        return files;
      } finally {
        WholeSite.delete(directory);
      }
    } catch (IOException | SQLException e) {
      throw new AssertionError(e);
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
          Optional.of(new KeptCommand("LimitImport", "limit-import", payload)),
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
            QuarterHour.HORIZON,
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
    return new TimeSeries(
        WholeSite.START.minus(Duration.ofDays(days)), QuarterHour.LENGTH, load);
  }
}
