package io.spikewatt.controller.setup;

import io.spikewatt.config.cli.CliOptions;
import io.spikewatt.config.cli.ExitCode;
import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.commandline.ConfiguredCommand;
import io.spikewatt.controller.notify.SiteNotifier;
import io.spikewatt.hal.time.Clock;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code spikewatt notify try}: sends a test to each target. */
public final class NotifyCommand extends ConfiguredCommand {

  private static final String TRY = "try";
  private static final String JSON = "--json";

  private final Clock clock;

  private NotifyCommand(Clock clock, PrintStream out, PrintStream err) {
    super("notify try", Set.of(), Set.of(JSON), out, err);
    this.clock = clock;
  }

  public static ExitCode run(
      List<String> arguments, Clock clock, PrintStream out, PrintStream err) {
    NotifyCommand command = new NotifyCommand(clock, out, err);
    if (!arguments.isEmpty() && arguments.getFirst().equals(TRY)) {
      return command.run(arguments.subList(1, arguments.size()));
    }
    return arguments.contains("--help")
        ? command.run(arguments)
        : command.refuse("expected: notify try");
  }

  @Override
  protected ExitCode run(LoadedSite.Ok config, CliOptions options, Path file) {
    Site site = config.site();
    if (site.notifications().isEmpty()) {
      err.println(file + ": expected a section notify with targets, found none");
      return ExitCode.CONFIG;
    }
    try {
      Map<String, Optional<String>> outcomes =
          SiteNotifier.test(site, site.notifications().get(), clock.now().instant());
      if (options.has(JSON)) {
        json(outcomes);
      } else {
        outcomes.forEach(
            (target, problem) ->
                out.println(target + ": " + problem.map(why -> "failed, " + why).orElse("ok")));
      }
      return outcomes.values().stream().allMatch(Optional::isEmpty)
          ? ExitCode.OK
          : ExitCode.UNREACHABLE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.UNREACHABLE;
    }
  }

  private void json(Map<String, Optional<String>> outcomes) {
    json(
        out,
        writer ->
            writer.each(
                "targets",
                outcomes.entrySet(),
                (item, one) -> {
                  item.put("name", one.getKey()).put("taken", one.getValue().isEmpty());
                  one.getValue().ifPresent(why -> item.put("problem", why));
                }));
  }
}
