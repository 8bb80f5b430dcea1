package io.spikewatt.controller.asset.battery;

import io.spikewatt.config.profile.OutputWear;
import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.Role;
import io.spikewatt.controller.asset.AssetState;
import io.spikewatt.controller.asset.BalancePower;
import io.spikewatt.controller.asset.BalanceTerm;
import io.spikewatt.controller.asset.BatteryState;
import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.asset.FastRegulator;
import io.spikewatt.controller.asset.Hysteresis;
import io.spikewatt.controller.asset.PlanCapability;
import io.spikewatt.controller.asset.SiteDevice;
import io.spikewatt.controller.asset.SiteDevice.Purpose;
import io.spikewatt.controller.asset.StorageWindow;
import io.spikewatt.hal.guard.OutputSpec;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Signal;
import java.util.Optional;
import java.util.OptionalDouble;

/** A battery's power range by its state of charge, with hysteresis at each edge. */
public final class BatteryAsset {

  private static final double STOP_PCT = 0.1;
  private static final double RESUME_PCT = 1;

  private final Role.Battery role;
  private final double mostChargeW;
  private final double mostDischargeW;
  private final Hysteresis empty = new Hysteresis();
  private final Hysteresis atReserve = new Hysteresis();
  private final Hysteresis full = new Hysteresis();

  private BatteryAsset(Role.Battery role, Optional<OutputSpec> output) {
    this.role = role;
    this.mostChargeW = Math.min(role.chargeW(), output.map(o -> Math.max(0, -o.min())).orElse(0.0));
    this.mostDischargeW =
        Math.min(role.dischargeW(), output.map(o -> Math.max(0, o.max())).orElse(0.0));
  }

  /** The battery of a site. {@code reservePct}: state of charge kept for outages, percent. */
  public static SiteDevice of(
      DeviceConfig device, Role.Battery role, double reservePct, Optional<OutputSpec> output) {
    String id = device.id();
    StorageWindow window =
        new StorageWindow(
            role.capacityWh(),
            role.minSocPct(),
            Math.max(role.minSocPct(), reservePct),
            role.maxSocPct(),
            role.efficiency());
    BatteryAsset battery = new BatteryAsset(role, output);
    Signal power = new Signal(id, Quantity.POWER_W);
    return SiteDevice.of(device, Purpose.NONE)
        .measured(
            Optional.of(new BalancePower(BalanceTerm.BATTERY, power, true, false)),
            (snapshot, powerW, _) ->
                Optional.of(
                    new BatteryState(id, powerW, Estimate.of(snapshot, id, Quantity.SOC_PCT))))
        .controlled(
            new FastRegulator(
                device.profile().response(),
                window,
                role.chargeW(),
                role.dischargeW(),
                OutputWear.of(device.profile(), Quantity.POWER_W),
                role.gridUse(),
                battery::range),
            output)
        .planned(
            new PlanCapability.StationaryStorage(
                role.capacityWh(),
                role.chargeW(),
                role.dischargeW(),
                role.minSocPct(),
                role.maxSocPct(),
                role.efficiency(),
                role.wearPerKwh(),
                role.gridUse()));
  }

  private FastRegulator.Range range(AssetState state, double reservePct) {
    OptionalDouble soc = state.socPct().ifKnown();
    if (soc.isEmpty() || !state.powerW().isKnown()) {
      return FastRegulator.Range.NONE;
    }
    double socPct = soc.getAsDouble();
    double band = RESUME_PCT - STOP_PCT;
    boolean isEmpty = empty.update(role.minSocPct() + STOP_PCT - socPct, band);
    boolean isAtReserve = atReserve.update(reservePct + STOP_PCT - socPct, band);
    boolean isFull = full.update(socPct - (role.maxSocPct() - STOP_PCT), band);
    double emergencyW = isEmpty ? 0 : mostDischargeW;
    return new FastRegulator.Range(
        true, isFull ? 0 : mostChargeW, isAtReserve ? 0 : emergencyW, emergencyW, socPct);
  }
}
