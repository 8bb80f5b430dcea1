package io.spikewatt.controller.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.cli.ExitCode;
import io.spikewatt.inference.forecast.Forecaster;
import io.spikewatt.inference.learnt.ResidualNetwork;
import io.spikewatt.inference.learnt.SpikingForecaster;
import io.spikewatt.inference.learnt.TrainedForecaster;
import io.spikewatt.inference.netx.NetxFile;
import io.spikewatt.inference.netx.NetxFile.NetxRead;
import io.spikewatt.inference.nir.MetaValue;
import io.spikewatt.inference.nir.NirFile;
import io.spikewatt.inference.nir.NirFile.NirRead;
import io.spikewatt.inference.nir.NirGraph;
import io.spikewatt.inference.nir.NirImport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelCommandTest {

  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private ExitCode run(String... arguments) {
    return LabMain.run(
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

  private Path keep(TrainedForecaster model, Forecaster chosen) {
    return Models.keep(folder.resolve("load.model"), model, chosen);
  }

  private Path withNetwork() {
    TrainedForecaster model = Models.learnt();
    return keep(model, Models.spiking(model));
  }

  @Test
  void inspecting_counts_a_network_as_NeuroBench_does() throws IOException {
    Path file = withNetwork();
    assertEquals(ExitCode.OK, run("inspect", file.toString(), "--json"), told());
    Map<String, Double> json = JsonNumbers.of(said());
    double inputs = JsonNumbers.number(json, "/network/inputs");
    double outputs = ResidualNetwork.OUTPUTS;
    double connections = inputs * Models.NEURONS + Models.NEURONS * outputs + inputs * outputs;
    double parameters = connections + 3 * Models.NEURONS + outputs;
    String operations = "/network/synapticOperations/";
    assertEquals(parameters, JsonNumbers.number(json, "/network/parameters"));
    assertEquals(
        4 * parameters + 12 * Models.NEURONS, JsonNumbers.number(json, "/network/footprint"));
    assertEquals(
        // A byte a parameter and a row's scale, the outputs' biases as floats too, the grids.
        parameters + (Models.NEURONS + 2 * outputs) + 4 * outputs + 26 + 12 * Models.NEURONS,
        JsonNumbers.number(json, "/network/footprintInt8"));
    // Small weights become 0 in eight bits, beside those that were.
    double sparsity =
        Models.spiking(Models.learnt()).network().quantised().footprint().connectionSparsity();
    assertTrue(sparsity >= Models.ZEROS / connections);
    assertEquals(sparsity, JsonNumbers.number(json, "/network/connectionSparsity"), 1e-6);
    assertEquals(
        1 - Models.SPIKES_PER_STEP / Models.NEURONS,
        JsonNumbers.number(json, "/network/activationSparsity"),
        1e-6);
    assertEquals(Models.STEPS * connections, JsonNumbers.number(json, operations + "dense"));
    assertEquals(
        Models.STEPS * connections * (1 - sparsity),
        JsonNumbers.number(json, operations + "effMacs"),
        0.5);
    assertEquals(
        Models.STEPS * Models.SPIKES_PER_STEP, JsonNumbers.number(json, operations + "effAcs"));
    assertEquals(Models.STEPS * Models.NEURONS, JsonNumbers.number(json, "/network/neuronUpdates"));
    double macs =
        Models.STEPS * connections * (1 - sparsity) + Models.STEPS * Models.SPIKES_PER_STEP;
    assertEquals(
        (macs * 23.6 + Models.STEPS * Models.NEURONS * 81) / 1000,
        JsonNumbers.number(json, "/network/energyEstimates/0/nanojoules"),
        0.01);
    assertEquals(
        macs * 26 / 1000, JsonNumbers.number(json, "/network/energyEstimates/1/nanojoules"), 0.01);
    assertTrue(JsonNumbers.number(json, "/validation/stackMae") > 0);
    assertEquals(Models.STEPS, JsonNumbers.number(json, "/horizonSteps"));
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
    TrainedForecaster model = Models.learnt();
    Path file = keep(model, Models.ridge(model));
    assertEquals(ExitCode.OK, run("inspect", file.toString()), told());
    assertTrue(said().contains("no network inside"), said());
    Path target = folder.resolve("out.nir");
    assertEquals(
        ExitCode.BAD_DATA,
        run("export", "--format", "nir", "--out", target.toString(), file.toString()));
    assertTrue(
        told().contains("load.model: expected a model with a LIF network, found ridge"), told());
    assertFalse(Files.exists(target));
  }

  @ParameterizedTest
  @ValueSource(strings = {"unit-r", "cuba", "sinabs"})
  void an_export_holds_the_models_network_and_says_how_to_feed_it(String profile)
      throws IOException {
    TrainedForecaster model = Models.learnt();
    SpikingForecaster spiking = Models.spiking(model);
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
    assertEquals((double) Files.size(target), JsonNumbers.number(JsonNumbers.of(said()), "/bytes"));
    NirGraph graph = assertInstanceOf(NirRead.Loaded.class, NirFile.read(target)).graph();
    NirImport own = NirImport.of(graph);
    float[] weights = own.weights().values();
    float[] expected = spiking.network().quantised().dequantised().values();
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], weights[i], 1e-5 * Math.max(1, Math.abs(expected[i])));
    }
    MetaValue.Texts inputs =
        assertInstanceOf(MetaValue.Texts.class, graph.metadata().get("inputs"));
    assertEquals(own.weights().topology().inputs(), inputs.values().size());
    assertEquals(new MetaValue.Text(profile), graph.metadata().get("profile"));
    assertEquals(new MetaValue.Scalar(Models.STEPS), graph.metadata().get("steps"));
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
    assertTrue(told().contains("--format: expected nir or netx, found onnx"), told());
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

  @ParameterizedTest
  @ValueSource(strings = {"load", "pv"})
  void a_network_of_graded_spikes_is_exported_for_netx_and_read_back(String kind) {
    Path target = folder.resolve("out.net");
    assertEquals(
        ExitCode.OK, run("export", "--format", "netx", "--out", target.toString(), kind), told());
    assertInstanceOf(NetxRead.Loaded.class, NetxFile.read(target));
    assertTrue(said().contains("sigma-delta layers for netx"), said());
  }

  @Test
  void netx_refuses_other_files_and_options_of_nir() throws IOException {
    Path target = folder.resolve("out.net");
    String model = withNetwork().toString();
    assertEquals(
        ExitCode.BAD_DATA, run("export", "--format", "netx", "--out", target.toString(), model));
    assertTrue(told().contains("expected a nowcaster's file, load or pv"), told());
    String missing = folder.resolve("none.nowcast").toString();
    assertEquals(
        ExitCode.BAD_DATA, run("export", "--format", "netx", "--out", target.toString(), missing));
    assertTrue(told().contains("no such file"), told());
    assertEquals(
        ExitCode.USAGE,
        run("export", "--format", "netx", "--profile", "cuba", "--out", target.toString(), "pv"));
    assertFalse(Files.exists(target));
    String nowhere = folder.resolve("none").resolve("out.net").toString();
    assertEquals(ExitCode.USAGE, run("export", "--format", "netx", "--out", nowhere, "pv"));
  }
}
