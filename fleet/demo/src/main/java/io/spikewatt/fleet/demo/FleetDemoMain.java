package io.spikewatt.fleet.demo;

import io.spikewatt.config.cli.ExitCode;
import io.spikewatt.fleet.cli.FleetCommand;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** {@code ./spikewatt fleet-demo}: see {@link #USAGE}. */
public final class FleetDemoMain {

  static final String USAGE =
      """
      usage: ./spikewatt fleet-demo [--seconds N] [--data DIR] [--weeks-earlier N]

      24 gateways with measured series learn together, two of them daemons.
      Exit codes: 0 ok, 1 the demonstration's promise was not kept, 64 usage, 69 no data, or
      something cannot be reached, 70 bug.
      """;

  private FleetDemoMain() {}

  public static void main(String[] arguments) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    System.exit(run(Arrays.asList(arguments), out, err).number());
  }

  static ExitCode run(List<String> arguments, PrintStream out, PrintStream err) {
    return FleetCommand.run(USAGE, arguments, out, err, new DemoCommand(out, err)::run);
  }
}
