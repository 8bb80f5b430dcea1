package io.spikewatt.controller.asset.genset;

import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.Role;
import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.asset.GensetState;
import io.spikewatt.hal.signal.PlantSnapshot;
import io.spikewatt.hal.signal.Quantity;
import java.util.Optional;
import java.util.OptionalDouble;

/** Reads a genset's state. */
public final class GensetReading {

  /** A set that makes less of its rated power does not run. */
  private static final double RUNNING_SHARE = 0.02;

  private GensetReading() {}

  /** Id of what measures the set's power; empty if nothing does. */
  public static Optional<String> meter(DeviceConfig device) {
    return reads(device, Quantity.POWER_W) ? Optional.of(device.id()) : device.meter();
  }

  /**
   * The set's state; empty if nothing tells whether it runs.
   *
   * @param powerW as the balance tells, W; unknown if the set is not in it
   */
  public static Optional<GensetState> state(
      PlantSnapshot snapshot, DeviceConfig device, Role.Genset genset, Estimate powerW) {
    String id = device.id();
    Optional<String> meter = meter(device);
    if (reads(device, Quantity.CONTACT)) {
      Optional<Boolean> runs = atLeast(0.5, snapshot.value(id, Quantity.CONTACT));
      return Optional.of(new GensetState(id, powerW, meter.isPresent(), runs));
    }
    return meter
        .map(m -> atLeast(RUNNING_SHARE * genset.ratedW(), snapshot.value(m, Quantity.POWER_W)))
        .map(runs -> new GensetState(id, powerW, true, runs));
  }

  private static boolean reads(DeviceConfig device, Quantity quantity) {
    return device.profile().points().reads().contains(quantity);
  }

  private static Optional<Boolean> atLeast(double least, OptionalDouble value) {
    return value.isEmpty() ? Optional.empty() : Optional.of(value.getAsDouble() >= least);
  }
}
