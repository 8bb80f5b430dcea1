package io.spikewatt.fleet.cli;

import io.spikewatt.config.cli.CliOptions;
import io.spikewatt.config.cli.CliOptions.UsageException;
import io.spikewatt.config.cli.ExitCode;
import io.spikewatt.controller.protocol.GatewayCondition;
import io.spikewatt.controller.protocol.VisibleText;
import io.spikewatt.fleet.registry.ModelVersion;
import io.spikewatt.fleet.store.ContactRegister.GatewayContact;
import io.spikewatt.fleet.store.ContactRegister.ReportedCondition;
import io.spikewatt.fleet.store.FleetState;
import io.spikewatt.fleet.store.GatewayRegister.EnrolledGateway;
import io.spikewatt.fleet.store.RoundJournal.RoundLine;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** {@code fleet status}: prints the coordinator's state. */
record FleetStatusCommand(PrintStream out) {

  private static final int ROUNDS = 10;
  private static final int VERSIONS = 5;

  ExitCode run(List<String> arguments) throws UsageException, IOException {
    CliOptions options = CliOptions.parse(arguments, Set.of("--folder"), Set.of());
    FleetFolder folder = FleetFolder.of(options);
    try (FleetState state = folder.knownState()) {
      List<EnrolledGateway> gateways = state.gateways().all();
      out.println(gateways.size() + " gateways");
      TreeSet<String> features = new TreeSet<>();
      Map<String, GatewayContact> contacts = state.contacts().all();
      for (EnrolledGateway gateway : gateways) {
        features.add(gateway.features());
        Optional<GatewayContact> contact = Optional.ofNullable(contacts.get(gateway.name()));
        out.printf(
            "  %-24s %-16s %-16s seen %s%n",
            gateway.name(),
            VisibleText.of(gateway.features()),
            VisibleText.of(gateway.climate()),
            contact.map(GatewayContact::heardAt).orElse(gateway.seenAt()));
        contact.flatMap(GatewayContact::reported).ifPresent(this::condition);
      }
      out.println("newest rounds");
      for (RoundLine round : state.rounds().newest(ROUNDS)) {
        features.add(round.features());
        out.printf(
            "  %6d %-16s %-9s %s %s%n",
            round.round(),
            VisibleText.of(round.features()),
            round.state(),
            round.openedAt(),
            VisibleText.of(round.reason()));
      }
      out.println("versions of the models");
      for (String model : features) {
        state.models().versions(model).stream().limit(VERSIONS).forEach(this::line);
      }
    }
    return ExitCode.OK;
  }

  private void condition(ReportedCondition report) {
    GatewayCondition condition = report.condition();
    out.printf(
        "    %s, mode %s, %s, reported %s%n",
        condition.degraded() ? "degraded" : "controls",
        condition.mode(),
        condition.software(),
        report.arrivedAt());
    for (GatewayCondition.OpenAlarm alarm : condition.alarms()) {
      out.printf(
          "    %-8s %-32s since %s%n",
          alarm.severity().name().toLowerCase(Locale.ROOT), alarm.code(), alarm.since());
    }
    if (condition.moreAlarms() > 0) {
      out.printf("    and %d more alarms%n", condition.moreAlarms());
    }
  }

  private void line(ModelVersion version) {
    out.printf(
        "  %-16s %6d %-11s %s… by %d gateways, %s%n",
        VisibleText.of(version.features()),
        version.version(),
        version.stage(),
        version.hash().substring(0, 12),
        version.trainedBy().size(),
        version.madeAt());
  }
}
