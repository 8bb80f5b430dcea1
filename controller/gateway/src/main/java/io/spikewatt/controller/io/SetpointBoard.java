package io.spikewatt.controller.io;

import io.spikewatt.hal.guard.ApprovedSetpoint;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The setpoints in force, from the cycle to the device threads. A device thread that finds an
 * expired one writes the safe value instead, so a dead cycle takes effect here. Safe for use by
 * many threads.
 */
public final class SetpointBoard {

  private final Map<Signal, ApprovedSetpoint> inForce = new LinkedHashMap<>();

  public synchronized void put(ApprovedSetpoint setpoint) {
    inForce.put(setpoint.signal(), setpoint);
  }

  /** Setpoint that the device must hold now; empty until the first decision. */
  public synchronized Optional<ApprovedSetpoint> get(Signal signal, Moment now) {
    return Optional.ofNullable(inForce.get(signal)).map(setpoint -> setpoint.orSafe(now));
  }

  /** All setpoints in the order of their first arrival: the same in every run. */
  public synchronized List<ApprovedSetpoint> all() {
    return List.copyOf(inForce.values());
  }
}
