package io.spikewatt.drivers.topic;

/** Value at a place of a payload. */
sealed interface PayloadValue {

  /** A finite number. */
  record Numeric(double value) implements PayloadValue {}

  /** A text that is no number; true and false are texts. */
  record Text(String text) implements PayloadValue {}

  /** The device reports no such value: null, or an empty payload. */
  record Nothing() implements PayloadValue {}

  /** The document is valid and has no value at this place. */
  record Absent() implements PayloadValue {}

  /** The payload breaks the rules; {@code why} states the expected and the actual content. */
  record Bad(String why) implements PayloadValue {}
}
