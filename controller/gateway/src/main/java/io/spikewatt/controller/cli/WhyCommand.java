package io.spikewatt.controller.cli;

import io.spikewatt.config.cli.CliOptions;
import io.spikewatt.config.cli.ExitCode;
import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.controller.commandline.ConfiguredCommand;
import io.spikewatt.controller.local.LocalClient;
import io.spikewatt.controller.local.SiteLock;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code spikewatt why}: what the running daemon decided at a time, and why. */
final class WhyCommand extends ConfiguredCommand {

  private static final String TIME = "TIME";
  private static final String JSON = "--json";
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Map<String, String> environment;

  /**
   * @param environment variables of the process
   */
  WhyCommand(Map<String, String> environment, PrintStream out, PrintStream err) {
    super("why", Set.of(TIME), Set.of(JSON), out, err);
    this.environment = environment;
  }

  /** A time may have two words, without quotes. */
  @Override
  public ExitCode run(List<String> arguments) {
    List<String> named = new ArrayList<>();
    List<String> words = new ArrayList<>();
    for (String argument : arguments) {
      boolean isValue = !named.isEmpty() && named.getLast().equals(CONFIG);
      (isValue || argument.startsWith("--") ? named : words).add(argument);
    }
    if (!words.isEmpty()) {
      named.addAll(List.of(TIME, String.join(" ", words)));
    }
    return super.run(named);
  }

  @Override
  protected ExitCode run(LoadedSite.Ok config, CliOptions options, Path file) {
    List<Path> sockets = SiteLock.sockets(config.site(), environment);
    String answer;
    try {
      answer = LocalClient.ask(sockets, "why " + options.value(TIME).orElse(""), PATIENCE);
    } catch (IOException e) {
      err.println("site " + config.site().name() + ": no daemon answers: " + e.getMessage());
      return ExitCode.UNREACHABLE;
    }
    return new DaemonAnswer(answer, "a decision")
        .print(options.has(JSON), tree -> new WhyText(tree).lines(), out, err);
  }
}
