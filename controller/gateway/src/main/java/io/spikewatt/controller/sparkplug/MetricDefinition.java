package io.spikewatt.controller.sparkplug;

/**
 * What a birth says of a metric.
 *
 * @param name unique at its node or device, case ignored; slashes make folders
 * @param type of its values
 * @param unit of its values; empty = none
 * @param deadband smallest change that is sent; 0 = any
 * @param writable whether hosts may command it
 */
record MetricDefinition(
    String name, MetricType type, String unit, double deadband, boolean writable) {

  static MetricDefinition text(String name) {
    return new MetricDefinition(name, MetricType.STRING, "", 0, false);
  }

  static MetricDefinition number(String name, String unit) {
    return new MetricDefinition(name, MetricType.DOUBLE, unit, deadband(unit), false);
  }

  /** The same, which hosts may command. */
  MetricDefinition commanded() {
    return new MetricDefinition(name, type, unit, deadband, true);
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
