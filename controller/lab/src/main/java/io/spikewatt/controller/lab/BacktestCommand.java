package io.spikewatt.controller.lab;

import io.spikewatt.config.cli.CliOptions;
import io.spikewatt.config.cli.CliOptions.UsageException;
import io.spikewatt.config.cli.ExitCode;
import io.spikewatt.controller.backtest.Backtest;
import io.spikewatt.controller.backtest.BacktestResult;
import io.spikewatt.controller.backtest.BacktestScenario;
import io.spikewatt.controller.backtest.BacktestTask;
import io.spikewatt.controller.backtest.ScenarioForecasts;
import io.spikewatt.controller.backtest.ScenarioRead;
import io.spikewatt.controller.backtest.ScenarioReader;
import io.spikewatt.controller.backtest.StepDump;
import io.spikewatt.controller.commandline.CliCommand;
import io.spikewatt.hal.time.SystemClock;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** {@code spikewatt backtest}: the cost of a recorded year. */
final class BacktestCommand extends CliCommand {

  BacktestCommand(PrintStream out, PrintStream err) {
    super("backtest", out, err);
  }

  @Override
  public ExitCode run(List<String> arguments) {
    return arguments.contains("--history")
        ? new HistoryCommand(out, err).run(arguments)
        : super.run(arguments);
  }

  @Override
  protected ExitCode execute(List<String> arguments) throws UsageException {
    CliOptions options =
        CliOptions.parse(
            arguments,
            Set.of("--scenario", "--policy", "--outages", "--steps", "--dump"),
            Set.of("--json"));
    Path folder = Path.of(options.required("--scenario"));
    BacktestTask.DecidingPolicy policy =
        BacktestTask.DecidingPolicy.valueOf(one(options, "--policy", "product", "rule", "oracle"));
    boolean announced = one(options, "--outages", "known", "unknown").equals("KNOWN");
    double wanted = options.number("--steps", Integer.MAX_VALUE, 1, Integer.MAX_VALUE);
    BacktestScenario scenario;
    switch (ScenarioReader.read(folder)) {
      case ScenarioRead.Refused refused -> {
        err.println(refused);
        return ExitCode.BAD_DATA;
      }
      case ScenarioRead.Loaded loaded -> scenario = loaded.scenario();
    }
    BacktestTask task =
        new BacktestTask(scenario, policy, announced, (int) Math.min(wanted, scenario.steps()));
    OptionalDouble bound = ScenarioReader.lpBound(folder, scenario.id());
    try {
      print(run(task, bound, options.value("--dump")), options.has("--json"));
      return ExitCode.OK;
    } catch (IOException | UncheckedIOException e) {
      err.println("cannot write: " + e.getMessage());
      return ExitCode.USAGE;
    }
  }

  private static BacktestResult run(BacktestTask task, OptionalDouble bound, Optional<String> dump)
      throws IOException {
    Backtest backtest = new Backtest(new SystemClock(), ScenarioForecasts.temporary());
    if (dump.isEmpty()) {
      return backtest.run(task, bound, (step, flows, storedKwh, evKwh) -> {});
    }
    try (StepDump sink = new StepDump(Path.of(dump.get()), task.scenario())) {
      return backtest.run(task, bound, sink);
    }
  }

  private static String one(CliOptions options, String name, String usual, String... others)
      throws UsageException {
    String value = options.value(name).orElse(usual);
    if (!value.equals(usual) && !List.of(others).contains(value)) {
      throw new UsageException(
          name + ": expected " + usual + " or " + String.join(" or ", others) + ", found " + value);
    }
    return value.toUpperCase(Locale.ROOT);
  }

  private void print(BacktestResult r, boolean json) {
    if (json) {
      json(r);
    } else {
      print(r);
    }
  }

  private void json(BacktestResult r) {
    json(
        out,
        body -> {
          body.put("scenario", r.scenario()).put("steps", r.steps());
          body.put("cost", r.cost()).put("ruleCost", r.ruleCost());
          body.put("lpBound", r.lpBound());
          body.exact("gapPercent", r.gapPercent()).exact("capture", r.capture());
          body.put("unservedKwh", r.shortfall().unservedKwh())
              .put("shedKwh", r.shortfall().shedKwh());
          body.put("evShortKwh", r.shortfall().evShortKwh());
          body.exact("planMillisP50", r.runTime().planMillisP50());
          body.exact("planMillisP99", r.runTime().planMillisP99())
              .exact("forecastSeconds", r.runTime().forecastSeconds())
              .exact("seconds", r.runTime().seconds());
        });
  }

  private void print(BacktestResult r) {
    out.printf(
        Locale.ROOT,
        "%s, %d steps: cost %.2f, rules %.2f%n",
        r.scenario(),
        r.steps(),
        r.cost(),
        r.ruleCost());
    if (r.lpBound().isPresent()) {
      out.printf(
          Locale.ROOT,
          "optimum %.2f, gap %.3f %%%s%n",
          r.lpBound().getAsDouble(),
          r.gapPercent().orElse(0),
          r.capture().isPresent()
              ? String.format(Locale.ROOT, ", captured %.4f", r.capture().getAsDouble())
              : "");
    }
    out.printf(
        Locale.ROOT,
        "unserved %.1f kWh, shed %.1f kWh, cars short of %.1f kWh%n"
            + "a decision takes %.3f ms (median), %.3f ms (p99);"
            + " learning and forecasts %.1f s, %.1f s in all%n",
        r.shortfall().unservedKwh(),
        r.shortfall().shedKwh(),
        r.shortfall().evShortKwh(),
        r.runTime().planMillisP50(),
        r.runTime().planMillisP99(),
        r.runTime().forecastSeconds(),
        r.runTime().seconds());
  }
}
