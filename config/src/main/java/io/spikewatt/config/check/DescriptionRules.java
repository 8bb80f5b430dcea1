package io.spikewatt.config.check;

import io.spikewatt.config.source.AnswerShape;
import io.spikewatt.config.source.RequestPlaceholder;
import io.spikewatt.config.source.RequestTemplate;
import io.spikewatt.config.source.SlotFields;
import io.spikewatt.config.source.SourceDescription;
import io.spikewatt.config.source.SourceQuantity;
import io.spikewatt.config.source.SourceSetting;
import io.spikewatt.config.source.SourceUnit;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All rules across the keys of the description of a source. */
public final class DescriptionRules {

  private static final List<Function<SourceDescription, Stream<Finding>>> ALL =
      List.of(
          DescriptionRules::unitOfQuantity,
          DescriptionRules::requestUnlessTopic,
          DescriptionRules::encrypted,
          DescriptionRules::settingOnce,
          DescriptionRules::placeholdersKnown,
          DescriptionRules::settingsUsed,
          DescriptionRules::daysOrPeriod,
          DescriptionRules::periodsOfDay,
          DescriptionRules::endsOfLocalTimes,
          DescriptionRules::pricesOfAuction,
          WeatherRules::findings);

  private DescriptionRules() {}

  /** Everything that does not hold. */
  public static List<Finding> findings(SourceDescription source) {
    return ALL.stream().flatMap(rule -> rule.apply(source)).toList();
  }

  private static Stream<Finding> unitOfQuantity(SourceDescription source) {
    return unit("unit", source.gives(), source.unit());
  }

  /** The unit fits what a source gives. */
  static Stream<Finding> unit(String path, SourceQuantity gives, SourceUnit unit) {
    boolean none = unit.equals(SourceUnit.NONE);
    boolean fits =
        switch (gives) {
          case EXCHANGE_PRICE, IMPORT_PRICE, EXPORT_PRICE -> unit.isPrice();
          case EMISSIONS -> !unit.isPrice() && !none;
          case WEATHER -> none;
        };
    String expected =
        switch (gives) {
          case EXCHANGE_PRICE, IMPORT_PRICE, EXPORT_PRICE -> "a unit of a price";
          case EMISSIONS -> "a unit of emissions";
          case WEATHER -> "none, since each quantity of weather has its own";
        };
    return Finding.when(!fits, path, expected, none ? "nothing" : unit.text());
  }

  private static Stream<Finding> requestUnlessTopic(SourceDescription source) {
    boolean topic = source.shape() instanceof AnswerShape.Topic;
    return Stream.concat(
        Finding.when(
            topic && source.request().isPresent(), "request", "none, for a topic", "a request"),
        Finding.when(
            !topic && source.request().isEmpty(), "request", "a mapping with host", "nothing"));
  }

  /** Only Home Assistant is usually reached without encryption. */
  private static Stream<Finding> encrypted(SourceDescription source) {
    boolean local = source.shape() instanceof AnswerShape.HomeAssistant;
    return source.request().map(RequestTemplate::host).stream()
        .flatMap(
            host ->
                Finding.when(
                    !local && !HostPort.isEncrypted(host), "request.host", "https://", host));
  }

  private static Stream<Finding> settingOnce(SourceDescription source) {
    Set<String> seen = new HashSet<>();
    List<SourceSetting> settings = source.settings();
    return Stream.iterate(0, i -> i < settings.size(), i -> i + 1)
        .flatMap(
            i -> {
              String name = settings.get(i).name();
              String path = "settings[" + i + "].name";
              return Stream.concat(
                  Finding.when(!seen.add(name), path, "each name once", name),
                  Finding.when(
                      RequestPlaceholder.of(name).isPresent(),
                      path,
                      "a name that is no placeholder of times",
                      name));
            });
  }

  private static Stream<Finding> placeholdersKnown(SourceDescription source) {
    Set<String> settings =
        source.settings().stream().map(SourceSetting::name).collect(Collectors.toSet());
    return templates(source).entrySet().stream()
        .flatMap(
            template ->
                placeholders(source, template.getKey(), template.getValue())
                    .filter(name -> !settings.contains(name))
                    .filter(name -> RequestPlaceholder.of(name).isEmpty())
                    .map(
                        name ->
                            new Finding(
                                template.getKey(),
                                "placeholders of times and of settings",
                                "{" + name + "}, which is neither")));
  }

