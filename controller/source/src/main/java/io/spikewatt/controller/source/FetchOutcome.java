package io.spikewatt.controller.source;

import java.time.Duration;
import java.util.Optional;

/** Outcome of a request to a source. */
sealed interface FetchOutcome {

  /** The source answered. */
  record Answered(SourceReading reading) implements FetchOutcome {}

  /**
   * No answer, or an error.
   *
   * @param reason a sentence for people, without secrets
   * @param pause that the server demands; empty = none
   */
  record Failed(String reason, Optional<Duration> pause) implements FetchOutcome {}

  static Failed failed(String reason) {
    return new Failed(reason, Optional.empty());
  }
}
