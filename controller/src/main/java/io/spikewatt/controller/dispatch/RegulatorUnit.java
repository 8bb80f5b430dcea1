package io.spikewatt.controller.dispatch;

import io.spikewatt.controller.asset.AssetState;
import io.spikewatt.controller.asset.FastRegulator;
import io.spikewatt.controller.asset.StorageWindow;
import io.spikewatt.controller.setpoint.Action;
import io.spikewatt.controller.setpoint.ExplainedSetpoint;
import io.spikewatt.controller.setpoint.Explanation;
import io.spikewatt.controller.setpoint.Reason;
import java.util.Optional;

/** One fast regulator and its present range. */
final class RegulatorUnit {

  final String id;
  final StorageWindow window;
  final double ratedW;
  final SetpointOutput setpointOutput;
  final DeviceResponse deviceResponse;
  final LeadCompensator drive;
  private final FastRegulator regulator;
  private FastRegulator.Range range = FastRegulator.Range.NONE;

  /**
   * @param cycleS period of the control cycle, s
   */
  RegulatorUnit(String id, FastRegulator regulator, SetpointOutput output, double cycleS) {
    this.id = id;
    this.regulator = regulator;
    this.window = regulator.window();
    this.ratedW = regulator.ratedW();
    this.setpointOutput = output;
    this.deviceResponse = new DeviceResponse(regulator.response());
    this.drive = new LeadCompensator(deviceResponse, ratedW, cycleS);
  }

  void update(AssetState state) {
    range = regulator.range().apply(state);
  }

  /** What it can do now. */
  FastRegulator.Range range() {
    return range;
  }

  AssetState state(CycleInput input) {
    return input.state().asset(id);
  }

  /** Offer to charge, or to discharge down to its reserve or (urgent) to its least. */
  RegulatorSharing.Offer offer(boolean charging, boolean urgent) {
    double span = Math.max(1, window.maxSocPct() - window.minSocPct());
    double floorPct = urgent ? window.minSocPct() : window.reservePct();
    double left = charging ? window.maxSocPct() - range.socPct() : range.socPct() - floorPct;
    double most = charging ? range.chargeW() : urgent ? range.emergencyW() : range.dischargeW();
    return new RegulatorSharing.Offer(most, Math.clamp(left / span, 0, 1), window.efficiency());
  }

  /** Its last setpoint again; 0 while its state is unknown. */
  Optional<ExplainedSetpoint> repeat(CycleInput input) {
    Optional<ExplainedSetpoint> setpoint =
        range.isUsable()
            ? setpointOutput.repeat(Action.ofBattery(setpointOutput.last(0)), Reason.GRID_UNKNOWN)
            : Optional.of(
                setpointOutput.setpoint(0, 0, Explanation.of(Action.REST, Reason.STATE_UNKNOWN)));
    setpoint.ifPresent(sent -> drive.asked(sent.value(), sent.value(), input.now()));
    return setpoint;
  }

  /** Changes smaller than this are not worth a write, W. */
  double bandW() {
    return Math.max(10, 0.002 * ratedW);
  }
}
