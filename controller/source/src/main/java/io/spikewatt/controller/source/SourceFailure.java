package io.spikewatt.controller.source;

import java.util.Optional;

/**
 * Reason why a source gave nothing usable.
 *
 * @param reason a sentence for the log, without secrets
 * @param unit the other unit of its answer; empty = another reason
 */
public record SourceFailure(String reason, Optional<UnitChange> unit) {

  static SourceFailure of(String reason) {
    return new SourceFailure(reason, Optional.empty());
  }
}
