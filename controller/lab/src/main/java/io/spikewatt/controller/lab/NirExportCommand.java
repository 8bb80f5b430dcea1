package io.spikewatt.controller.lab;

import io.spikewatt.config.cli.CliOptions;
import io.spikewatt.config.cli.CliOptions.UsageException;
import io.spikewatt.config.cli.ExitCode;
import io.spikewatt.controller.commandline.CliCommand;
import io.spikewatt.controller.json.JsonWriter;
import io.spikewatt.inference.learnt.ResidualNetwork;
import io.spikewatt.inference.learnt.SpikingForecaster;
import io.spikewatt.inference.learnt.TrainedForecaster;
import io.spikewatt.inference.nir.NirDescription;
import io.spikewatt.inference.nir.NirExport;
import io.spikewatt.inference.nir.NirExport.ReadOut;
import io.spikewatt.inference.nir.NirFile;
import io.spikewatt.inference.nir.NirGraph;
import io.spikewatt.inference.nir.NirProfile;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;

/**
 * {@code spikewatt model export --format nir}. The only class outside of inference.nir that knows
 * it, so that the HDF5 library is loaded by this command alone.
 */
record NirExportCommand(
    NirProfile profile,
    ReadOut readOut,
    Path target,
    boolean json,
    PrintStream out,
    PrintStream err) {
  static final Set<String> WITH_VALUE = Set.of("--format", "--profile", "--read-out", "--out");

  static NirExportCommand of(CliOptions options, PrintStream out, PrintStream err)
      throws UsageException {
    String format = options.required("--format");
    if (!format.equals("nir")) {
      throw new UsageException("--format: expected nir or netx, found " + format);
    }
    String label = options.value("--profile").orElse(NirProfile.UNIT_R.label());
    NirProfile profile =
        NirProfile.of(label)
            .orElseThrow(
                () ->
                    new UsageException(
                        "--profile: expected one of %s, found %s"
                            .formatted(NirProfile.labels(), label)));
    String place = options.value("--read-out").orElse(JsonWriter.word(ReadOut.IN_GRAPH));
    ReadOut readOut =
        Arrays.stream(ReadOut.values())
            .filter(r -> JsonWriter.word(r).equals(place))
            .findFirst()
            .orElseThrow(
                () ->
                    new UsageException("--read-out: expected in-graph or on-host, found " + place));
    Path target = Path.of(options.required("--out"));
    return new NirExportCommand(profile, readOut, target, options.has("--json"), out, err);
  }

  ExitCode run(Path file, TrainedForecaster model) {
    if (!(model.chosen() instanceof SpikingForecaster spiking)) {
      err.printf(
          "%s: expected a model with a LIF network, found %s: there is nothing to export%n",
          file, ValidationText.chosen(model));
      return ExitCode.BAD_DATA;
    }
    ResidualNetwork network = spiking.network();
    NirGraph graph;
    try {
      graph =
          NirExport.graph(
              network.weights(),
              network.stepsPerHour(),
              profile,
              readOut,
              NirDescription.of(model, spiking));
    } catch (IllegalArgumentException e) {
      err.printf("%s: the network has no NIR equivalent: %s%n", file, e.getMessage());
      return ExitCode.BAD_DATA;
    }
    return CliCommand.written(
        NirFile.write(target, graph), target, err, bytes -> print(graph, bytes));
  }

  private void print(NirGraph graph, long bytes) {
    if (json) {
      CliCommand.json(
          out,
          body ->
              body.put("file", target.toString())
                  .put("bytes", bytes)
                  .put("format", "nir")
                  .put("version", NirFile.VERSION)
                  .put("profile", profile.label())
                  .put("readOut", JsonWriter.word(readOut))
                  .put("nodes", graph.order())
                  .put("exact", profile.exact())
                  .put("approximate", profile.approximate()));
    } else {
      out.printf("%s: %d bytes, profile %s%n", target, bytes, profile.label());
      out.println("spikes as here by " + profile.exact());
      out.println("only approximately in " + profile.approximate());
    }
  }
}
