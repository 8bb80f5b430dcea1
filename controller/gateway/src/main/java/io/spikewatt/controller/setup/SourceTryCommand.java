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
import io.spikewatt.config.source.WeatherQuantity;
import io.spikewatt.config.words.Phrase;
import io.spikewatt.controller.commandline.ConfiguredCommand;
import io.spikewatt.controller.json.JsonWriter;
import io.spikewatt.controller.planning.SourceCycle;
import io.spikewatt.controller.source.SiteSources;
import io.spikewatt.controller.source.SourceReading;
import io.spikewatt.controller.source.SourceSlot;
import io.spikewatt.controller.source.SourceTrial;
import io.spikewatt.hal.time.Clock;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
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
          json(out, writer -> document(writer, site, source, Optional.of(usable.known())));
        } else {
          switch (usable.known()) {
            case SourceReading.Slots one -> lines(site, source, one.slots());
            case SourceReading.Weather weather -> weather(site, source, weather);
          }
        }
        yield ExitCode.OK;
      }
      case SourceTrial.Nothing nothing -> {
        err.printf("%s has nothing yet: %s%n", source.name(), nothing.why());
        if (asJson) {
          json(out, writer -> document(writer, site, source, Optional.empty()));
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
      case EXPORT_PRICE, EMISSIONS, WEATHER -> Optional.empty();
    };
  }

  private static List<Map.Entry<WeatherQuantity, List<SourceSlot>>> quantities(
      SourceReading.Known known) {
    return known instanceof SourceReading.Weather weather
        ? List.copyOf(weather.quantities().entrySet())
        : List.of();
  }

  private static void slot(JsonWriter item, SourceSlot slot) {
    item.put("start", slot.start()).put("end", slot.end()).exact("value", slot.value());
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

  /** One line a slot, one column a quantity; a dash where the service predicts nothing. */
  private void weather(Site site, SiteSource source, SourceReading.Weather weather) {
    Set<WeatherQuantity> quantities = weather.quantities().keySet();
    out.printf(
        "%s: %s in %s%n",
        source.name(),
        quantities.stream().map(Phrase::word).collect(Collectors.joining(", ")),
        quantities.stream().map(WeatherQuantity::unit).collect(Collectors.joining(", ")));
    SortedMap<Instant, Map<WeatherQuantity, Double>> bySlot = new TreeMap<>();
    weather
        .quantities()
        .forEach(
            (quantity, slots) ->
                slots.forEach(
                    slot ->
                        bySlot
                            .computeIfAbsent(
                                slot.start(), _ -> new EnumMap<>(WeatherQuantity.class))
                            .put(quantity, slot.value())));
    bySlot.forEach(
        (start, values) ->
            out.println(
                TIME.format(start.atZone(site.zone()))
                    + quantities.stream()
                        .map(
                            quantity ->
                                values.containsKey(quantity)
                                    ? String.format(Locale.ROOT, "%10.2f", values.get(quantity))
                                    : "%10s".formatted("-"))
                        .collect(Collectors.joining())));
  }

  private static void document(
      JsonWriter writer, Site site, SiteSource source, Optional<SourceReading.Known> known) {
    writer.put("source", source.name()).put("gives", Phrase.word(source.description().gives()));
    if (source.isWeather()) {
      writer.each(
          "weather",
          known.map(SourceTryCommand::quantities).orElse(List.of()),
          (item, quantity) ->
              item.put("quantity", Phrase.word(quantity.getKey()))
                  .put("unit", quantity.getKey().unit())
                  .each("slots", quantity.getValue(), SourceTryCommand::slot));
      return;
    }
    List<SourceSlot> slots =
        known.orElse(null) instanceof SourceReading.Slots one ? one.slots() : List.of();
    writer
        .put("unit", unit(site, source))
        .each(
            "slots",
            slots,
            (item, slot) -> {
              slot(item, slot);
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
