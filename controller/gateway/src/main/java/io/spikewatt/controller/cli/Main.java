package io.spikewatt.controller.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.spikewatt.config.cli.ExitCode;
import io.spikewatt.config.cli.Version;
import io.spikewatt.controller.commandline.CliCommand;
import io.spikewatt.controller.setup.CheckCommand;
import io.spikewatt.controller.setup.CommissionCommand;
import io.spikewatt.controller.setup.InitCommand;
import io.spikewatt.controller.setup.ProbeCommand;
import io.spikewatt.controller.setup.ScanCommand;
import io.spikewatt.controller.setup.SystemdService;
import io.spikewatt.hal.time.SystemClock;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The command line: {@code spikewatt <command> [options]}. */
public final class Main {

  private static final String USAGE =
      """
      spikewatt: supervisory control for a microgrid

      usage: spikewatt <command> [options]

        init [TARGET...] [--config FILE] [--yes]
                                from an empty box to a running site, by questions
        run --config FILE       controls the site (what systemd starts)
        check --config FILE [--strict]
                                checks configuration and profiles, touches nothing
        probe --config FILE [--device ID] [--json]
                                reads every signal once, writes nothing
        scan HOST[:PORT] [--unit N|all] [--write FILE] [--json]
                                finds devices, prints configuration to paste
        commission --config FILE --device ID --min W --max W [--json]
                                steps a device within limits, measures how it follows
        forecast evaluate --data FILE --target COLUMN [--json]
                                measures the forecasts on a recorded series
        forecast train --data FILE --target COLUMN --out FILE.model [--json]
                                learns from a recorded series
        model inspect FILE.model [--json]
                                tells what a model is, how good and how large
        model export --format nir --out FILE.nir FILE.model
                                writes its network for neuromorphic tools
        backtest --scenario DIR [--policy rule|product|oracle] [--json]
                                what a recorded year would have cost
        backtest --history --config FILE [--from DAY] [--to DAY] [--json]
                                what last month would have cost on this site
        status [--config FILE] [--json | --healthy]
                                how the running daemon is
        why [TIME] [--config FILE] [--json]
                                what was decided at a time, and what else it would have cost
        history export [--month MONTH] [--format csv|sql] [--output FILE] [--config FILE]
                                recorded means as a table or as SQL
        page certificate [NAME...] [--renew] [--config FILE]
                                makes and prints the page's certificate and its fingerprint
        notify try [--config FILE] [--json]
                                sends a test message to each target of notifications
        backup FILE [--config FILE]
                                configuration and state in one file, while the daemon runs
        restore FILE [--config FILE] [--state-only]
                                puts a backup in place, while it does not run
        demo [--speed N] [--seconds N] [--port-base P]
                                a simulated site with the real controller on it
        fleet-demo [--seconds N] [--data DIR]
                                gateways with measured series learn together
        fleet COMMAND           a coordinator of gateways that learn together
        version                 prints the version

      Every command explains itself with --help. Without --config, the service's configuration is
      used if there is one: /etc/spikewatt/site.yaml.
      Exit codes: 0 ok, 1 warnings (check --strict) or alarms (status), 64 usage, 65 bad input
      data, 69 device, broker or daemon unreachable, 70 bug, 78 configuration.
      """;

  private Main() {}

  public static void main(String[] arguments) {
    if (arguments.length == 0 || !arguments[0].equals("run")) {
      // Standard output is for results; the daemon's result is its log.
      System.setProperty("tinylog.writer.stream", "err");
    }
    CliCommand.exit(() -> run(Arrays.asList(arguments), System.out, System.err));
  }

  static ExitCode run(List<String> arguments, PrintStream out, PrintStream err) {
    String command = arguments.isEmpty() ? "" : arguments.getFirst();
    List<String> rest = arguments.isEmpty() ? arguments : arguments.subList(1, arguments.size());
    return switch (command) {
      case "init" ->
          new InitCommand(
                  terminal(),
                  new SystemdService(Path.of("/")),
                  "root".equals(System.getProperty("user.name")),
                  out,
                  err)
              .run(rest);
      case "run" -> new RunCommand(out, err).run(rest);
      case "check" -> new CheckCommand(out, err).run(rest);
      case "probe" -> new ProbeCommand(out, err).run(rest);
      case "scan" -> new ScanCommand(out, err).run(rest);
      case "commission" -> new CommissionCommand(out, err).run(rest);
      case "status" ->
          new StatusCommand(System.getenv(), StatusCommand.PATIENCE, out, err).run(rest);
      case "why" -> new WhyCommand(System.getenv(), out, err).run(rest);
      case "history" -> HistoryExportCommand.run(rest, out, err);
      case "page" ->
          new PageCommand(Path.of("/var/lib/spikewatt"), new SystemClock(), out, err).run(rest);
      case "notify" -> NotifyCommand.run(rest, new SystemClock(), out, err);
      case "backup" -> new BackupCommand(out, err).run(rest);
      case "restore" -> new RestoreCommand(out, err).run(rest);
      case "demo" -> {
        err.println("the demo comes with a checkout of Spikewatt: ./spikewatt demo");
        yield ExitCode.USAGE;
      }
      case "forecast", "model", "backtest" -> {
        err.println("the launcher spikewatt runs " + command + ", with libraries of its own");
        yield ExitCode.USAGE;
      }
      case "fleet", "fleet-demo" -> {
        err.println("the fleet comes with a checkout of Spikewatt: ./spikewatt " + command);
        yield ExitCode.USAGE;
      }
      case "version", "--version" -> {
        out.println("spikewatt " + Version.get());
        yield ExitCode.OK;
      }
      case "help", "--help", "-h" -> {
        out.print(USAGE);
        yield ExitCode.OK;
      }
      default -> {
        err.println(command.isEmpty() ? "a command is needed" : "no such command: " + command);
        err.print(USAGE);
        yield ExitCode.USAGE;
      }
    };
  }

  /** Standard input if it is a terminal. The JVM's console needs the output to be one, too. */
  private static Optional<BufferedReader> terminal() {
    try {
      Path input = Files.readSymbolicLink(Path.of("/proc/self/fd/0"));
      return input.toString().matches("/dev/(pts/|tty|console).*")
          ? Optional.of(new BufferedReader(new InputStreamReader(System.in, UTF_8)))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
