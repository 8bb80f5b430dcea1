package io.spikewatt.controller.protocol;

import io.spikewatt.controller.json.JsonWriter;

/** Kinds of messages in the order of the phases, and the end of whichever phase is open. */
public enum StepKind {
  KEYS,
  /** Instead of keys. */
  DECLINE,
  SHARES,
  UPDATE,
  SIGNATURE,
  REVEAL,
  CLOSE;

  /** Last level of its topic: a contract with every release, so constants keep their names. */
  public String topic() {
    return JsonWriter.word(this);
  }
}
