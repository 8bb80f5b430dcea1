package io.spikewatt.controller.notify;

import java.util.Optional;

/**
 * Pending messages and last failure of one target.
 *
 * @param waiting number of pending messages
 * @param problem reason of the last failure, for people on this machine; empty = the last try
 *     succeeded
 */
public record TargetStatus(String name, int waiting, Optional<String> problem) {

  /** For people. */
  public String text() {
    return name
        + problem.map(why -> " fails (" + why + ")").orElse(" ok")
        + (waiting == 0 ? "" : ", %d wait".formatted(waiting));
  }
}
