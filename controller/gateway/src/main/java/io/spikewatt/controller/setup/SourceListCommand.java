package io.spikewatt.controller.setup;

import io.spikewatt.config.cli.CliOptions;
import io.spikewatt.config.cli.ExitCode;
import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.config.load.SourceLoader;
import io.spikewatt.config.site.Site;
import io.spikewatt.config.site.SiteSource;
import io.spikewatt.config.source.SourceDescription;
import io.spikewatt.config.words.Phrase;
import io.spikewatt.controller.commandline.ConfiguredCommand;
import io.spikewatt.controller.json.JsonTree;
import io.spikewatt.controller.json.JsonWriter;
import io.spikewatt.controller.local.LocalClient;
import io.spikewatt.controller.local.SiteLock;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code spikewatt sources list}: the site's sources with their state, and the shipped ones. */
public final class SourceListCommand extends ConfiguredCommand {

  private static final String JSON = "--json";
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("EEE HH:mm", Locale.ENGLISH);

  private final Map<String, String> environment;

  /**
   * @param environment variables of the process
   */
  public SourceListCommand(Map<String, String> environment, PrintStream out, PrintStream err) {
    super("sources list", Set.of(), Set.of(JSON), out, err);
    this.environment = environment;
  }

  @Override
  protected ExitCode run(LoadedSite.Ok config, CliOptions options, Path file) {
    Site site = config.site();
    List<JsonTree> running = running(site);
    if (options.has(JSON)) {
      json(
          out,
          writer ->
              writer
                  .each("sources", site.sources(), (item, one) -> source(item, one, running))
                  .each("shipped", shipped(), SourceListCommand::description));
    } else {
      site.sources().forEach(source -> line(site, source, running));
      if (site.sources().isEmpty()) {
        out.println("no source is configured");
      }
      out.println();
      printShipped(file.toString());
    }
    return ExitCode.OK;
  }

  /** The shipped descriptions alone, for a person who has no site yet. */
  @Override
  protected Optional<ExitCode> runWithoutSite(CliOptions options) {
    if (options.has(JSON)) {
      json(out, writer -> writer.each("shipped", shipped(), SourceListCommand::description));
    } else {
      printShipped("a site file");
    }
    return Optional.of(ExitCode.OK);
  }

  private static List<SourceDescription> shipped() {
    return SourceLoader.shippedIds().stream().map(SourceLoader::shipped).toList();
  }

  private void printShipped(String file) {
    out.println("shipped, for the section sources of " + file + ":");
    shipped()
        .forEach(
            one ->
                out.printf(
                    "  %-26s %-15s %s%n", one.id(), Phrase.word(one.gives()), one.about().title()));
  }

  /** State of the sources in the daemon; empty without one. */
  private List<JsonTree> running(Site site) {
    if (site.sources().isEmpty()) {
      return List.of();
    }
    try {
      String status = LocalClient.ask(SiteLock.sockets(site, environment), "status", PATIENCE);
      return JsonTree.of(status).find("sources").map(JsonTree::items).orElse(List.of());
    } catch (IOException e) {
      err.println("no daemon answers, so the state of the sources is not known: " + e.getMessage());
      return List.of();
    }
  }

  private static Optional<JsonTree> state(SiteSource source, List<JsonTree> running) {
    return running.stream().filter(one -> one.text("name").equals(source.name())).findFirst();
  }

  private void line(Site site, SiteSource source, List<JsonTree> running) {
    Optional<JsonTree> state = state(source, running);
    String age =
        state
            .flatMap(one -> one.find("ageS"))
            .map(seconds -> "answered %d min ago".formatted(Long.parseLong(seconds.text()) / 60))
            .orElse(state.isPresent() ? "no answer yet" : "");
    String until =
        state
            .flatMap(one -> one.find("until"))
            .map(end -> ", until " + TIME.format(Instant.parse(end.text()).atZone(site.zone())))
            .orElse("");
    String problem =
        state.flatMap(one -> one.find("problem")).map(why -> ", fails: " + why.text()).orElse("");
    out.printf(
        "%-20s %-15s %s%s%s%n",
        source.name(), Phrase.word(source.description().gives()), age, until, problem);
  }

  private static void source(JsonWriter item, SiteSource source, List<JsonTree> running) {
    item.put("name", source.name())
        .put("source", source.description().id())
        .put("gives", Phrase.word(source.description().gives()));
    state(source, running)
        .ifPresent(
            state ->
                List.of("ageS", "until", "problem")
                    .forEach(
                        field ->
                            state.find(field).ifPresent(value -> item.put(field, value.text()))));
  }

  private static void description(JsonWriter item, SourceDescription one) {
    item.put("id", one.id())
        .put("title", one.about().title())
        .put("gives", Phrase.word(one.gives()))
        .put("licence", one.about().licence());
  }
}
