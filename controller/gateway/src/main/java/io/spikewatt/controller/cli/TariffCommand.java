package io.spikewatt.controller.cli;

import io.spikewatt.config.cli.CliOptions;
import io.spikewatt.config.cli.CliOptions.UsageException;
import io.spikewatt.config.cli.ExitCode;
import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.controller.commandline.ConfiguredCommand;
import io.spikewatt.controller.local.LocalClient;
import io.spikewatt.controller.local.SiteLock;
import io.spikewatt.controller.local.TariffQuery;
import io.spikewatt.hal.time.Clock;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code spikewatt tariff}: coming prices as the plan uses them. */
final class TariffCommand extends ConfiguredCommand {

  private static final String FROM = "--from";
  private static final String JSON = "--json";
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Map<String, String> environment;
  private final Clock clock;

  /**
   * @param environment variables of the process
   * @param clock of this machine, for prices without a daemon
   */
  TariffCommand(Map<String, String> environment, Clock clock, PrintStream out, PrintStream err) {
    super("tariff", Set.of(FROM), Set.of(JSON), out, err);
    this.environment = environment;
    this.clock = clock;
  }

  @Override
  protected ExitCode run(LoadedSite.Ok config, CliOptions options, Path file)
      throws UsageException {
    String day = day(options);
    List<Path> sockets = SiteLock.sockets(config.site(), environment);
    String answer;
    try {
      answer = LocalClient.ask(sockets, ("tariff " + day).strip(), PATIENCE);
    } catch (IOException e) {
      err.printf(
          "no daemon answers, so this is the tariff of %s alone, without prices that came by"
              + " command: %s%n",
          file, e.getMessage());
      answer = TariffQuery.configured(config.site()).answer(day, clock.now().instant());
    }
    return new DaemonAnswer(answer, "prices")
        .print(options.has(JSON), tree -> new TariffText(tree).lines(), out, err);
  }

  private static String day(CliOptions options) throws UsageException {
    String day = options.value(FROM).orElse("");
    try {
      return day.isEmpty() ? "" : LocalDate.parse(day).toString();
    } catch (DateTimeParseException e) {
      throw new UsageException(FROM + ": expected a day, 2026-10-31, found " + day);
    }
  }
}
