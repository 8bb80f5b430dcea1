package io.spikewatt.controller.command;

import java.time.Instant;
import java.util.Optional;

/**
 * A command in force.
 *
 * @param id of the message that gave it
 * @param sender who gave it; empty = a message without a sender
 * @param until when it expires; empty = never
 */
public record ActiveCommand(
    SiteCommand command, String id, String sender, Optional<Instant> until) {

  /**
   * Returns true if it takes precedence over an earlier command of another sender with an equal
   * key.
   */
  boolean countsBefore(ActiveCommand earlier) {
    return command.strictness() >= earlier.command.strictness();
  }
}
