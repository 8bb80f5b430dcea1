package io.spikewatt.controller.sparkplug;

/** Value of a metric or property, as the wire distinguishes them. */
sealed interface MetricValue {

  /** Of a 32-bit integer field; whether it is signed says the metric's type alone. */
  record Whole32(int value) implements MetricValue {}

  /** Of a 64-bit integer field. */
  record Whole64(long value) implements MetricValue {}

  /**
   * Of a float or double field.
   *
   * @param value may be NaN or infinite if it was received
   */
  record Real(double value) implements MetricValue {}

  record Flag(boolean value) implements MetricValue {}

  record Text(String value) implements MetricValue {}

  /** Bytes, a data set, a template or an extension: received and not looked into. */
  record Opaque() implements MetricValue {}
}
