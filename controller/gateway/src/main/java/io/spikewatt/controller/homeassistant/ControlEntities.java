package io.spikewatt.controller.homeassistant;

import io.spikewatt.config.site.CommandRights;
import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.mode.RequestedMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Entities that give commands, as far as the configuration permits: on the topics of the sender
 * {@value #SENDER} if it may, else on those of anyone. A command holds for a day, for Home
 * Assistant's user does not see it lapse; then the configured value holds again.
 */
record ControlEntities(EntityNames names, CommandRights rights) {

  /** Its own topics in {@code mqtt.senders}. */
  static final String SENDER = "home-assistant";

  private static final Duration HOLDS = Duration.ofDays(1);

  /** Of a command that ends another of its kind, or acts once. */
  private static final Duration ENDS = Duration.ofMinutes(1);

  private static final String COMMANDS = "commands";
  private static final String NUMBER = "{{ value }}";
  private static final String TEXT = "\"{{ value }}\"";

  /** More than a car takes, Wh, where its battery is not configured. */
  private static final double CAR_WH = 100_000;

  /** Those of the whole site. */
  List<Entity> site(Site site) {
    Site.Grid grid = site.grid();
    List<Entity> all = new ArrayList<>();
    select("mode", "Mode", "mode", modes(site), "auto").ifPresent(all::add);
    select(
            "objective",
            "Objective",
            "objective",
            words(Site.Objective.values()),
            word(site.control().objective()))
        .ifPresent(all::add);
    limit("limit_import", "Import limit", "limit-import", grid.importLimitW()).ifPresent(all::add);
    limit("limit_export", "Export limit", "limit-export", grid.exportLimitW()).ifPresent(all::add);
    number("reserve", "Reserve", "reserve-soc", 0, 100)
        .map(
            entity ->
                entity
                    .with("unit_of_measurement", "%")
                    .with("step", 1)
                    .reading(
                        names.topics().inForce(),
                        ordered("reserve-soc", Double.toString(site.control().reserveSocPct()))))
        .ifPresent(all::add);
    button("automatic", "Back to automatic", "mode", "\"auto\"").ifPresent(all::add);
    end("end_limit_import", "End import limit", "limit-import", grid.importLimitW())
        .ifPresent(all::add);
    end("end_limit_export", "End export limit", "limit-export", grid.exportLimitW())
        .ifPresent(all::add);
    button("reload", "Reload configuration", "reload", "true")
        .map(entity -> entity.with("entity_category", "config"))
        .ifPresent(all::add);
    return all;
  }

  /** Those of a device. */
  List<Entity> device(DeviceConfig device) {
    return switch (device.role()) {
      case Role.EvCharger ev -> charger(device.id(), ev);
      case Role.Compute compute -> budget(device.id(), compute).stream().toList();
      default -> List.of();
    };
  }

  private List<Entity> charger(String id, Role.EvCharger ev) {
    String energy = "ev/" + id + "/energy";
    String departure = "ev/" + id + "/departure";
    Optional<Entity> needs =
        number("needed_energy", "Energy needed", energy, 0, ev.capacityWh().orElse(CAR_WH))
            .map(
                entity ->
                    entity
                        .with("device_class", "energy")
                        .with("unit_of_measurement", "Wh")
                        .with("step", 100)
                        .reading(
                            names.topics().inForce(),
                            ValueTemplates.value(COMMANDS, energy, "value")));
    // A time of day and no date: Home Assistant before 2026.5 refuses a device with a datetime.
    String next =
        "{% set d = today_at(value) %}{% set d = d if d > now() else d + timedelta(days=1) %}";
    String until = "{{ [(d - now()).total_seconds() | int, 60] | max }}";
    Optional<Entity> leaves =
        of(Platform.TEXT, "departure", "Departure", departure)
            .map(
                entity ->
                    entity
                        .with("pattern", "^(([01][0-9]|2[0-3]):[0-5][0-9])?$")
                        .with("max", 5)
                        .with(
                            "command_template",
                            next
                                + ValueTemplates.command(
                                    "departure", until, "\"{{ d.isoformat() }}\""))
                        .reading(
                            names.topics().inForce(),
                            "{% set v = "
                                + ValueTemplates.at(COMMANDS, departure, "value")
                                + " %}{{ '' if v is none"
                                + " else as_local(as_datetime(v)).strftime('%H:%M') }}"));
    return Stream.of(needs, leaves).flatMap(Optional::stream).toList();
  }

  private Optional<Entity> budget(String id, Role.Compute compute) {
    return power("budget", "Power budget", "compute/" + id, compute.minW(), compute.maxW());
  }

  private Optional<Entity> limit(String key, String name, String command, double mostW) {
    return power(key, name, command, 0, mostW);
  }

  /** A power that may be ordered; without an order it shows the most. */
  private Optional<Entity> power(
      String key, String name, String command, double leastW, double mostW) {
    return number(key, name, command, leastW, mostW)
        .map(
            entity ->
                entity
                    .with("device_class", "power")
                    .with("unit_of_measurement", "W")
                    .with("step", 1)
                    .reading(names.topics().inForce(), ordered(command, Double.toString(mostW))));
  }

  private Optional<Entity> number(
      String key, String name, String command, double least, double most) {
    return of(Platform.NUMBER, key, name, command)
        .filter(entity -> most > least)
        .map(
            entity ->
                entity
                    .with("command_template", holding(key, NUMBER))
                    .with("min", least)
                    .with("max", most)
                    .with("mode", "box"));
  }

  private Optional<Entity> select(
      String key, String name, String command, List<String> options, String usual) {
    return of(Platform.SELECT, key, name, command)
        .map(
            entity ->
                entity
                    .with("command_template", holding(key, TEXT))
                    .with(new EntityOption.Texts("options", options))
                    .reading(names.topics().inForce(), ordered(command, "'" + usual + "'")));
  }

  /** The configured limit for a moment: it takes the place of the one in force, and lapses. */
  private Optional<Entity> end(String key, String name, String command, double mostW) {
    return button(key, name, command, Double.toString(mostW));
  }

  private Optional<Entity> button(String key, String name, String command, String value) {
    return of(Platform.BUTTON, key, name, command)
        .map(
            entity ->
                entity.with(
                    "command_template",
                    ValueTemplates.command(key, Long.toString(ENDS.toSeconds()), value)));
  }

  private static String holding(String key, String value) {
    return ValueTemplates.command(key, Long.toString(HOLDS.toSeconds()), value);
  }

  /** What is ordered; without an order the configured value. */
  private static String ordered(String command, String usual) {
    return "{% set v = "
        + ValueTemplates.at(COMMANDS, command, "value")
        + " %}{{ "
        + usual
        + " if v is none else v }}";
  }

  /** An entity that gives a command; empty if that is not permitted. */
  private Optional<Entity> of(Platform platform, String key, String name, String command) {
    String own = "from/" + SENDER + "/" + command;
    return Stream.of(own, command)
        .filter(rights::permit)
        .findFirst()
        .map(
            permitted ->
                Entity.of(platform, key, name)
                    .with("command_topic", names.topics().commandTopic(permitted))
                    .with(new EntityOption.Flag("retain", false))
                    .with("qos", 1));
  }

  private static List<String> modes(Site site) {
    boolean separates =
        site.devices().stream().anyMatch(device -> device.role() instanceof Role.TransferSwitch);
    return words(RequestedMode.values()).stream()
        .filter(mode -> separates || !mode.equals(word(RequestedMode.ISLAND)))
        .toList();
  }

  private static List<String> words(Enum<?>[] constants) {
    return Arrays.stream(constants).map(ControlEntities::word).toList();
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
