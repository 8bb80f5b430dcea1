package io.spikewatt.controller.setup;

import io.spikewatt.config.cli.CliOptions;
import io.spikewatt.config.cli.CliOptions.UsageException;
import io.spikewatt.config.cli.ExitCode;
import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.config.site.PriceBasis;
import io.spikewatt.config.site.PriceParts;
import io.spikewatt.config.site.Site;
import io.spikewatt.config.site.SiteSource;
import io.spikewatt.config.source.AnswerShape;
import io.spikewatt.config.words.Phrase;
import io.spikewatt.controller.commandline.ConfiguredCommand;
import io.spikewatt.controller.json.JsonWriter;
import io.spikewatt.controller.planning.SourceCycle;
import io.spikewatt.controller.source.SiteSources;
import io.spikewatt.controller.source.SourceSlot;
import io.spikewatt.controller.source.SourceTrial;
import io.spikewatt.hal.time.Clock;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** {@code spikewatt sources try}: asks one source once and shows what it gives. */
public final class SourceTryCommand extends ConfiguredCommand {

  private static final String AT = "--at";
  private static final String JSON = "--json";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("EEE d MMM HH:mm", Locale.ENGLISH);
  private static final DateTimeFormatter END = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);

  private final Clock clock;

  public SourceTryCommand(Clock clock, PrintStream out, PrintStream err) {
    super("sources try", Optional.of("NAME"), Set.of(AT), Set.of(JSON), out, err);
    this.clock = clock;
  }

  @Override
  protected ExitCode run(LoadedSite.Ok config, CliOptions options, Path file)
      throws UsageException {
    String name = options.required("NAME");
    Instant at = at(options);
    Site site = config.site();
    Optional<SiteSource> source =
        site.sources().stream().filter(one -> one.name().equals(name)).findFirst();
    if (source.isEmpty()) {
      err.printf(
          "%s: expected a source of the section sources%s, found %s%n", file, names(site), name);
      return ExitCode.USAGE;
    }
    if (source.get().description().shape() instanceof AnswerShape.Topic) {
      err.printf("%s is a topic of the broker: it is heard, not asked%n", name);
      return ExitCode.USAGE;
    }
    try {
      return print(
          site,
          source.get(),
          SiteSources.attempt(
              source.get(), quantity -> SourceCycle.usualSize(site.tariff(), quantity), at),
          options.has(JSON));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.UNREACHABLE;
    }
  }

  private static String names(Site site) {
    return site.sources().isEmpty()
        ? ", which is empty"
        : site.sources().stream()
            .map(SiteSource::name)
            .collect(Collectors.joining(", ", " (", ")"));
  }

  private Instant at(CliOptions options) throws UsageException {
    String text = options.value(AT).orElse("");
    try {
      return text.isEmpty() ? clock.now().instant() : Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new UsageException(AT + ": expected 2026-10-31T12:00:00Z, found " + text);
    }
  }

  private ExitCode print(Site site, SiteSource source, SourceTrial trial, boolean asJson) {
    return switch (trial) {
      case SourceTrial.Usable usable -> {
        if (asJson) {
          json(out, writer -> document(writer, site, source, usable.slots()));
        } else {
          lines(site, source, usable.slots());
        }
        yield ExitCode.OK;
      }
      case SourceTrial.Nothing nothing -> {
        err.printf("%s has nothing yet: %s%n", source.name(), nothing.why());
        if (asJson) {
          json(out, writer -> document(writer, site, source, List.of()));
        }
        yield ExitCode.OK;
      }
      case SourceTrial.Unusable unusable -> {
        err.printf("%s: its answer cannot be used: %s%n", source.name(), unusable.reason());
        yield ExitCode.BAD_DATA;
      }
      case SourceTrial.Unreachable unreachable -> {
        err.printf("%s: no answer: %s%n", source.name(), unreachable.reason());
        yield ExitCode.UNREACHABLE;
      }
    };
  }

  /** Price of import of a slot on the bill, by its parts; empty for another quantity. */
  private static Optional<PriceParts> bill(Site site, SiteSource source, SourceSlot slot) {
    return switch (source.description().gives()) {
      case EXCHANGE_PRICE ->
          Optional.of(
              site.tariff()
                  .importParts(
                      PriceBasis.EXCHANGE, slot.value(), slot.start().atZone(site.zone())));
      case IMPORT_PRICE ->
          Optional.of(
              site.tariff()
                  .importParts(
                      PriceBasis.SUPPLIER, slot.value(), slot.start().atZone(site.zone())));
      case EXPORT_PRICE, EMISSIONS -> Optional.empty();
    };
  }

  private static String unit(Site site, SiteSource source) {
    return source.unit().isPrice() ? site.tariff().currency() + "/kWh" : "kg/kWh";
  }

  private void lines(Site site, SiteSource source, List<SourceSlot> slots) {
    out.printf(
        "%s: %s, %d slots in %s%n",
        source.name(), Phrase.word(source.description().gives()), slots.size(), unit(site, source));
    for (SourceSlot slot : slots) {
      out.printf(
          Locale.ROOT,
          "%s to %s  %8.4f%s%n",
          TIME.format(slot.start().atZone(site.zone())),
          END.format(slot.end().atZone(site.zone())),
          slot.value(),
          bill(site, source, slot)
              .map(parts -> String.format(Locale.ROOT, "   import %8.4f", parts.perKwh()))
              .orElse(""));
    }
  }

  private static void document(
      JsonWriter writer, Site site, SiteSource source, List<SourceSlot> slots) {
    writer
        .put("source", source.name())
        .put("gives", Phrase.word(source.description().gives()))
        .put("unit", unit(site, source))
        .each(
            "slots",
            slots,
            (item, slot) -> {
              item.put("start", slot.start()).put("end", slot.end()).exact("value", slot.value());
              bill(site, source, slot)
                  .ifPresent(
                      parts -> {
                        item.exact("importPerKwh", parts.perKwh());
                        item.in(
                            "parts",
                            body ->
                                parts
                                    .parts()
                                    .forEach(
                                        part ->
                                            body.exact(
                                                JsonWriter.word(part.kind()), part.perKwh())));
                      });
            });
  }
}
