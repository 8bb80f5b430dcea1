package io.spikewatt.fleet.cli;

import io.spikewatt.config.cli.CliOptions;
import io.spikewatt.config.cli.CliOptions.UsageException;
import io.spikewatt.config.cli.ExitCode;
import io.spikewatt.controller.protocol.FleetTopics;
import io.spikewatt.fleet.stream.BrokerDefinitions;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Set;

/** {@code fleet rabbitmq}: prints the definitions of the members for a RabbitMQ cluster. */
record RabbitmqCommand(PrintStream out) {

  ExitCode run(List<String> arguments) throws UsageException, IOException {
    CliOptions options =
        CliOptions.parse(arguments, Set.of("--folder", "--root", "--stream"), Set.of());
    FleetFolder folder = FleetFolder.of(options);
    FleetTopics topics = FleetFolder.topics(options);
    out.print(
        new BrokerDefinitions(topics, options.value("--stream").orElse("fleet-records"))
            .json(folder.gateways()));
    return ExitCode.OK;
  }
}
