package io.spikewatt.controller.asset;

import java.time.Instant;
import java.util.List;

/** One field of an asset's state as payloads tell it; keys are contracts. */
public sealed interface StateDetail {

  /** Its name in payloads. */
  String key();

  /** A word. */
  record Word(String key, Enum<?> value) implements StateDetail {}

  /** A quantity that may be unknown. */
  record Quantity(String key, Estimate value) implements StateDetail {}

  /** A number that is known. */
  record Amount(String key, double value) implements StateDetail {}

  /** A time. */
  record Time(String key, Instant value) implements StateDetail {}

  /** A number that is known and may be small: six digits of it count. */
  record Exact(String key, double value) implements StateDetail {}

  /** A text for people. */
  record Text(String key, String value) implements StateDetail {}

  /** Texts for people. */
  record Texts(String key, List<String> values) implements StateDetail {}

  /** A list of things, the fields of each. */
  record Items(String key, List<List<StateDetail>> items) implements StateDetail {}

  /** Fields that belong together. */
  record Group(String key, List<StateDetail> fields) implements StateDetail {}
}
