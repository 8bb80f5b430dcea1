package io.spikewatt.controller.homeassistant;

import io.spikewatt.config.site.CommandRights;
import io.spikewatt.controller.command.CommandShape;
import io.spikewatt.controller.command.CommandShape.NumberRange;
import io.spikewatt.controller.command.CommandSpec;
import io.spikewatt.controller.command.SiteCommand.EvTrip.Part;
import io.spikewatt.controller.command.SiteCommands;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Entities that give commands, as far as the configuration permits: on the topics of the sender
 * {@value #SENDER} if it may, else on those of anyone. A command holds for a day, for Home
 * Assistant's user does not see it lapse; then the configured value holds again.
 */
record ControlEntities(SiteCommands commands, EntityNames names, CommandRights rights) {

  /** Its own topics in {@code mqtt.senders}. */
  static final String SENDER = "home-assistant";

  private static final Duration HOLDS = Duration.ofDays(1);

  /** Of a command that ends another of its kind, or acts once. */
  private static final Duration ENDS = Duration.ofMinutes(1);

  private static final String COMMANDS = "commands";
  private static final String NUMBER = "{{ value }}";
  private static final String TEXT = "\"{{ value }}\"";

  /**
   * Those of a device.
   *
   * @param device empty = those of the whole site
   */
  List<Entity> of(String device) {
    return commands.ofDevice(device).stream()
        .flatMap(spec -> Stream.concat(control(spec).stream(), end(spec).stream()))
        .toList();
  }

  private Optional<Entity> control(CommandSpec<?> spec) {
    return switch (spec.shape()) {
      case CommandShape.Limit _, CommandShape.Reserve _, CommandShape.Job _ -> number(spec);
      case CommandShape.Choice<?> choice -> select(spec, choice.words());
      case CommandShape.Trip trip when trip.part() == Part.DEPARTURE -> departure(spec);
      case CommandShape.Trip _ -> number(spec);
      case CommandShape.None _ ->
          button(spec, spec.label(), "true")
              .map(entity -> entity.with("entity_category", "config"));
      case CommandShape.Setpoint _, CommandShape.Prices _ -> Optional.empty();
    };
  }

  /** The usual value for a moment: it takes the place of the one in force, and lapses. */
  private Optional<Entity> end(CommandSpec<?> spec) {
    return spec.label()
        .end()
        .flatMap(
            label ->
                spec.shape().usual().flatMap(usual -> button(spec, label, quoted(usual, "\""))));
  }

  /** A number that may be ordered; without an order it shows the usual one. */
  private Optional<Entity> number(CommandSpec<?> spec) {
    return spec.shape()
        .number()
        .filter(range -> range.most() > range.least())
        .flatMap(range -> of(Platform.NUMBER, spec, spec.label()).map(entity -> in(range, entity)))
        .map(entity -> entity.with("command_template", holding(spec, NUMBER)))
        .map(entity -> ordered(spec, entity));
  }

  private static Entity in(NumberRange range, Entity entity) {
    Entity classed =
        switch (range.unit()) {
          case "W" -> entity.with("device_class", "power");
          case "Wh" -> entity.with("device_class", "energy");
          default -> entity;
        };
    return classed
        .with("min", range.least())
        .with("max", range.most())
        .with("mode", "box")
        .with("unit_of_measurement", range.unit())
        .with("step", range.unit().equals("Wh") ? 100 : 1);
  }

  private Optional<Entity> select(CommandSpec<?> spec, List<String> options) {
    return of(Platform.SELECT, spec, spec.label())
        .map(entity -> entity.with("command_template", holding(spec, TEXT)))
        .map(entity -> entity.with(new EntityOption.Texts("options", options)))
        .map(entity -> ordered(spec, entity));
  }

  /** A time of day and no date: Home Assistant before 2026.5 refuses a device with a datetime. */
  private Optional<Entity> departure(CommandSpec<?> spec) {
    String next =
        "{% set d = today_at(value) %}{% set d = d if d > now() else d + timedelta(days=1) %}";
    String until = "{{ [(d - now()).total_seconds() | int, 60] | max }}";
    String key = spec.label().key();
    return of(Platform.TEXT, spec, spec.label())
        .map(
            entity ->
                entity
                    .with("pattern", "^(([01][0-9]|2[0-3]):[0-5][0-9])?$")
                    .with("max", 5)
                    .with(
                        "command_template",
                        next + ValueTemplates.command(key, until, "\"{{ d.isoformat() }}\""))
                    .reading(
                        names.topics().inForce(),
                        "{% set v = "
                            + ValueTemplates.at(COMMANDS, spec.name(), "value")
                            + " %}{{ '' if v is none"
                            + " else as_local(as_datetime(v)).strftime('%H:%M') }}"));
  }

  private Optional<Entity> button(CommandSpec<?> spec, CommandSpec.Label label, String value) {
    String ends = Long.toString(ENDS.toSeconds());
    return of(Platform.BUTTON, spec, label)
        .map(
            entity ->
                entity.with("command_template", ValueTemplates.command(label.key(), ends, value)));
  }

  private static String holding(CommandSpec<?> spec, String value) {
    return ValueTemplates.command(spec.label().key(), Long.toString(HOLDS.toSeconds()), value);
  }

  /** Shows what is ordered; without an order the usual value, or none. */
  private Entity ordered(CommandSpec<?> spec, Entity entity) {
    String template =
        spec.shape()
            .usual()
            .map(
                usual ->
                    "{%% set v = %s %%}{{ %s if v is none else v }}"
                        .formatted(
                            ValueTemplates.at(COMMANDS, spec.name(), "value"), quoted(usual, "'")))
            .orElseGet(() -> ValueTemplates.value(COMMANDS, spec.name(), "value"));
    return entity.reading(names.topics().inForce(), template);
  }

  private static String quoted(Object value, String mark) {
    return value instanceof String ? mark + value + mark : value.toString();
  }

  /** An entity that gives a command; empty if that is not permitted. */
  private Optional<Entity> of(Platform platform, CommandSpec<?> spec, CommandSpec.Label label) {
    String own = "from/" + SENDER + "/" + spec.name();
    return Stream.of(own, spec.name())
        .filter(rights::permit)
        .findFirst()
        .map(
            permitted ->
                Entity.of(platform, label.key(), label.title())
                    .with("command_topic", names.topics().commandTopic(permitted))
                    .with(new EntityOption.Flag("retain", false))
                    .with("qos", 1));
  }
}
