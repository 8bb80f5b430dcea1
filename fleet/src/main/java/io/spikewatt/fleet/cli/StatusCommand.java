package io.spikewatt.fleet.cli;

import io.spikewatt.controller.cli.CliOptions;
import io.spikewatt.controller.cli.CliOptions.UsageException;
import io.spikewatt.controller.cli.ExitCode;
import io.spikewatt.fleet.registry.ModelVersion;
import io.spikewatt.fleet.store.FleetState;
import io.spikewatt.fleet.store.GatewayRegister.EnrolledGateway;
import io.spikewatt.fleet.store.RoundJournal.RoundLine;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** {@code fleet status}: what the coordinator's state holds. */
record StatusCommand(PrintStream out) {

  private static final int ROUNDS = 10;
  private static final int VERSIONS = 5;

  ExitCode run(List<String> arguments) throws UsageException, IOException {
    CliOptions options = CliOptions.parse(arguments, Set.of("--folder"), Set.of());
    FleetFolder folder = new FleetFolder(Path.of(options.value("--folder").orElse("fleet-state")));
    try (FleetState state = folder.knownState()) {
      List<EnrolledGateway> gateways = state.gateways().all();
      out.println(gateways.size() + " gateways");
      TreeSet<String> features = new TreeSet<>();
      for (EnrolledGateway gateway : gateways) {
        features.add(gateway.features());
        out.printf(
            "  %-24s %-16s %-16s seen %s%n",
            gateway.name(), gateway.features(), gateway.climate(), gateway.seenAt());
      }
      out.println("newest rounds");
      for (RoundLine round : state.rounds().newest(ROUNDS)) {
        features.add(round.features());
        out.printf(
            "  %6d %-16s %-9s %s %s%n",
            round.round(), round.features(), round.state(), round.openedAt(), round.reason());
      }
      out.println("versions of the models");
      for (String model : features) {
        state.models().versions(model).stream().limit(VERSIONS).forEach(this::line);
      }
    }
    return ExitCode.OK;
  }

  private void line(ModelVersion version) {
    out.printf(
        "  %-16s %6d %-11s %s… by %d gateways, %s%n",
        version.features(),
        version.version(),
        version.stage(),
        version.hash().substring(0, 12),
        version.trainedBy().size(),
        version.madeAt());
  }
}
