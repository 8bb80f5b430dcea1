package io.spikewatt.controller.dispatch;

import io.spikewatt.config.profile.OutputWear;
import io.spikewatt.config.site.GridUse;
import io.spikewatt.controller.asset.AssetState;
import io.spikewatt.controller.asset.FastRegulator;
import io.spikewatt.controller.asset.StorageWindow;
import io.spikewatt.controller.setpoint.Action;
import io.spikewatt.controller.setpoint.Bound;
import io.spikewatt.controller.setpoint.ExplainedSetpoint;
import io.spikewatt.controller.setpoint.Explanation;
import io.spikewatt.controller.setpoint.Reason;
import io.spikewatt.hal.guard.Setpoint.Purpose;
import java.time.ZoneId;
import java.util.Optional;
import java.util.OptionalDouble;

/** One fast regulator and its present range. */
final class RegulatorUnit {

  final String id;
  final double ratedW;
  final SetpointOutput setpointOutput;
  final DeviceResponse deviceResponse;
  final LeadCompensator drive;

  /** Present if its memory wears, or if it regulates by itself. */
  final Optional<SparseSetpoint> sparse;

  final HeldBackTally heldBack;
  private final FastRegulator regulator;
  private StorageWindow window;
  private FastRegulator.Range range = FastRegulator.Range.NONE;
  private double reservePct;
  private RegulatorRange.KeptFromGrid kept = RegulatorRange.KeptFromGrid.NONE;

  /** {@code cycleS}: period of the control cycle, s. */
  RegulatorUnit(
      String id, FastRegulator regulator, SetpointOutput output, double cycleS, ZoneId zone) {
    this.id = id;
    this.regulator = regulator;
    this.window = regulator.window();
    this.reservePct = window.reservePct();
    this.ratedW = regulator.ratedW();
    this.setpointOutput = output;
    this.deviceResponse = new DeviceResponse(regulator.response());
    this.drive = new LeadCompensator(deviceResponse, ratedW, cycleS);
    OutputWear wear = regulator.wear();
    this.sparse =
        wear.wears() || wear.hasOwnMode()
            ? Optional.of(new SparseSetpoint(regulator.chargeW(), regulator.dischargeW()))
            : Optional.empty();
    this.heldBack = new HeldBackTally(output.spec().signal(), zone);
  }

  StorageWindow window() {
    return window;
  }

  /** Another configured reserve; the learned response of the device stays. */
  void setWindow(StorageWindow next) {
    window = next;
  }

  /** Reads its state; of the configured and the commanded reserve the higher one is kept. */
  void update(CycleInput input) {
    reservePct = Math.max(window.reservePct(), input.requests().reserveSocPct().orElse(0));
    range = regulator.ability().range(state(input), reservePct);
    kept = RegulatorRange.KeptFromGrid.NONE;
  }

  GridUse gridUse() {
    return regulator.gridUse();
  }

  /**
   * Bounds the range where the battery may not trade with the grid.
   *
   * @param surplusShare share of its charging power that surplus covers, 0..1
   * @param loadShare share of its discharging power that load takes, 0..1
   */
  void keepFromGrid(double surplusShare, double loadShare) {
    kept =
        new RegulatorRange.KeptFromGrid(
            !gridUse().charge() && surplusShare < 1, !gridUse().discharge() && loadShare < 1);
    double emergencyW = range.emergencyW() * (kept.discharge() ? loadShare : 1);
    range =
        new FastRegulator.Range(
            range.isUsable(),
            range.chargeW() * (kept.charge() ? surplusShare : 1),
            Math.min(range.dischargeW(), emergencyW),
            emergencyW,
            range.socPct());
  }

  /** State of charge at which discharging ends now, percent. */
  double edgePct() {
    return isAtReserve() ? reservePct : window.minSocPct();
  }

  /** Whether it must not discharge but for a limit. */
  boolean isAtReserve() {
    return range.dischargeW() <= 0 && range.emergencyW() > 0;
  }

  RegulatorRange.KeptFromGrid kept() {
    return kept;
  }

  /** The bound that keeps a requested power from the grid or the reserve; empty if none does. */
  Optional<Bound> keptBound(double requestedW) {
    if (kept.charge() && requestedW < -range.chargeW()) {
      return Optional.of(Bound.atLeast(Reason.NO_GRID_CHARGE, -range.chargeW()));
    }
    if (isAtReserve() && requestedW > 0) {
      return Optional.of(Bound.atMost(Reason.RESERVE, range.dischargeW()));
    }
    return kept.discharge() && requestedW > range.emergencyW()
        ? Optional.of(Bound.atMost(Reason.NO_GRID_DISCHARGE, range.emergencyW()))
        : Optional.empty();
  }

  /** Its present range. */
  FastRegulator.Range range() {
    return range;
  }

  AssetState state(CycleInput input) {
    return input.state().asset(id);
  }

  /** Offer to charge, or to discharge down to its reserve or (urgent) to its least. */
  RegulatorSharing.Offer offer(boolean charging, boolean urgent) {
    double span = Math.max(1, window.maxSocPct() - window.minSocPct());
    double floorPct = urgent ? window.minSocPct() : reservePct;
    double left = charging ? window.maxSocPct() - range.socPct() : range.socPct() - floorPct;
    double most = charging ? range.chargeW() : urgent ? range.emergencyW() : range.dischargeW();
    return new RegulatorSharing.Offer(most, Math.clamp(left / span, 0, 1), window.efficiency());
  }

  /** Power in its own mode at a net load without it, W into the bus; empty = no such mode. */
  OptionalDouble ownModeW(double netW) {
    return regulator.wear().hasOwnMode()
        ? OptionalDouble.of(Math.clamp(netW, -regulator.chargeW(), regulator.dischargeW()))
        : OptionalDouble.empty();
  }

  /** Its last setpoint again; 0 while its state is unknown. */
  Optional<ExplainedSetpoint> repeat(CycleInput input) {
    Optional<ExplainedSetpoint> setpoint =
        range.isUsable()
            ? setpointOutput.repeat(Action.ofBattery(setpointOutput.last(0)), Reason.GRID_UNKNOWN)
            : Optional.of(
                setpointOutput.setpoint(0, 0, Explanation.of(Action.REST, Reason.STATE_UNKNOWN)));
    setpoint.ifPresent(sent -> drive.asked(sent.value(), sent.value(), input.now()));
    boolean own = range.isUsable() && sparse.filter(SparseSetpoint::inOwnMode).isPresent();
    return own ? setpoint.map(sent -> sent.to(Purpose.OWN_MODE)) : setpoint;
  }

  /** Changes smaller than this are not worth a write, W. */
  double bandW() {
    return Math.max(10, 0.002 * ratedW);
  }
}
