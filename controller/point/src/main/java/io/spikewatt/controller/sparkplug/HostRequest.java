package io.spikewatt.controller.sparkplug;

import java.util.Arrays;
import java.util.Objects;

/** Request of a host by one metric of a command, or by several that belong together. */
public sealed interface HostRequest {

  /** All births are to be sent anew. */
  record Rebirth() implements HostRequest {}

  /**
   * A command of the site.
   *
   * @param name as what follows {@code command/} in a topic
   * @param payload as on that topic
   */
  record Command(String name, byte[] payload) implements HostRequest {
    @Override
    public boolean equals(Object other) {
      return other instanceof Command command
          && name.equals(command.name)
          && Arrays.equals(payload, command.payload);
    }

    @Override
    public int hashCode() {
      return Objects.hash(name, Arrays.hashCode(payload));
    }
  }

  /**
   * It changes nothing.
   *
   * @param what the metric or topic
   * @param why one short sentence
   */
  record Refused(String what, String why) implements HostRequest {}
}
