package io.spikewatt.controller.sparkplug;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.command.ActiveCommand;
import io.spikewatt.controller.command.CommandShape;
import io.spikewatt.controller.command.CommandShape.NumberRange;
import io.spikewatt.controller.command.CommandSpec;
import io.spikewatt.controller.command.SiteCommand.EvTrip.Part;
import io.spikewatt.controller.command.SiteCommands;
import io.spikewatt.controller.json.JsonWriter;
import io.spikewatt.controller.limit.GridLimits;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Metrics by which hosts give commands, with what is in force. */
final class CommandMetrics {

  private static final String VALUE = "value";

  private CommandMetrics() {}

  /**
   * Those of a device.
   *
   * @param device empty = those of the whole site
   */
  static List<MetricReading> of(CycleOutcome outcome, String device) {
    Map<String, Map<String, Object>> inForce = new HashMap<>();
    for (ActiveCommand counts : outcome.commands().counting()) {
      inForce.put(counts.command().key(), counts.command().fields());
    }
    GridLimits limits = outcome.report().limits();
    Instant at = outcome.report().snapshot().at().instant();
    List<MetricReading> readings = new ArrayList<>();
    for (CommandSpec<?> spec : SiteCommands.of(outcome.site()).ofDevice(device)) {
      Optional<Object> value = field(inForce, spec.name(), VALUE);
      Optional<MetricDefinition> definition = definition(spec);
      Optional<Object> shown =
          switch (spec.shape()) {
            case CommandShape.Limit limit -> Optional.of(limit.inForce().applyAsDouble(limits));
            case CommandShape.Choice<?> choice -> value.or(choice::usual);
            case CommandShape.Reserve reserve -> value.or(reserve::usual);
            case CommandShape.Trip trip ->
                value.or(() -> field(inForce, whole(spec, trip), trip.part().field()));
            case CommandShape.Job _ -> value;
            // A setpoint's metric shows what was decided.
            case CommandShape.Setpoint _, CommandShape.Prices _, CommandShape.None _ ->
                Optional.empty();
          };
      definition.ifPresent(metric -> readings.add(reading(metric, shown, at)));
      if (spec.shape() instanceof CommandShape.Limit limit) {
        MetricDefinition setBy = MetricDefinition.text(name(spec) + " By");
        String who = JsonWriter.word(limit.setBy().apply(limits));
        readings.add(MetricReading.of(setBy, who, at));
      }
    }
    return readings;
  }

  private static Optional<MetricDefinition> definition(CommandSpec<?> spec) {
    return switch (spec.shape()) {
      case CommandShape.Limit _, CommandShape.Reserve _, CommandShape.Job _ ->
          Optional.of(number(spec).commanding(spec.name(), VALUE));
      case CommandShape.Choice<?> _ ->
          Optional.of(MetricDefinition.text(name(spec)).commanding(spec.name(), VALUE));
      // Both in one message are one command.
      case CommandShape.Trip trip when trip.part() == Part.BOTH -> Optional.empty();
      case CommandShape.Trip trip ->
          Optional.of(
              (trip.part() == Part.ENERGY
                      ? number(spec)
                      : MetricDefinition.of(name(spec), MetricType.DATE_TIME, ""))
                  .commanding(whole(spec, trip), trip.part().field()));
      case CommandShape.Setpoint _, CommandShape.Prices _, CommandShape.None _ -> Optional.empty();
    };
  }

  private static String name(CommandSpec<?> spec) {
    return "Control/" + spec.label().metric();
  }

  private static MetricDefinition number(CommandSpec<?> spec) {
    String unit = spec.shape().number().map(NumberRange::unit).orElseThrow();
    return MetricDefinition.number(name(spec) + " " + (unit.equals("%") ? "Pct" : unit), unit);
  }

  private static String whole(CommandSpec<?> spec, CommandShape.Trip trip) {
    return spec.name().substring(0, spec.name().length() - trip.part().suffix().length());
  }

  /** The metric of a device's output, by which hosts set it where the device takes a setpoint. */
  static MetricDefinition commanding(MetricDefinition output, Site site, String device) {
    return SiteCommands.of(site).ofDevice(device).stream()
        .filter(spec -> spec.shape() instanceof CommandShape.Setpoint)
        .findFirst()
        .map(spec -> output.commanding(spec.name(), VALUE))
        .orElse(output);
  }

  private static Optional<Object> field(
      Map<String, Map<String, Object>> inForce, String command, String field) {
    return Optional.ofNullable(inForce.getOrDefault(command, Map.of()).get(field));
  }

  private static MetricReading reading(
      MetricDefinition definition, Optional<Object> value, Instant at) {
    Optional<MetricValue> shown =
        value.map(
            one ->
                switch (one) {
                  case Double number -> new MetricValue.Real(number);
                  case Instant time -> new MetricValue.Whole64(time.toEpochMilli());
                  default -> new MetricValue.Text(one.toString());
                });
    return new MetricReading(definition, shown, MetricQuality.GOOD, at);
  }
}
