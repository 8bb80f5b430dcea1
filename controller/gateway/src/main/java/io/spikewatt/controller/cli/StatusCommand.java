package io.spikewatt.controller.cli;

import io.spikewatt.config.cli.CliOptions;
import io.spikewatt.config.cli.CliOptions.UsageException;
import io.spikewatt.config.cli.ExitCode;
import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.controller.commandline.ConfiguredCommand;
import io.spikewatt.controller.json.JsonTree;
import io.spikewatt.controller.local.LocalClient;
import io.spikewatt.controller.local.SiteLock;
import io.spikewatt.controller.status.SiteStatus.Health;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code spikewatt status}: how the running daemon is. */
final class StatusCommand extends ConfiguredCommand {

  private static final String JSON = "--json";
  private static final String HEALTHY = "--healthy";

  static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Map<String, String> environment;
  private final Duration patience;

  /**
   * @param environment variables of the process
   * @param patience longest wait for the daemon's answer
   */
  StatusCommand(
      Map<String, String> environment, Duration patience, PrintStream out, PrintStream err) {
    super("status", Set.of(), Set.of(JSON, HEALTHY), out, err);
    this.environment = environment;
    this.patience = patience;
  }

  @Override
  protected ExitCode run(LoadedSite.Ok config, CliOptions options, Path file)
      throws UsageException {
    if (options.has(JSON) && options.has(HEALTHY)) {
      throw new UsageException(JSON + " and " + HEALTHY + " exclude each other");
    }
    try {
      List<Path> sockets = SiteLock.sockets(config.site(), environment);
      String document = LocalClient.ask(sockets, "status", patience);
      Answer answer = Answer.of(document);
      return options.has(HEALTHY) ? healthy(answer) : whole(answer, document, options.has(JSON));
    } catch (IOException e) {
      if (options.has(JSON)) {
        String why = String.valueOf(e.getMessage());
        json(out, writer -> writer.put("health", "not-running").put("error", why));
      } else {
        err.println("site " + config.site().name() + ": no daemon answers: " + e.getMessage());
      }
      return ExitCode.UNREACHABLE;
    }
  }

  private ExitCode healthy(Answer answer) {
    boolean controlling = !answer.health.equals(Health.NOT_CONTROLLING.wireName());
    out.println(controlling ? "controlling" : "not controlling");
    return controlling ? ExitCode.OK : ExitCode.WARNINGS;
  }

  private ExitCode whole(Answer answer, String document, boolean asJson) {
    if (asJson) {
      out.println(document);
    } else {
      answer.lines.forEach(out::println);
    }
    return answer.health.equals(Health.WELL.wireName()) ? ExitCode.OK : ExitCode.WARNINGS;
  }

  /**
   * What this command understands of the daemon's answer.
   *
   * @param health as {@link Health#wireName}
   * @param lines for people
   */
  private record Answer(String health, List<String> lines) {

    static Answer of(String document) throws IOException {
      JsonTree tree = JsonTree.of(document);
      Optional<JsonTree> health = tree.find("health");
      if (health.isEmpty()) {
        throw new IOException(
            tree.find("error").map(JsonTree::text).orElse("expected a status, found " + document));
      }
      List<JsonTree> lines = tree.find("lines").map(JsonTree::items).orElse(List.of());
      return new Answer(health.get().text(), lines.stream().map(JsonTree::text).toList());
    }
  }
}
