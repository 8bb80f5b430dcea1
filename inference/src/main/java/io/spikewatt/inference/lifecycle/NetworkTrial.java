package io.spikewatt.inference.lifecycle;

import java.time.Duration;
import java.time.Instant;

/** When the last learning with a network as candidate ended, and whether the network won. */
record NetworkTrial(Instant at, boolean won) {
  /** How long a network that lost is neither learnt nor tried again. */
  static final Duration REST = Duration.ofDays(30);

  /** Whether a learning from a history with that end tries a network. */
  boolean due(Instant end) {
    return won || !end.isBefore(at.plus(REST));
  }
}
