package io.spikewatt.controller.asset.genset;

import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.OutputSpecs;
import io.spikewatt.config.site.Role;
import io.spikewatt.controller.asset.BackupGenerator;
import io.spikewatt.controller.asset.BalancePower;
import io.spikewatt.controller.asset.BalanceTerm;
import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.asset.GensetState;
import io.spikewatt.controller.asset.PlanCapability;
import io.spikewatt.controller.asset.SiteDevice;
import io.spikewatt.controller.asset.SiteDevice.Purpose;
import io.spikewatt.hal.guard.OutputSpec;
import io.spikewatt.hal.signal.PlantSnapshot;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Signal;
import java.util.Optional;
import java.util.OptionalDouble;

/** A generating set with a controller of its own. */
public final class GensetAsset {

  /** A set that makes less of its rated power does not run. */
  private static final double RUNNING_SHARE = 0.02;

  private GensetAsset() {}

  /**
   * The genset of a site. Only measured power is in the balance, by the set itself or by its meter;
   * unmeasured power shows as less load.
   */
  public static SiteDevice of(DeviceConfig device, Role.Genset role, Optional<OutputSpec> output) {
    Optional<Signal> power = power(device);
    return SiteDevice.of(device, Purpose.NONE)
        .measured(
            power.map(signal -> new BalancePower(BalanceTerm.GENSET, signal, false, false)),
            (snapshot, powerW, _) -> state(snapshot, device, role, power, powerW))
        .controlled(generator(device, role), output)
        .planned(
            new PlanCapability.Generator(
                role.minW(),
                role.ratedW(),
                role.fuelPerKwh(),
                role.co2KgPerKwh(),
                role.startCost(),
                role.minRun(),
                role.startSocPct()));
  }

  private static BackupGenerator generator(DeviceConfig device, Role.Genset role) {
    return new BackupGenerator(
        device.id(),
        OutputSpecs.lapses(device),
        role.startSocPct(),
        role.stopSocPct(),
        role.minRun(),
        role.minRest(),
        role.fuelPerKwh().isPresent());
  }

  private static Optional<Signal> power(DeviceConfig device) {
    Optional<String> meter =
        reads(device, Quantity.POWER_W) ? Optional.of(device.id()) : device.meter();
    return meter.map(id -> new Signal(id, Quantity.POWER_W));
  }

  /** The set's state; empty if nothing tells whether it runs. */
  private static Optional<GensetState> state(
      PlantSnapshot snapshot,
      DeviceConfig device,
      Role.Genset genset,
      Optional<Signal> power,
      Estimate powerW) {
    String id = device.id();
    if (reads(device, Quantity.CONTACT)) {
      Optional<Boolean> runs = atLeast(0.5, snapshot.value(id, Quantity.CONTACT));
      return Optional.of(new GensetState(id, powerW, power.isPresent(), runs));
    }
    return power
        .map(
            signal ->
                atLeast(
                    RUNNING_SHARE * genset.ratedW(),
                    snapshot.value(signal.deviceId(), signal.quantity())))
        .map(runs -> new GensetState(id, powerW, true, runs));
  }

  private static boolean reads(DeviceConfig device, Quantity quantity) {
    return device.profile().points().reads().contains(quantity);
  }

  private static Optional<Boolean> atLeast(double least, OptionalDouble value) {
    return value.isEmpty() ? Optional.empty() : Optional.of(value.getAsDouble() >= least);
  }
}
