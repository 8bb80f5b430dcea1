package io.spikewatt.controller.command;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The answer to a command. */
public sealed interface CommandResult {

  /** What followed {@code command/} in its topic. */
  String name();

  /** The command's id; empty if it could not be read. */
  String id();

  /** Why it is refused, or what it replaces; empty if neither. */
  String reason();

  /** Whether it is acted upon. */
  default boolean accepted() {
    return this instanceof Accepted;
  }

  /** Until when it holds; empty if refused. */
  default Optional<Instant> effective() {
    return this instanceof Accepted accepted ? Optional.of(accepted.until()) : Optional.empty();
  }

  /**
   * It is acted upon.
   *
   * @param value requested value in words; empty for a command without a lasting request
   * @param until until when it holds
   * @param voices all senders' commands of its kind, this one among them; empty = no other sender
   *     holds one
   */
  record Accepted(
      String name,
      String id,
      String value,
      String reason,
      Instant until,
      List<ActiveCommand> voices)
      implements CommandResult {

    public Accepted {
      voices = List.copyOf(voices);
    }

    /** No other sender holds such a command. */
    public Accepted(String name, String id, String value, String reason, Instant until) {
      this(name, id, value, reason, until, List.of());
    }
  }

  /** It changes nothing. */
  record Refused(String name, String id, String reason) implements CommandResult {}
}
