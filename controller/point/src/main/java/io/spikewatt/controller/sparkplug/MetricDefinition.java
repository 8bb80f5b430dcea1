package io.spikewatt.controller.sparkplug;

import java.util.Optional;

/**
 * A metric as its birth describes it.
 *
 * @param name unique at its node or device, case ignored; slashes make folders
 * @param unit of its values; empty = none
 * @param deadband smallest change that is sent; 0 = any
 * @param commands what hosts set by writing it; empty = it can only be read
 */
record MetricDefinition(
    String name, MetricType type, String unit, double deadband, Optional<CommandField> commands) {

  /**
   * A field of a command's value.
   *
   * @param command the command's name; empty = none, but how long the message's commands hold
   * @param field {@code value} = the value itself
   */
  record CommandField(String command, String field) {}

  static MetricDefinition of(String name, MetricType type, String unit) {
    return new MetricDefinition(name, type, unit, 0, Optional.empty());
  }

  static MetricDefinition text(String name) {
    return of(name, MetricType.STRING, "");
  }

  static MetricDefinition number(String name, String unit) {
    return new MetricDefinition(name, MetricType.DOUBLE, unit, deadband(unit), Optional.empty());
  }

  /** The same, by which hosts command. */
  MetricDefinition commanding(String command, String field) {
    return new MetricDefinition(
        name, type, unit, deadband, Optional.of(new CommandField(command, field)));
  }

  /** Less than that is noise of the measurement. */
  private static double deadband(String unit) {
    return switch (unit) {
      case "W", "var", "Wh" -> 1;
      case "V" -> 0.5;
      case "A" -> 0.05;
      case "Hz", "kWh" -> 0.01;
      case "%", "°C" -> 0.1;
      case "s" -> 10;
      default -> 0;
    };
  }
}
