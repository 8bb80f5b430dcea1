package io.spikewatt.controller.dispatch;

import io.spikewatt.controller.limit.GridLimits;
import io.spikewatt.controller.mode.Mode;
import io.spikewatt.controller.setpoint.DeviceRequest;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Requests from outside for single devices: the power of a battery or a charger within the limits,
 * a tighter limit for a source or another load, the operation mode of a device; and the reserve of
 * all batteries.
 *
 * @param byDevice by device id
 * @param reserveSocPct state of charge to keep for outages in every scope, percent; empty = none is
 *     requested
 * @param scope how far requests for single devices go now
 */
public record DeviceRequests(
    Map<String, DeviceRequest> byDevice, OptionalDouble reserveSocPct, Scope scope) {

  /** Nothing is requested. */
  public static final DeviceRequests NONE = new DeviceRequests(Map.of(), Scope.NONE);

  /** Without a reserve. */
  public DeviceRequests(Map<String, DeviceRequest> byDevice, Scope scope) {
    this(byDevice, OptionalDouble.empty(), scope);
  }

  public DeviceRequests {
    byDevice = scope == Scope.NONE ? Map.of() : Map.copyOf(byDevice);
  }

  /** How far requests reach. A person at the site and the safety of an island come first. */
  public enum Scope {
    /** Within the grid limits. */
    WITHIN_LIMITS,
    /** Requests may only reduce the decided power. */
    REDUCE_ONLY,
    /** Not at all. */
    NONE;

    /** Scope in a mode. {@code local}: whether a switch at the site requests the mode. */
    public static Scope of(Mode mode, boolean local) {
      return switch (mode) {
        case Mode.Auto _ -> local ? NONE : WITHIN_LIMITS;
        case Mode.SelfConsumption _ -> local ? NONE : WITHIN_LIMITS;
        case Mode.Hold hold ->
            local ? NONE : hold.rampSince().isPresent() ? REDUCE_ONLY : WITHIN_LIMITS;
        case Mode.IslandTest _, Mode.Islanding _, Mode.Islanded _, Mode.Reconnecting _ ->
            local ? NONE : REDUCE_ONLY;
        case Mode.Starting _, Mode.BlackStart _ -> NONE;
      };
    }
  }

  /** The power that a battery or a charger is to have, within the limits. */
  Optional<DeviceRequest> power(String device) {
    return scope == Scope.WITHIN_LIMITS ? limit(device) : Optional.empty();
  }

  /** Limit of a device in every scope. */
  Optional<DeviceRequest> limit(String device) {
    return Optional.ofNullable(byDevice.get(device));
  }

  /** Whether requests may only reduce the decided power. */
  boolean onlyReduce() {
    return scope == Scope.REDUCE_ONLY;
  }

  /**
   * The operation mode of a device. While the grid operator dims loads, or there is no grid, no
   * request makes it run.
   *
   * @param normal its mode without a request
   */
  Optional<DeviceRequest> operationMode(String device, double normal, GridLimits limits) {
    boolean runsNone = onlyReduce() || limits.dimmed();
    return limit(device)
        .map(
            request ->
                runsNone
                    ? new DeviceRequest(Math.min(request.value(), normal), request.until())
                    : request);
  }
}
