package io.spikewatt.controller.compute.agent;

import io.spikewatt.config.cli.CliOptions;
import io.spikewatt.config.cli.CliOptions.UsageException;
import io.spikewatt.config.cli.CommandTable;
import io.spikewatt.config.cli.ExitCode;
import io.spikewatt.config.compute.ComputeAgentConfig;
import io.spikewatt.config.load.AgentLoader;
import io.spikewatt.config.load.LoadedAgent;
import io.spikewatt.controller.compute.box.MeansFactory;
import io.spikewatt.controller.compute.helper.HelperCommand;
import io.spikewatt.controller.compute.means.PowerMeans;
import io.spikewatt.hal.time.Clock;
import io.spikewatt.hal.time.SystemClock;
import io.spikewatt.hal.watchdog.SystemdNotify;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.tinylog.Logger;

/** The commands of a compute box: {@code spikewatt compute-agent} and {@code compute-helper}. */
public final class ComputeAgentMain {

  private static final Path CONFIG = Path.of("/etc/spikewatt-compute/agent.yaml");
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final long STOP_BOUND_S = 5;
  private static final String CONFIG_OPTION = "--config";
  private static final String CHECK = "--check";
  private static final String RELEASE = "--release";

  private ComputeAgentMain() {}

  /** Ends the process with the exit code of the command. */
  public static void main(String[] arguments) {
    ExitCode code;
    try {
      code = run(Arrays.asList(arguments), System.out, System.err);
    } catch (RuntimeException bug) {
      Logger.error(bug, "a bug ends the process");
      code = ExitCode.BUG;
    }
    System.exit(code.number());
  }

  static ExitCode run(List<String> arguments, PrintStream out, PrintStream err) {
    String command = arguments.isEmpty() ? "" : arguments.getFirst();
    List<String> rest = arguments.isEmpty() ? arguments : arguments.subList(1, arguments.size());
    if (rest.contains("--help") && command.startsWith("compute-")) {
      out.print(CommandTable.read().help(command));
      return ExitCode.OK;
    }
    try {
      return switch (command) {
        case "compute-agent" -> agent(rest, out, err);
        case "compute-helper" -> helper(rest, err);
        default -> {
          err.print(CommandTable.read().unknown(command));
          yield ExitCode.USAGE;
        }
      };
    } catch (UsageException e) {
      err.println(e.getMessage());
      err.print(CommandTable.read().reminder(command));
      return ExitCode.USAGE;
    }
  }

  private static ExitCode helper(List<String> arguments, PrintStream err) throws UsageException {
    CliOptions options = CliOptions.parse(arguments, Set.of(CONFIG_OPTION), Set.of());
    Path file = options.value(CONFIG_OPTION).map(Path::of).orElse(HelperCommand.CONFIG);
    return new HelperCommand(new SystemClock(), processors(), err).run(file);
  }

  private static ExitCode agent(List<String> arguments, PrintStream out, PrintStream err)
      throws UsageException {
    CliOptions options = CliOptions.parse(arguments, Set.of(CONFIG_OPTION), Set.of(CHECK, RELEASE));
    Path file = options.value(CONFIG_OPTION).map(Path::of).orElse(CONFIG);
    LoadedAgent loaded = AgentLoader.load(file);
    if (!(loaded instanceof LoadedAgent.Ok(ComputeAgentConfig config))) {
      ((LoadedAgent.Failed) loaded).problems().forEach(err::println);
      return ExitCode.CONFIG;
    }
    if (options.has(CHECK)) {
      out.println(file + ": ok");
    } else if (options.has(RELEASE)) {
      release(config);
    } else {
      serve(config);
    }
    return ExitCode.OK;
  }

  private static void release(ComputeAgentConfig config) {
    Clock clock = new SystemClock();
    try (MeansFactory factory = new MeansFactory(clock, processors())) {
      List<PowerMeans> means = config.means().stream().map(factory::make).toList();
      means.forEach(PowerMeans::release);
      means.forEach(PowerMeans::read);
    }
  }

  /** Until SIGTERM or SIGINT. */
  private static void serve(ComputeAgentConfig config) {
    Clock clock = new SystemClock();
    Thread loop = Thread.currentThread();
    CountDownLatch ended = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(loop, ended), "stop"));
    SystemdNotify notify = SystemdNotify.fromEnvironment();
    try (MeansFactory factory = new MeansFactory(clock, processors())) {
      List<PowerMeans> means = config.means().stream().map(factory::make).toList();
      AgentLoop agentLoop = new AgentLoop(config, means, clock, SECOND);
      agentLoop.run(notify::ready, notify::watchdog);
      notify.stopping();
    } finally {
      ended.countDown();
    }
  }

  /** The process ends when this returns. */
  private static void stop(Thread loop, CountDownLatch ended) {
    loop.interrupt();
    try {
      boolean _ = ended.await(STOP_BOUND_S, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static int processors() {
    return Runtime.getRuntime().availableProcessors();
  }
}
