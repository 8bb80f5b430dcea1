package io.spikewatt.controller.sparkplug;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.command.ActiveCommand;
import io.spikewatt.controller.command.CommandShape;
import io.spikewatt.controller.command.CommandShape.NumberRange;
import io.spikewatt.controller.command.CommandSpec;
import io.spikewatt.controller.command.SiteCommand.EvTrip.Part;
import io.spikewatt.controller.command.SiteCommands;
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
      String name = "Control/" + spec.label().metric();
      Optional<Object> value = field(inForce, spec.name(), VALUE);
      switch (spec.shape()) {
        case CommandShape.Limit limit -> {
          MetricDefinition definition = number(name, limit).commanding(spec.name(), VALUE);
          readings.add(MetricReading.of(definition, limit.inForce().applyAsDouble(limits), at));
          readings.add(
              MetricReading.of(
                  MetricDefinition.text(name + " By"),
                  CommandShape.word(limit.setBy().apply(limits)),
                  at));
        }
        case CommandShape.Choice<?> choice ->
            readings.add(
                reading(
                    MetricDefinition.text(name).commanding(spec.name(), VALUE),
                    value.or(choice::usual),
                    at));
        case CommandShape.Reserve reserve ->
            readings.add(
                reading(
                    number(name, reserve).commanding(spec.name(), VALUE),
                    value.or(reserve::usual),
                    at));
        case CommandShape.Job job ->
            readings.add(reading(number(name, job).commanding(spec.name(), VALUE), value, at));
        case CommandShape.Trip trip -> {
          // Both in one message are one command.
          if (trip.part() != Part.BOTH) {
            String field = trip.part().field();
            readings.add(
                reading(
                    part(name, trip).commanding(trip.whole(), field),
                    value.or(() -> field(inForce, trip.whole(), field)),
                    at));
          }
        }
        // A setpoint's metric shows what was decided.
        case CommandShape.Setpoint _, CommandShape.Prices _, CommandShape.None _ -> {}
      }
    }
    return readings;
  }

  /** The metric of a device's output, by which hosts set it where the device takes a setpoint. */
  static MetricDefinition commanding(MetricDefinition output, Site site, String device) {
    return SiteCommands.of(site).ofDevice(device).stream()
        .filter(spec -> spec.shape() instanceof CommandShape.Setpoint)
        .findFirst()
        .map(spec -> output.commanding(spec.name(), VALUE))
        .orElse(output);
  }

  private static MetricDefinition part(String name, CommandShape.Trip trip) {
    return trip.part() == Part.DEPARTURE
        ? MetricDefinition.of(name, MetricType.DATE_TIME, "")
        : number(name, trip);
  }

  private static MetricDefinition number(String name, CommandShape<?> shape) {
    String unit = shape.number().map(NumberRange::unit).orElseThrow();
    return MetricDefinition.number(name + " " + (unit.equals("%") ? "Pct" : unit), unit);
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
