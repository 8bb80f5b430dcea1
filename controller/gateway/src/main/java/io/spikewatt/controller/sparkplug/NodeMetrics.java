package io.spikewatt.controller.sparkplug;

import io.spikewatt.controller.asset.BalanceTerm;
import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.command.CommandShape;
import io.spikewatt.controller.estimate.PlantState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Metrics of the site as a whole. */
final class NodeMetrics {

  static final MetricDefinition LOAD = MetricDefinition.number("Site/Load W", "W");

  /** How long the commands of hosts hold; written, it counts for its own message. */
  static final MetricDefinition VALIDITY =
      MetricDefinition.of("Control/Valid For S", MetricType.INT32, "s").commanding("", "validForS");

  private static final MetricDefinition LAST_REFUSAL =
      MetricDefinition.text("Control/Last Refusal");
  private static final MetricDefinition SITE_MODE = MetricDefinition.text("Site/Mode");
  private static final MetricDefinition REASON = MetricDefinition.text("Site/Reason");
  private static final MetricDefinition DOING = MetricDefinition.text("Site/Doing");
  private static final MetricDefinition GRID = MetricDefinition.text("Site/Grid");
  private static final MetricDefinition ALARMS = MetricDefinition.text("Site/Alarms");
  private static final MetricDefinition ALARM_COUNT =
      MetricDefinition.of("Site/Alarm Count", MetricType.INT32, "");

  /** Longer texts are cut. */
  private static final int MOST_CHARACTERS = 1_000;

  private NodeMetrics() {}

  /**
   * @param validForS how long the commands of hosts hold unless their message says otherwise, s
   * @param lastRefusal when and why the last of them was refused; empty = none was
   */
  static List<MetricReading> of(CycleOutcome outcome, int validForS, String lastRefusal) {
    Instant at = outcome.report().snapshot().at().instant();
    List<MetricReading> readings = new ArrayList<>();
    powers(outcome.report().state(), at, readings::add);
    readings.add(text(SITE_MODE, outcome.report().mode().name(), at));
    readings.add(text(REASON, outcome.report().mode().reason().english(), at));
    readings.add(text(DOING, outcome.report().doing(), at));
    readings.add(text(GRID, CommandShape.word(outcome.report().state().connection()), at));
    readings.add(text(ALARMS, String.join("\n", outcome.alarms()), at));
    readings.add(
        MetricReading.good(ALARM_COUNT, new MetricValue.Whole32(outcome.alarms().size()), at));
    readings.addAll(CommandMetrics.of(outcome, ""));
    readings.add(MetricReading.good(VALIDITY, new MetricValue.Whole32(validForS), at));
    readings.add(text(LAST_REFUSAL, lastRefusal, at));
    return readings;
  }

  private static void powers(
      PlantState state, Instant at, java.util.function.Consumer<MetricReading> to) {
    for (BalanceTerm term : BalanceTerm.values()) {
      Estimate power = state.powerW(term);
      if (term.powerKey().isPresent() && (term.isAlwaysTold() || power.isInstalled())) {
        to.accept(estimate(power(term), power, at));
      }
    }
    to.accept(estimate(LOAD, state.loadW(), at));
  }

  /** Sum of a term of the balance. */
  static MetricDefinition power(BalanceTerm term) {
    return MetricDefinition.number("Site/" + title(term) + " W", "W");
  }

  private static MetricReading estimate(
      MetricDefinition definition, Estimate estimate, Instant at) {
    return switch (estimate) {
      case Estimate.Known known -> MetricReading.of(definition, known.value(), at);
      case Estimate.Unknown _ -> MetricReading.missing(definition, MetricQuality.BAD, at);
    };
  }

  private static MetricReading text(MetricDefinition definition, String text, Instant at) {
    return MetricReading.of(
        definition,
        text.length() > MOST_CHARACTERS ? text.substring(0, MOST_CHARACTERS) : text,
        at);
  }

  private static String title(BalanceTerm term) {
    return switch (term) {
      case PV, EV -> term.name();
      case HEAT_PUMP -> "Heat Pump";
      default -> term.name().charAt(0) + term.name().substring(1).toLowerCase(Locale.ROOT);
    };
  }
}