  private static Stream<Finding> settingsUsed(SourceDescription source) {
    Set<String> used =
        templates(source).entrySet().stream()
            .flatMap(template -> placeholders(source, template.getKey(), template.getValue()))
            .collect(Collectors.toSet());
    List<SourceSetting> settings = source.settings();
    return Stream.iterate(0, i -> i < settings.size(), i -> i + 1)
        .flatMap(
            i ->
                Finding.when(
                    !used.contains(settings.get(i).name()),
                    "settings[" + i + "].name",
                    "a setting that the request uses",
                    settings.get(i).name()));
  }

  /** Texts with placeholders, by their place in the file. */
  private static Map<String, String> templates(SourceDescription source) {
    Map<String, String> templates = new LinkedHashMap<>();
    Optional<RequestTemplate> request = source.request();
    request.ifPresent(
        template -> {
          templates.put("request.path", template.path());
          template.query().forEach((name, value) -> templates.put("request.query." + name, value));
        });
    if (source.shape() instanceof AnswerShape.Graphql graphql) {
      templates.put("graphql.query", graphql.query());
    }
    return templates;
  }

  /** Braces of GraphQL are no placeholders unless a setting or time has the name between them. */
  private static Stream<String> placeholders(
      SourceDescription source, String path, String template) {
    Stream<String> names = RequestPlaceholder.names(template).stream();
    return path.startsWith("graphql")
        ? names.filter(
            name ->
                RequestPlaceholder.of(name).isPresent()
                    || source.settings().stream().anyMatch(s -> s.name().equals(name)))
        : names;
  }

  /** A request is for one local day or for a period, not for both. */
  private static Stream<Finding> daysOrPeriod(SourceDescription source) {
    Set<String> days = new TreeSet<>();
    Set<String> periods = new TreeSet<>();
    templates(source).values().stream()
        .flatMap(template -> RequestPlaceholder.names(template).stream())
        .flatMap(name -> RequestPlaceholder.of(name).stream())
        .forEach(one -> (one.isDay() ? days : periods).add(one.word()));
    boolean both = !days.isEmpty() && !periods.isEmpty();
    return Stream.concat(
        Finding.when(
            both,
            "request",
            "placeholders of a day or of a period",
            String.join(", ", days) + " and " + String.join(", ", periods)),
        Finding.when(
            !both && !days.isEmpty() && source.gives() == SourceQuantity.WEATHER,
            "request",
            "placeholders of a period, for weather",
            String.join(", ", days)));
  }

  /** A counter of periods tells quarter hours from hours by their number. */
  private static Stream<Finding> periodsOfDay(SourceDescription source) {
    return Finding.when(
        source.shape() instanceof AnswerShape.Periods
            && source.schedule().slots().contains(Duration.ofMinutes(30)),
        "slot-minutes",
        "15 and 60, for periods of a day",
        "30");
  }

  /** The local end of a slot may be two instants, so that the slot's length would be unknown. */
  private static Stream<Finding> endsOfLocalTimes(SourceDescription source) {
    return fields(source.shape()).filter(f -> f.time().isLocal()).flatMap(SlotFields::end).stream()
        .map(end -> new Finding("time", "epoch-ms, epoch-s or iso, because of end", end));
  }

  /** Fields of a slot; empty for a shape that has them at fixed places. */
  static Optional<SlotFields> fields(AnswerShape shape) {
    return switch (shape) {
      case AnswerShape.Rows rows -> Optional.of(rows.places().fields());
      case AnswerShape.Columns columns -> Optional.of(columns.fields());
      case AnswerShape.Graphql graphql -> Optional.of(graphql.places().fields());
      case AnswerShape.Csv csv -> Optional.of(csv.fields());
      case AnswerShape.HomeAssistant entity -> Optional.of(entity.places().fields());
      case AnswerShape.Topic topic -> Optional.of(topic.places().fields());
      case AnswerShape.Iec62325 _,
          AnswerShape.Periods _,
          AnswerShape.Keyed _,
          AnswerShape.Mosmix _ ->
          Optional.empty();
    };
  }

  private static Stream<Finding> pricesOfAuction(SourceDescription source) {
    return Finding.when(
        source.shape() instanceof AnswerShape.Iec62325 && !source.unit().isPrice(),
        "gives",
        "a price, for iec62325",
        source.unit().text());
  }
}
