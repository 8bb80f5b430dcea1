package io.spikewatt.hal.guard;

import java.util.List;

/** The gate's answer to a {@link Setpoint}. */
public sealed interface Verdict {

  /**
   * The setpoint may be written, perhaps with another value than requested.
   *
   * @param limits one sentence for each limit that changed the value; empty if none did
   */
  record Approved(ApprovedSetpoint setpoint, List<String> limits) implements Verdict {}

  /** The setpoint must not be written; the output keeps its present one until that expires. */
  record Refused(Setpoint request, String why) implements Verdict {}
}
