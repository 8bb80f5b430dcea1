package io.spikewatt.inference.nowcast;

import io.spikewatt.inference.model.ModelRead;

/** What came of reading a nowcast model. */
public sealed interface NowcastModelRead {

  /** A whole model. */
  record Loaded(NowcastModel model) implements NowcastModelRead {}

  /**
   * Refused bytes.
   *
   * @param reason for a program
   * @param detail for a person: what was expected and what was found
   */
  record Refused(ModelRead.Reason reason, String detail) implements NowcastModelRead {}
}
