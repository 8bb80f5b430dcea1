package io.spikewatt.simulator.demo;

import io.spikewatt.config.cli.CliOptions;
import io.spikewatt.config.cli.CliOptions.UsageException;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Options of the demo.
 *
 * @param speed simulated seconds a real second, 1..1000
 * @param realSeconds when it ends by itself, in real seconds; empty = on Ctrl-C
 * @param portBase first port of the simulated site's servers
 */
public record DemoOptions(double speed, OptionalDouble realSeconds, int portBase) {

  static final String NAME = "demo";

  static DemoOptions parse(List<String> arguments) throws UsageException {
    CliOptions options =
        CliOptions.parse(arguments, Set.of("--speed", "--seconds", "--port-base"), Set.of());
    OptionalDouble seconds =
        options.has("--seconds")
            ? OptionalDouble.of(options.number("--seconds", 0, 1, 86_400))
            : OptionalDouble.empty();
    return new DemoOptions(
        options.number("--speed", 60, 1, 1000),
        seconds,
        (int) options.number("--port-base", 15_000, 1024, 65_000));
  }
}
