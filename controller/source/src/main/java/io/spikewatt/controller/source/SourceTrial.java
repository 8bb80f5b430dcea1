package io.spikewatt.controller.source;

/** Outcome of asking a source once. */
public sealed interface SourceTrial {

  /**
   * @param known values of the answer
   */
  record Usable(SourceReading.Known known) implements SourceTrial {}

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
