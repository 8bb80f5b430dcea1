package io.spikewatt.controller.dispatch;

import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.Role;
import io.spikewatt.controller.asset.BatteryState;
import java.util.OptionalDouble;

/** One battery and its present range. */
final class BatteryUnit {

  private static final double STOP_PCT = 0.1;
  private static final double RESUME_PCT = 1;

  final DeviceConfig device;
  final Role.Battery role;
  final SetpointOutput setpointOutput;
  final DeviceResponse deviceResponse;
  final LeadCompensator drive;

  private final double reservePct;
  private final Hysteresis empty = new Hysteresis();
  private final Hysteresis atReserve = new Hysteresis();
  private final Hysteresis full = new Hysteresis();

  /** Largest charging power now, W, {@code >= 0}. */
  double chargeW;

  /** Largest discharging power now that keeps the reserve, W, {@code >= 0}. */
  double dischargeW;

  /** Largest discharging power now to keep a limit, W, {@code >= 0}. */
  double emergencyW;

  /** State of charge and power are known, so it may move. */
  boolean usable;

  double socPct;

  /**
   * @param reservePct state of charge kept for outages, percent
   * @param cycleS period of the control cycle, s
   */
  BatteryUnit(
      DeviceConfig device,
      Role.Battery role,
      SetpointOutput setpointOutput,
      double reservePct,
      double cycleS) {
    this.device = device;
    this.role = role;
    this.setpointOutput = setpointOutput;
    this.reservePct = Math.max(role.minSocPct(), reservePct);
    this.deviceResponse = new DeviceResponse(device.profile().response());
    this.drive =
        new LeadCompensator(deviceResponse, Math.max(role.chargeW(), role.dischargeW()), cycleS);
  }

  void update(BatteryState state) {
    OptionalDouble soc = state.socPct().ifKnown();
    usable = soc.isPresent() && state.powerW().isKnown();
    chargeW = 0;
    dischargeW = 0;
    emergencyW = 0;
    if (!usable) {
      return;
    }
    socPct = soc.getAsDouble();
    double band = RESUME_PCT - STOP_PCT;
    boolean isEmpty = empty.update(role.minSocPct() + STOP_PCT - socPct, band);
    boolean isAtReserve = atReserve.update(reservePct + STOP_PCT - socPct, band);
    boolean isFull = full.update(socPct - (role.maxSocPct() - STOP_PCT), band);
    double most = Math.min(role.dischargeW(), Math.max(0, setpointOutput.spec().max()));
    chargeW = isFull ? 0 : Math.min(role.chargeW(), Math.max(0, -setpointOutput.spec().min()));
    emergencyW = isEmpty ? 0 : most;
    dischargeW = isAtReserve ? 0 : emergencyW;
  }

  /** Offer to charge, or to discharge down to its reserve or (urgent) to its least. */
  BatterySharing.Offer offer(boolean charging, boolean urgent) {
    double span = Math.max(1, role.maxSocPct() - role.minSocPct());
    double floorPct = urgent ? role.minSocPct() : reservePct;
    double left = charging ? role.maxSocPct() - socPct : socPct - floorPct;
    double most = charging ? chargeW : urgent ? emergencyW : dischargeW;
    return new BatterySharing.Offer(most, Math.clamp(left / span, 0, 1), role.efficiency());
  }

  /** Changes smaller than this are not worth a write, W. */
  double bandW() {
    return Math.max(10, 0.002 * Math.max(role.chargeW(), role.dischargeW()));
  }
}
