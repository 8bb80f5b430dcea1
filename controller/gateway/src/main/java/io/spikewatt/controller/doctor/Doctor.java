package io.spikewatt.controller.doctor;

import io.spikewatt.config.load.AgentLoader;
import io.spikewatt.config.load.LoadedAgent;
import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.config.load.Problem;
import io.spikewatt.config.load.RedactedSite;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.json.JsonTree;
import io.spikewatt.controller.status.SiteStatus;
import io.spikewatt.hal.time.Clock;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Collects the report for a supporter. Works without a daemon and with a site file that has
 * problems; changes nothing.
 *
 * @param clock of this machine
 */
public record Doctor(Path root, ProgramRunner programs, Clock clock) {

  /** Its configuration, below the root. */
  private static final String COMPUTE_AGENT = "etc/spikewatt-compute/agent.yaml";

  private static final int CONNECT_MS = 2000;
  private static final int MOST_ON_SCREEN = 5;

  /** Longest token or password, bytes. */
  private static final int LONGEST_SECRET = 4096;

  /**
   * A daemon's answer.
   *
   * @param document its status; empty without an answer
   * @param problem reason of a missing document; empty with one
   */
  public record Daemon(Optional<String> document, String problem) {}

  /**
   * The report, without secrets.
   *
   * @param facts for a screen
   * @param appendix for a file: status, log and site file
   */
  public record Report(List<SupportFact> facts, List<String> appendix) {

    /** True if a fact needs attention. */
    public boolean hasProblem() {
      return facts.stream().anyMatch(SupportFact::isProblem);
    }
  }

  /**
   * @param file the site's, which may be missing
   * @param state directory of the site's state
   */
  public Report report(Path file, LoadedSite loaded, Path state, Daemon daemon) {
    HostMachine machine = new HostMachine(root, programs);
    StateDirectory directory = new StateDirectory(state, machine);
    RedactedSite site = siteFile(file);
    SecretRedaction redaction = SecretRedaction.of(secrets(site.hidden(), loaded, state));
    Optional<List<String>> log =
        machine.log().map(lines -> lines.stream().map(redaction::ofLogged).toList());

    List<SupportFact> facts = new ArrayList<>();
    facts.add(machine.version(SiteStatus.archive()));
    facts.add(machine.service());
    facts.add(directory.lock());
    facts.add(machine.clock(clock.now()));
    facts.add(machine.space(state));
    facts.add(machine.wear());
    facts.addAll(directory.facts(clock.now().instant()));
    facts.addAll(configuration(file, loaded));
    facts.addAll(computeAgent(machine));
    facts.addAll(answered(daemon));
    if (loaded instanceof LoadedSite.Ok ok) {
      ok.site().mqtt().map(Site.Mqtt::broker).map(this::reached).ifPresent(facts::add);
    }
    facts.addAll(errors(log));
    List<SupportFact> safe =
        facts.stream()
            .map(fact -> new SupportFact(fact.topic(), redaction.of(fact.text()), fact.isProblem()))
            .toList();

    List<String> appendix = new ArrayList<>();
    appendix.add("");
    appendix.add("--- status of the daemon ---");
    appendix.add(daemon.document().map(redaction::of).orElse("no answer"));
    appendix.add("");
    appendix.add("--- warnings and errors of the log ---");
    appendix.addAll(log.orElse(List.of("not readable")));
    appendix.add("");
    appendix.add("--- site file ---");
    appendix.addAll(site.text().lines().toList());
    return new Report(safe, appendix);
  }

  private static RedactedSite siteFile(Path file) {
    try {
      return RedactedSite.of(Files.readString(file));
    } catch (IOException e) {
      return new RedactedSite("(not readable)", Set.of());
    }
  }

  /** Hidden values of the site file, and the contents of tokens and passwords. */
  private static List<String> secrets(Set<String> hidden, LoadedSite loaded, Path state) {
    List<String> secrets = new ArrayList<>(hidden);
    List<Path> files = new ArrayList<>();
    files.add(state.resolve("page-token"));
    if (loaded instanceof LoadedSite.Ok ok) {
      files.addAll(ok.files());
    }
    for (Path file : files) {
      try {
        if (Files.isRegularFile(file) && Files.size(file) <= LONGEST_SECRET) {
          Files.readAllLines(file).stream()
              .map(String::strip)
              .filter(line -> line.length() >= 4)
              .forEach(secrets::add);
        }
      } catch (IOException | RuntimeException e) {
        // A secret that is not readable cannot be in the report.
      }
    }
    return secrets;
  }

  /** Places and expectations alone: the found values may be secret. */
  private static List<SupportFact> configuration(Path file, LoadedSite loaded) {
    return switch (loaded) {
      case LoadedSite.Ok ok -> {
        List<SupportFact> facts = new ArrayList<>();
        facts.add(
            SupportFact.well(
                "config",
                "%s: ok, %d devices, hash %s"
                    .formatted(file, ok.site().devices().size(), ok.configHash())));
        ok.warnings().forEach(warning -> facts.add(SupportFact.problem("config", place(warning))));
        yield facts;
      }
      case LoadedSite.Failed failed ->
          failed.problems().stream()
              .map(problem -> SupportFact.problem("config", place(problem)))
              .toList();
    };
  }

  /** Of the agent whose package has its file on this box; nothing without one. */
  private List<SupportFact> computeAgent(HostMachine machine) {
    Path file = root.resolve(COMPUTE_AGENT);
    if (!Files.exists(file)) {
      return List.of();
    }
    List<SupportFact> facts = new ArrayList<>(List.of(machine.computeAgent()));
    switch (AgentLoader.load(file)) {
      case LoadedAgent.Ok ok -> {
        int means = ok.config().means().size();
        facts.add(SupportFact.well("agent", "%s: ok, %d means".formatted(file, means)));
      }
      case LoadedAgent.Failed failed ->
          failed.problems().forEach(found -> facts.add(SupportFact.problem("agent", place(found))));
    }
    return facts;
  }

  private static String place(Problem problem) {
    return "%s:%d:%d: expected %s"
        .formatted(problem.file(), problem.line(), problem.column(), problem.expected());
  }

  private static List<SupportFact> answered(Daemon daemon) {
    if (daemon.document().isEmpty()) {
      return List.of(SupportFact.problem("daemon", "no answer: " + daemon.problem()));
    }
    try {
      return new DaemonFacts(JsonTree.of(daemon.document().get())).facts();
    } catch (IOException | RuntimeException e) {
      return List.of(SupportFact.problem("daemon", "answers something else than a status"));
    }
  }

  private SupportFact reached(String broker) {
    URI address = URI.create(broker);
    String place = address.getHost() + ":" + address.getPort();
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address.getHost(), address.getPort()), CONNECT_MS);
      return SupportFact.well("broker", place + " takes connections");
    } catch (IOException | IllegalArgumentException e) {
      return SupportFact.problem("broker", place + " takes no connection: " + e.getMessage());
    }
  }

  private static List<SupportFact> errors(Optional<List<String>> log) {
    if (log.isEmpty()) {
      return List.of(SupportFact.well("log", "not readable here: journalctl -u spikewatt as root"));
    }
    List<String> errors = log.get().stream().filter(line -> line.contains(" ERROR ")).toList();
    return errors.isEmpty()
        ? List.of(SupportFact.well("log", "no error among the last 2000 lines"))
        : errors.subList(Math.max(0, errors.size() - MOST_ON_SCREEN), errors.size()).stream()
            .map(line -> SupportFact.problem("log", line))
            .toList();
  }
}
