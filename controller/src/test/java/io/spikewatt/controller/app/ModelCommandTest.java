package io.spikewatt.controller.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.Blend;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.Forecaster;
import io.spikewatt.inference.forecast.NetworkInputs;
import io.spikewatt.inference.forecast.ResidualNetwork;
import io.spikewatt.inference.forecast.RidgeForecaster;
import io.spikewatt.inference.forecast.SpikingForecaster;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.forecast.TrainedForecaster;
import io.spikewatt.inference.forecast.Validation;
import io.spikewatt.inference.model.ModelFile;
import io.spikewatt.inference.model.ModelWrite;
import io.spikewatt.inference.nir.MetaValue;
import io.spikewatt.inference.nir.NirFile;
import io.spikewatt.inference.nir.NirGraph;
import io.spikewatt.inference.nir.NirImport;
import io.spikewatt.inference.nir.NirRead;
import io.spikewatt.inference.spike.Topology;
import io.spikewatt.inference.spike.Weights;
import io.spikewatt.inference.train.ForecastTrainer;
import io.spikewatt.inference.train.LearningSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelCommandTest {
  private static final int NEURONS = 6;
  private static final int STEPS = 36;
  private static final int ZEROS = 10;

  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private ExitCode run(String... arguments) {
    return Main.run(
        Stream.concat(Stream.of("model"), Stream.of(arguments)).toList(),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private String told() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private String said() {
    return out.toString(StandardCharsets.UTF_8);
  }

  /** Learnt in a moment from an hourly load. */
  private static TrainedForecaster learnt() {
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
                4, 2, 2000, 600, 4e-3, 0.1, 4, 60, new double[] {1000}, new double[] {3000}),
            1,
            () -> false)
        .orElseThrow();
  }

  private static RidgeForecaster ridge(TrainedForecaster model) {
    return switch (model.chosen()) {
      case RidgeForecaster ridge -> ridge;
      case SpikingForecaster spiking -> spiking.ridge();
      default -> throw new AssertionError("the load must be learnt");
    };
  }

  /** A network of known size, with weights of zero and a known number of spikes. */
  private static SpikingForecaster spiking(TrainedForecaster model) {
    RidgeForecaster ridge = ridge(model);
    Topology shape =
        new Topology(
            NetworkInputs.count(ridge.base().features().size()), NEURONS, ResidualNetwork.OUTPUTS);
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
        new Blend(0.5, 0.25, 1.2));
  }

  private Path keep(TrainedForecaster model, Forecaster chosen) {
    Path file = folder.resolve("load.model");
    Validation v = model.validation().orElseThrow();
    Validation record =
        new Validation(
            v.chosen(),
            v.naiveDayMae(),
            v.naiveWeekMae(),
            v.seasonalMae(),
            v.ridgeMae(),
            v.spikingMae(),
            v.skill(),
            v.skillRmse(),
            v.coverage(),
            v.parameters(),
            v.trainingRows(),
            v.validationRows(),
            1.5);
    TrainedForecaster kept =
        new TrainedForecaster(
            model.kind(), model.settings(), chosen, Optional.of(record), model.from(), model.to());
    assertInstanceOf(ModelWrite.Written.class, ModelFile.write(file, kept));
    return file;
  }

  private Path withNetwork() {
    TrainedForecaster model = learnt();
    return keep(model, spiking(model));
  }

  private static double number(Map<String, Double> json, String path) {
    return Objects.requireNonNull(json.get(path), path);
  }

  private static Map<String, Double> numbers(String document) throws IOException {
    Map<String, Double> numbers = new HashMap<>();
    try (JsonParser parser = new JsonFactory().createParser(document)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token.isNumeric()) {
          numbers.put(
              parser.getParsingContext().pathAsPointer().toString(), parser.getDoubleValue());
        }
      }
    }
    return numbers;
  }

  @Test
  void inspecting_counts_a_network_as_NeuroBench_does() throws IOException {
    Path file = withNetwork();
    assertEquals(ExitCode.OK, run("inspect", file.toString(), "--json"), told());
    Map<String, Double> json = numbers(said());
    double inputs = number(json, "/network/inputs");
    double outputs = ResidualNetwork.OUTPUTS;
    double connections = inputs * NEURONS + NEURONS * outputs + inputs * outputs;
    double parameters = connections + 3 * NEURONS + outputs;
    String operations = "/network/synapticOperations/";
    assertEquals(parameters, number(json, "/network/parameters"));
    assertEquals(4 * parameters + 12 * NEURONS, number(json, "/network/footprint"));
    assertEquals(
        connections + 12 + 4 * (parameters - connections) + 12 * NEURONS,
        number(json, "/network/footprintInt8"));
    assertEquals(ZEROS / connections, number(json, "/network/connectionSparsity"), 1e-6);
    assertEquals(1 - 1.5 / NEURONS, number(json, "/network/activationSparsity"), 1e-6);
    assertEquals(STEPS * connections, number(json, operations + "dense"));
    assertEquals(STEPS * (connections - ZEROS), number(json, operations + "effMacs"));
    assertEquals(STEPS * 1.5, number(json, operations + "effAcs"));
    assertEquals(STEPS * NEURONS, number(json, "/network/neuronUpdates"));
    double macs = STEPS * (connections - ZEROS) + STEPS * 1.5;
    assertEquals(
        (macs * 23.6 + STEPS * NEURONS * 81) / 1000,
        number(json, "/network/energyEstimates/0/nanojoules"),
        0.01);
    assertEquals(macs * 26 / 1000, number(json, "/network/energyEstimates/1/nanojoules"), 0.01);
    assertTrue(number(json, "/validation/stackMae") > 0);
    assertEquals(STEPS, number(json, "/horizonSteps"));
  }

  @Test
  void inspecting_for_people_calls_energies_estimates() {
    assertEquals(ExitCode.OK, run("inspect", withNetwork().toString()), told());
    assertTrue(said().contains("forecasts a load, 36 steps of 60 min, time zone UTC"), said());
    assertTrue(said().contains("chosen: spiking (spiking-1)"), said());
    assertTrue(said().contains("6 neurons, 4 outputs"), said());
    assertTrue(said().contains("Loihi, estimated:"), said());
    assertTrue(said().contains("not measured"), said());
  }

  @Test
  void a_model_without_a_network_is_shown_and_not_exported() throws IOException {
    TrainedForecaster model = learnt();
    Path file = keep(model, ridge(model));
    assertEquals(ExitCode.OK, run("inspect", file.toString()), told());
    assertTrue(said().contains("no network inside"), said());
    Path target = folder.resolve("out.nir");
    assertEquals(
        ExitCode.BAD_DATA,
        run("export", "--format", "nir", "--out", target.toString(), file.toString()));
    assertTrue(
        told().contains("load.model: expected a model with a spiking network, found ridge"),
        told());
    assertFalse(Files.exists(target));
  }

  @ParameterizedTest
  @ValueSource(strings = {"unit-r", "cuba", "sinabs"})
  void an_export_holds_the_models_network_and_says_how_to_feed_it(String profile)
      throws IOException {
    TrainedForecaster model = learnt();
    SpikingForecaster spiking = spiking(model);
    Path file = keep(model, spiking);
    Path target = folder.resolve("out.nir");
    assertEquals(
        ExitCode.OK,
        run(
            "export",
            "--format",
            "nir",
            "--profile",
            profile,
            "--out",
            target.toString(),
            file.toString(),
            "--json"),
        told());
    assertEquals((double) Files.size(target), number(numbers(said()), "/bytes"));
    NirGraph graph = assertInstanceOf(NirRead.Loaded.class, NirFile.read(target)).graph();
    NirImport own = NirImport.of(graph);
    float[] weights = own.weights().values();
    float[] expected = spiking.network().weights().values();
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], weights[i], 1e-5 * Math.max(1, Math.abs(expected[i])));
    }
    MetaValue.Texts inputs =
        assertInstanceOf(MetaValue.Texts.class, graph.metadata().get("inputs"));
    assertEquals(own.weights().topology().inputs(), inputs.values().size());
    assertEquals(new MetaValue.Text(profile), graph.metadata().get("profile"));
    assertEquals(new MetaValue.Scalar(STEPS), graph.metadata().get("steps"));
  }

  @Test
  void an_export_may_end_at_the_spikes() {
    Path file = withNetwork();
    Path target = folder.resolve("out.nir");
    assertEquals(
        ExitCode.OK,
        run(
            "export",
            "--format",
            "nir",
            "--read-out",
            "on-host",
            "--out",
            target.toString(),
            file.toString()),
        told());
    assertTrue(said().contains("only approximately in snnTorch"), said());
    NirGraph graph = assertInstanceOf(NirRead.Loaded.class, NirFile.read(target)).graph();
    assertEquals(List.of("input", "input_current", "neurons", "output"), graph.order());
    assertTrue(graph.metadata().containsKey("read_out_weight"));
  }

  @Test
  void what_is_no_model_ends_with_65() throws IOException {
    Path file =
        Files.writeString(folder.resolve("x.model"), "not a model, but long enough for one");
    assertEquals(ExitCode.BAD_DATA, run("inspect", file.toString()));
    assertTrue(told().contains("x.model: expected a model file: begins with"), told());
    assertEquals(ExitCode.BAD_DATA, run("inspect", folder.resolve("none").toString()));
  }

  @Test
  void wrong_usage_ends_with_64() {
    assertEquals(ExitCode.USAGE, run());
    assertEquals(ExitCode.USAGE, run("inspect"));
    assertEquals(ExitCode.USAGE, run("inspect", "a.model", "b.model"));
    assertEquals(ExitCode.USAGE, run("export", "--out", "o.nir", "a.model"));
    assertEquals(ExitCode.USAGE, run("export", "--format", "onnx", "--out", "o", "a.model"));
    assertTrue(told().contains("--format: expected nir, found onnx"), told());
    assertEquals(
        ExitCode.USAGE,
        run("export", "--format", "nir", "--profile", "x", "--out", "o", "a.model"));
    assertTrue(
        told().contains("--profile: expected one of [unit-r, cuba, sinabs], found x"), told());
    assertEquals(
        ExitCode.USAGE,
        run("export", "--format", "nir", "--read-out", "x", "--out", "o", "a.model"));
    assertEquals(ExitCode.USAGE, run("export", "--format", "nir", "a.model"));
    assertEquals(ExitCode.OK, run("--help"));
  }

  @Test
  void a_file_that_cannot_be_written_is_told() {
    Path file = withNetwork();
    Path target = folder.resolve("no/such/folder.nir");
    assertEquals(
        ExitCode.USAGE,
        run("export", "--format", "nir", "--out", target.toString(), file.toString()));
    assertTrue(told().contains("cannot write"), told());
  }
}
