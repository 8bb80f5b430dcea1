package io.spikewatt.controller.lab;

import io.spikewatt.config.cli.CliOptions;
import io.spikewatt.config.cli.CliOptions.UsageException;
import io.spikewatt.config.cli.ExitCode;
import io.spikewatt.controller.commandline.CliCommand;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.file.FileWrite;
import io.spikewatt.inference.graded.QuantisedGradedWeights;
import io.spikewatt.inference.netx.NetxFile;
import io.spikewatt.inference.nowcast.NowcastModel;
import io.spikewatt.inference.nowcast.NowcastModelFile;
import io.spikewatt.inference.nowcast.NowcastModelFile.NowcastModelRead;
import io.spikewatt.inference.pooled.PooledNetwork;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** {@code spikewatt model export --format netx}. Only this class and inference.netx know netx. */
record NetxExportCommand(
    String source, Path target, boolean json, PrintStream out, PrintStream err) {
  private static final long MAX_BYTES = 16 << 20;

  private static final List<SeriesKind> POOLED = List.of(SeriesKind.LOAD, SeriesKind.PV);

  /** A network and the threshold that it runs with. */
  private record Found(QuantisedGradedWeights weights, float threshold) {}

  /** An export as the options ask for it, of the thing that {@code operand} names. */
  static NetxExportCommand of(CliOptions options, String operand, PrintStream out, PrintStream err)
      throws UsageException {
    for (String ofNir : List.of("--profile", "--read-out")) {
      if (options.has(ofNir) || options.value(ofNir).isPresent()) {
        throw new UsageException(ofNir + " goes with --format nir");
      }
    }
    return new NetxExportCommand(
        options.required(operand),
        Path.of(options.required("--out")),
        options.has("--json"),
        out,
        err);
  }

  ExitCode run() {
    Optional<Found> network = network();
    if (network.isEmpty()) {
      return ExitCode.BAD_DATA;
    }
    Found found = network.get();
    FileWrite write;
    try {
      write = NetxFile.write(target, found.weights, found.threshold);
    } catch (IllegalArgumentException e) {
      err.printf("%s: the network has no netx equivalent: %s%n", source, e.getMessage());
      return ExitCode.BAD_DATA;
    }
    return CliCommand.written(write, target, err, bytes -> print(found, bytes));
  }

  private Optional<Found> network() {
    for (SeriesKind kind : POOLED) {
      if (source.equals(kind.name().toLowerCase(Locale.ROOT))) {
        return PooledNetwork.shipped(kind)
            .map(pooled -> new Found(pooled.weights(), PooledNetwork.THRESHOLD));
      }
    }
    Path file = Path.of(source);
    try {
      // Opening a pipe would wait for its writer.
      if (!Files.isRegularFile(file)) {
        return refused(Files.exists(file) ? "no regular file" : "no such file");
      }
      if (Files.size(file) > MAX_BYTES) {
        return refused("too large");
      }
      return switch (NowcastModelFile.read(Files.readAllBytes(file))) {
        case NowcastModelRead.Loaded good -> {
          NowcastModel.LearntMembers members = good.model().members();
          yield Optional.of(new Found(members.network(), members.threshold()));
        }
        case NowcastModelRead.Refused no -> refused(no.detail());
      };
    } catch (IOException e) {
      return refused(e.toString());
    }
  }

  private Optional<Found> refused(String why) {
    err.printf("%s: expected a nowcaster's file, load or pv: %s%n", source, why);
    return Optional.empty();
  }

  private void print(Found found, long bytes) {
    if (json) {
      CliCommand.json(
          out,
          body ->
              body.put("file", target.toString())
                  .put("bytes", bytes)
                  .put("format", "netx")
                  .put("inputs", found.weights.topology().inputs())
                  .put("outputs", found.weights.topology().outputs())
                  .put("threshold", found.threshold));
    } else {
      out.printf("%s: %d bytes, sigma-delta layers for netx%n", target, bytes);
      out.println("approximate: one threshold a layer, weights rounded to its units");
      out.println("not in it: trees, the blend; inputs and outputs are scaled by /spikewatt");
    }
  }
}
