package io.spikewatt.controller.notify;

import java.util.Optional;

/**
 * How it is with one target.
 *
 * @param waiting messages that it has not taken
 * @param problem why the last try failed, for people on this machine; empty = none did
 */
public record TargetStanding(String name, int waiting, Optional<String> problem) {

  /** For people. */
  public String text() {
    return name
        + problem.map(why -> " fails (" + why + ")").orElse(" ok")
        + (waiting == 0 ? "" : ", %d wait".formatted(waiting));
  }
}
