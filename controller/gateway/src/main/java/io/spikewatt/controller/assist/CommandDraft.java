package io.spikewatt.controller.assist;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.spikewatt.config.assistant.AssistantClient;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.asset.ChargingMode;
import io.spikewatt.controller.asset.ChargingRequest;
import io.spikewatt.controller.command.CommandShape;
import io.spikewatt.controller.command.CommandSpec;
import io.spikewatt.controller.command.SiteCommands;
import io.spikewatt.controller.json.JsonWriter;
import io.spikewatt.controller.mode.RequestedMode;
import io.spikewatt.controller.page.SiteReading;
import io.spikewatt.controller.plan.Supposition;
import io.spikewatt.controller.plan.Supposition.CarWish;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A command as a client wants it proposed.
 *
 * @param spec entry of the catalogue
 * @param value as JSON writes it: a number or a text
 * @param validForS how long it is to hold, s
 */
record CommandDraft(CommandSpec<?> spec, String value, long validForS) {

  /** Names of a site's commands that may be proposed at all. */
  static Set<String> names(Site site) {
    return SiteCommands.of(site).all().stream()
        .filter(spec -> AssistantClient.PROPOSABLE.contains(spec.word()))
        .map(CommandSpec::name)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Empty if the site has no such command, or one that cannot be proposed. */
  static Optional<CommandDraft> of(Site site, String command, String value, long validForS) {
    return SiteCommands.of(site).all().stream()
        .filter(spec -> AssistantClient.PROPOSABLE.contains(spec.word()))
        .filter(spec -> spec.name().equals(command))
        .<CommandDraft>map(spec -> new CommandDraft(spec, value, validForS))
        .findFirst();
  }

  /** A command's payload. */
  static byte[] payload(String id, Instant issuedAt, long validForS, String value) {
    return JsonWriter.object(
        body ->
            body.put("id", id)
                .put("issuedAt", issuedAt)
                .put("validForS", validForS)
                .document("value", value));
  }

  byte[] payload(String id, Instant issuedAt) {
    return payload(id, issuedAt, validForS, value);
  }

  /** What a proposal hashes. */
  byte[] arguments() {
    return "{\"value\":%s}".formatted(value).getBytes(UTF_8);
  }

  OptionalDouble number() {
    return value.startsWith("\"")
        ? OptionalDouble.empty()
        : OptionalDouble.of(Double.parseDouble(value));
  }

  /** A text without its quotes; a number as it is written. */
  String word() {
    return value.startsWith("\"") ? value.substring(1, value.length() - 1) : value;
  }

  /**
   * Why it must not even be proposed; empty = it may. The site would take the strictest limit of
   * all senders anyway; a looser proposal only misleads.
   */
  Optional<String> refusal(SiteReading reading) {
    if (spec.word().equals("mode") && word().equals(JsonWriter.word(RequestedMode.ISLAND))) {
      return Optional.of("a proposal cannot separate the site from the grid");
    }
    if (!(spec.shape() instanceof CommandShape.Limit limit) || number().isEmpty()) {
      return Optional.empty();
    }
    double configuredW = limit.range().most();
    double inForceW =
        reading
            .report()
            .map(report -> limit.inForce().applyAsDouble(report.limits()))
            .orElse(configuredW);
    return number().getAsDouble() <= inForceW
        ? Optional.empty()
        : Optional.of(
            "a proposal cannot raise a limit: in force are %s, configured are %s"
                .formatted(FigureWords.watts(inForceW), FigureWords.watts(configuredW)));
  }

  /** The site as the planner is to suppose it; empty = the plan does not follow this command. */
  Optional<Supposition> supposition(SiteReading reading) {
    return switch (spec.word()) {
      case "limit-import" -> Optional.of(supposed(number(), OptionalDouble.empty()));
      case "limit-export" -> Optional.of(supposed(OptionalDouble.empty(), number()));
      case "reserve-soc" -> Optional.of(supposed(number()));
      case "objective" -> objective();
      case "charging-mode" -> mode(word()).map(mode -> supposed(CarWish.in(spec.device(), mode)));
      case "charge-now" ->
          mode(word().equals("on") ? "now" : "planned")
              .map(mode -> supposed(CarWish.in(spec.device(), mode)));
      case "ev" -> trip(reading);
      default -> Optional.empty();
    };
  }

  private Optional<Supposition> objective() {
    return Arrays.stream(Site.Objective.values())
        .filter(one -> JsonWriter.word(one).equals(word()))
        .map(
            one ->
                new Supposition(
                    Optional.empty(),
                    OptionalDouble.empty(),
                    OptionalDouble.empty(),
                    OptionalDouble.empty(),
                    Optional.of(one),
                    Optional.empty()))
        .findFirst();
  }

  private static Optional<ChargingMode> mode(String word) {
    return Arrays.stream(ChargingMode.values())
        .filter(one -> JsonWriter.word(one).equals(word))
        .findFirst();
  }

  private Optional<Supposition> trip(SiteReading reading) {
    if (spec.name().endsWith("/departure")) {
      return departure(word())
          .map(at -> supposed(new CarWish(spec.device(), OptionalDouble.empty(), Optional.of(at))));
    }
    Optional<ChargingRequest> car =
        reading.report().stream()
            .flatMap(report -> report.state().assets().find(spec.device()).stream())
            .flatMap(asset -> asset.charging(reading.now().instant()).stream())
            .findFirst();
    return number().isEmpty() || car.isEmpty()
        ? Optional.empty()
        : Optional.of(
            supposed(
                new CarWish(
                    spec.device(),
                    OptionalDouble.of(car.get().socPctAfter(number().getAsDouble())),
                    Optional.empty())));
  }

  private static Optional<Instant> departure(String text) {
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Supposition supposed(OptionalDouble importW, OptionalDouble exportW) {
    return new Supposition(
        Optional.empty(),
        importW,
        exportW,
        OptionalDouble.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static Supposition supposed(OptionalDouble reservePct) {
    return new Supposition(
        Optional.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        reservePct,
        Optional.empty(),
        Optional.empty());
  }

  private static Supposition supposed(CarWish wish) {
    return new Supposition(
        Optional.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        Optional.empty(),
        Optional.of(wish));
  }
}
