package io.spikewatt.simulator.demo;

import io.spikewatt.config.cli.CliOptions;
import io.spikewatt.config.cli.CliOptions.UsageException;
import io.spikewatt.config.cli.CommandTable;
import io.spikewatt.config.cli.ExitCode;
import io.spikewatt.hal.time.Clock;
import io.spikewatt.hal.time.SystemClock;
import io.spikewatt.simulator.physics.PlainContacts;
import io.spikewatt.simulator.physics.SiteParameters;
import io.spikewatt.simulator.site.SimulatedSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/**
 * {@code ./spikewatt simulate}: the simulated site alone, in real time, for a daemon in a process
 * of its own. Two processes share no GPIO header, so contact and relay are left out.
 */
public final class SimulateCommand {

  private static final String NAME = "simulate";

  private static final long SEED = 7;

  private SimulateCommand() {}

  public static void main(String[] arguments) throws InterruptedException {
    if (Arrays.asList(arguments).contains("--help")) {
      System.out.print(CommandTable.read().help(NAME));
      return;
    }
    try {
      CliOptions options = options(Arrays.asList(arguments));
      Path file = Path.of(options.required("--write")).toAbsolutePath();
      serve(file, (int) options.number("--port-base", 15_000, 1024, 65_000));
    } catch (UsageException e) {
      System.err.println(e.getMessage());
      System.err.print(CommandTable.read().reminder(NAME));
      System.exit(ExitCode.USAGE.number());
    } catch (IOException e) {
      System.err.println("the simulated site cannot start: " + e.getMessage());
      System.exit(ExitCode.UNREACHABLE.number());
    }
  }

  static CliOptions options(List<String> arguments) throws UsageException {
    return CliOptions.parse(arguments, Set.of("--write", "--port-base"), Set.of());
  }

  private static void serve(Path file, int portBase) throws IOException, InterruptedException {
    Clock clock = new SystemClock();
    Duration allowance = DemoPace.at(1).allowance();
    try (SimulatedSite site =
        new SimulatedSite(
            SiteParameters.demo(SEED).with(SiteParameters.Heating.TANK),
            clock,
            new PlainContacts(),
            portBase,
            allowance,
            50)) {
      site.start();
      Files.writeString(file, withoutGpio(site.configYaml(file.resolveSibling("state"))));
      System.out.println("serving; configuration in " + file);
      new CountDownLatch(1).await();
    }
  }

  /** Drops the devices on GPIO. */
  public static String withoutGpio(String yaml) {
    String[] blocks = yaml.split("(?m)^(?= *- id:)", -1);
    return Arrays.stream(blocks)
        .filter(block -> !block.contains("{ gpio:"))
        .collect(java.util.stream.Collectors.joining());
  }
}
