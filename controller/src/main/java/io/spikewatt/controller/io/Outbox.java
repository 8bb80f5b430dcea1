package io.spikewatt.controller.io;

import io.spikewatt.hal.guard.ApprovedSetpoint;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The setpoints in force, from the cycle to the device threads. A device thread that finds an
 * expired one writes the safe value instead, so a cycle that died is noticed here. Safe for use by
 * many threads.
 */
public final class Outbox {

  private final Map<Signal, ApprovedSetpoint> inForce = new ConcurrentHashMap<>();

  public void put(ApprovedSetpoint setpoint) {
    inForce.put(setpoint.signal(), setpoint);
  }

  /** What has to stand in the device now; empty until the cycle decided for the first time. */
  public Optional<ApprovedSetpoint> get(Signal signal, Moment now) {
    return Optional.ofNullable(inForce.get(signal)).map(setpoint -> setpoint.orSafe(now));
  }

  /** All setpoints as they were put. */
  public Collection<ApprovedSetpoint> all() {
    return inForce.values();
  }
}
