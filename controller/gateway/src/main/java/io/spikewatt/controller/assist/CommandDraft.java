package io.spikewatt.controller.assist;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.spikewatt.config.assistant.AssistantClient;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.asset.ChargingMode;
import io.spikewatt.controller.asset.ChargingRequest;
import io.spikewatt.controller.command.CommandShape;
import io.spikewatt.controller.command.CommandSpec;
import io.spikewatt.controller.command.SiteCommand;
import io.spikewatt.controller.command.SiteCommands;
import io.spikewatt.controller.json.JsonWriter;
import io.spikewatt.controller.mode.RequestedMode;
import io.spikewatt.controller.plan.Supposition;
import io.spikewatt.controller.plan.Supposition.CarWish;
import io.spikewatt.controller.protocol.CommandMessage.Malformed;
import io.spikewatt.controller.view.SiteReading;
import java.time.Instant;
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

  private static final Optional<SiteCommand> ISLAND =
      Optional.of(new SiteCommand.SetMode(RequestedMode.ISLAND));

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

  /** Arguments as a proposal's hash covers them. */
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
    if (command(reading.now().instant()).equals(ISLAND)) {
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

  /** The command as the site reads it; empty = the site refuses its value. */
  private Optional<SiteCommand> command(Instant now) {
    try {
      Object read = number().isPresent() ? (Object) number().getAsDouble() : word();
      return Optional.of(spec.read(read, now));
    } catch (Malformed refused) {
      return Optional.empty();
    }
  }

  /** The site as the planner is to suppose it; empty = the plan does not follow this command. */
  Optional<Supposition> supposition(SiteReading reading) {
    return command(reading.now().instant()).flatMap(command -> supposed(command, reading));
  }

  private static Optional<Supposition> supposed(SiteCommand command, SiteReading reading) {
    Supposition now = Supposition.NONE;
    OptionalDouble same = OptionalDouble.empty();
    return switch (command) {
      case SiteCommand.LimitImport limit ->
          Optional.of(now.withLimits(OptionalDouble.of(limit.watts()), same));
      case SiteCommand.LimitExport limit ->
          Optional.of(now.withLimits(same, OptionalDouble.of(limit.watts())));
      case SiteCommand.ReserveSoc reserve -> Optional.of(now.withReserve(reserve.percent()));
      case SiteCommand.SetObjective set -> Optional.of(now.withObjective(set.objective()));
      case SiteCommand.SetChargingMode set ->
          Optional.of(now.withCar(CarWish.in(set.device(), set.mode())));
      case SiteCommand.ChargeNow charge ->
          Optional.of(now.withCar(CarWish.in(charge.device(), mode(charge.state()))));
      case SiteCommand.EvTrip trip -> wish(trip, reading).map(now::withCar);
      case SiteCommand.SetMode _, SiteCommand.DeviceSetpoint _, SiteCommand.ComputeBudget _ ->
          Optional.empty();
      case SiteCommand.OneOff _ -> Optional.empty();
    };
  }

  private static ChargingMode mode(SiteCommand.ChargeNow.State state) {
    return state == SiteCommand.ChargeNow.State.ON ? ChargingMode.NOW : ChargingMode.PLANNED;
  }

  /** Empty if the car's state of charge after the energy cannot be told. */
  private static Optional<CarWish> wish(SiteCommand.EvTrip trip, SiteReading reading) {
    Optional<ChargingRequest> car =
        reading.report().stream()
            .flatMap(report -> report.state().assets().find(trip.device()).stream())
            .flatMap(asset -> asset.charging(reading.now().instant()).stream())
            .findFirst();
    return trip.energyWh().isPresent() && car.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new CarWish(
                trip.device(),
                trip.energyWh().stream().map(wh -> car.orElseThrow().socPctAfter(wh)).findFirst(),
                trip.departure()));
  }
}
