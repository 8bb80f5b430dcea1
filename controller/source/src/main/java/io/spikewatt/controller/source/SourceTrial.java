package io.spikewatt.controller.source;

import java.util.List;

/** Outcome of asking a source once. */
public sealed interface SourceTrial {

  /**
   * @param slots at least one, ascending
   */
  record Usable(List<SourceSlot> slots) implements SourceTrial {
    public Usable {
      slots = List.copyOf(slots);
    }
  }

  /**
   * The service works and has nothing for the time.
   *
   * @param why a sentence for people
   */
  record Nothing(String why) implements SourceTrial {}

  /**
   * An answer came and is refused.
   *
   * @param reason for people
   */
  record Unusable(String reason) implements SourceTrial {}

  /**
   * No answer, or an error.
   *
   * @param reason for people, without secrets
   */
  record Unreachable(String reason) implements SourceTrial {}
}
