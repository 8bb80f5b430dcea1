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

  /** Fields that belong together. */
  record Group(String key, List<StateDetail> fields) implements StateDetail {}
}
