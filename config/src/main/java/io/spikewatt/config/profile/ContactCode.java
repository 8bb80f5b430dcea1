package io.spikewatt.config.profile;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Value of a position of several contacts.
 *
 * @param contacts one 0 (open) or 1 (closed) for each line, in the order of the connection's lines
 * @param value in the signal's unit
 * @param atMost longest continuous time in this position for an output; empty = unlimited
 */
public record ContactCode(String contacts, double value, Optional<Duration> atMost) {

  /** A contact or relay on its own: 0 is open, 1 is closed. */
  public static final List<ContactCode> SINGLE =
      List.of(new ContactCode("0", 0, Optional.empty()), new ContactCode("1", 1, Optional.empty()));

  public boolean closed(int line) {
    return contacts.charAt(line) == '1';
  }
}
