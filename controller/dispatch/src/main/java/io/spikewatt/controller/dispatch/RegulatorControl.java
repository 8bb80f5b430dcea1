package io.spikewatt.controller.dispatch;

import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.asset.StoragePolicy;
import io.spikewatt.controller.setpoint.Action;
import io.spikewatt.controller.setpoint.ExplainedSetpoint;
import io.spikewatt.controller.setpoint.Explanation;
import io.spikewatt.controller.setpoint.Reason;
import io.spikewatt.controller.setpoint.WeighedPrices;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Power of each battery in one cycle. Remembers how they share and whether control hunts. */
final class RegulatorControl {

  /**
   * One cycle's result.
   *
   * @param powerW of the batteries together, W into the bus
   * @param explanation of that power
   */
  record Controlled(List<ExplainedSetpoint> setpoints, double powerW, Explanation explanation) {}

  private final Assets assets;
  private final SparedRegulators sparedRegulators;
  private final HuntingGuard guard;
  private final RegulatorSharing charging;
  private final RegulatorSharing discharging;
  private final double lookAheadS;

  /** Power before batteries are spared, W: a held step must not slow the way to the target. */
  private double approachedW;

  /**
   * @param times how fast the batteries answer
   * @param cycleS period of the control cycle, s
   */
  RegulatorControl(Assets assets, RegulatorTimes times, double cycleS) {
    this.assets = assets;
    this.sparedRegulators = new SparedRegulators(assets);
    this.charging = new RegulatorSharing(assets.regulators.size(), cycleS);
    this.discharging = new RegulatorSharing(assets.regulators.size(), cycleS);
    this.guard = new HuntingGuard(Math.max(100, 0.05 * times.largestW()), 5 * times.settlingS());
    this.lookAheadS = times.lookAheadS();
  }

  /** Whether setpoints reverse too fast. */
  boolean hunting() {
    return guard.hunting();
  }

  /**
   * Decides.
   *
   * @param lastW last setpoint of the batteries together, W
   * @param sources limits of PV and wind
   * @param trusted whether the batteries follow their setpoints
   */
  Controlled control(
      CycleInput input,
      ExchangeSituation now,
      double lastW,
      Curtailment.Curtailed sources,
      boolean trusted) {
    RequestedRegulators requested = RequestedRegulators.of(assets, now.requested());
    RegulatorBounds bounds =
        new RegulatorBounds(
            now,
            assets.range(),
            requested,
            LoadRampDown.watts(assets, input, lookAheadS),
            sources,
            lastW,
            NetLoadDoubt.watts(assets, input));
    RegulatorTarget target = bounds.target(input, requested.any(assets));
    boolean spares = assets.regulators.stream().anyMatch(unit -> unit.sparse.isPresent());
    double powerW = approach(input, now, target.powerW(), bounds, spares ? approachedW : lastW);
    approachedW = powerW;
    Explanation why = explain(input, now.policy(), target);
    SparedRegulators.Spared spared =
        sparedRegulators.apply(split(input, powerW, requested), requested, target, why, now, input);
    double[] shares = spared.shares();
    List<ExplainedSetpoint> setpoints = new ArrayList<>();
    // A lead must keep the limits too: it never sends a power that a limit forbids.
    double leastW = now.highestW() > now.limits().highW() ? 0 : Double.NEGATIVE_INFINITY;
    double mostW = now.lowestW() < now.limits().lowW() ? 0 : Double.POSITIVE_INFINITY;
    for (int i = 0; i < shares.length; i++) {
      Range range = new Range(Math.min(leastW, shares[i]), Math.max(mostW, shares[i]));
      RegulatorUnit unit = assets.regulators.get(i);
      ExplainedSetpoint step = spared.setpoints().get(unit.id);
      setpoints.add(
          step != null
              ? step
              : requested.has(unit)
                  ? asRequested(unit, shares[i], requested, target, input)
                  : setpoint(unit, shares[i], range, why, trusted, input));
    }
    if (!spared.setpoints().isEmpty()) {
      powerW = setpoints.stream().mapToDouble(ExplainedSetpoint::value).sum();
    }
    Explanation all = together(requested, why.ofBattery(powerW));
    return new Controlled(setpoints, powerW, spared.heldBack().map(all::boundBy).orElse(all));
  }

  /** Range of one battery's setpoint, W. */
  private record Range(double leastW, double mostW) {}

  private double approach(
      CycleInput input,
      ExchangeSituation now,
      double targetW,
      RegulatorBounds bounds,
      double lastW) {
    double nextW =
        input.between() ? guard.slowed(lastW, targetW) : guard.next(lastW, targetW, input.now());
    // An exceeded limit needs the full gain.
    double gridW = input.grid().value();
    if (-gridW > input.limits().exportW() + ExchangeController.EXCEEDED_W) {
      nextW = Math.min(nextW, Math.max(targetW, now.lowestW() - now.limits().lowW()));
    } else if (gridW > input.limits().importW() + ExchangeController.EXCEEDED_W) {
      nextW = Math.max(nextW, Math.min(targetW, bounds.keptFromImportW()));
    }
    RegulatorRange range = assets.range();
    return Math.clamp(nextW, -range.chargeW(), range.emergencyW());
  }

  /** Free batteries take the rest; requested ones yield as far as free ones do not suffice. */
  private double[] split(CycleInput input, double powerW, RequestedRegulators requested) {
    RegulatorRange free = requested.free();
    double freeW = Math.clamp(powerW - requested.sumW(), -free.chargeW(), free.emergencyW());
    boolean urgent = freeW > free.dischargeW();
    double[] shares =
        (freeW < 0 ? charging : discharging)
            .split(
                Math.abs(freeW),
                assets.regulators.stream()
                    .map(
                        unit ->
                            requested.has(unit)
                                ? RegulatorSharing.Offer.NONE
                                : unit.offer(freeW < 0, urgent))
                    .toList(),
                input.now());
    for (int i = 0; i < shares.length; i++) {
      shares[i] *= Math.signum(freeW);
    }
    double[] filled = FastRegulatorFill.filled(shares, assets.regulators, input, requested);
    return requested.any(assets)
        ? withRequested(filled, powerW - requested.sumW() - freeW, requested)
        : filled;
  }

  private double[] withRequested(double[] free, double restW, RequestedRegulators requested) {
    long count = assets.regulators.stream().filter(requested::has).count();
    double[] shares = free.clone();
    for (int i = 0; i < shares.length; i++) {
      RegulatorUnit unit = assets.regulators.get(i);
      RequestAllocation.Granted granted = requested.granted().get(unit.id);
      if (granted != null) {
        shares[i] =
            Math.clamp(
                granted.watts() + restW / count,
                -unit.range().chargeW(),
                unit.range().emergencyW());
      }
    }
    return shares;
  }

  /** A request is sent as it is, without lead. */
  private static ExplainedSetpoint asRequested(
      RegulatorUnit unit,
      double watts,
      RequestedRegulators requested,
      RegulatorTarget target,
      CycleInput input) {
    RequestAllocation.Granted granted = Objects.requireNonNull(requested.granted().get(unit.id));
    Estimate power = unit.state(input).powerW();
    if (power instanceof Estimate.Known measured && !input.between()) {
      unit.drive.see(measured);
    }
    Explanation own = granted.explain(Action.ofBattery(watts));
    Explanation why =
        watts == granted.watts() ? own : target.decidedBy().map(own::boundBy).orElse(own);
    ExplainedSetpoint setpoint = unit.setpointOutput.setpoint(watts, 0, why);
    unit.drive.asked(setpoint.value(), power.ifKnown().orElse(0), input.now());
    return setpoint;
  }

  private ExplainedSetpoint setpoint(
      RegulatorUnit unit,
      double wantedW,
      Range range,
      Explanation why,
      boolean trusted,
      CycleInput input) {
    if (!(unit.state(input).powerW() instanceof Estimate.Known measured)
        || !unit.range().isUsable()) {
      unit.drive.asked(0, 0, input.now());
      return unit.setpointOutput.setpoint(0, 0, Explanation.of(Action.REST, Reason.STATE_UNKNOWN));
    }
    if (!trusted) {
      unit.drive.forget();
    } else if (!input.between()) {
      unit.drive.see(measured);
    }
    double calm = guard.hunting() ? 0 : 1;
    double led = unit.drive.setpoint(wantedW, measured, calm, input.now());
    double watts = Math.clamp(led, range.leastW, range.mostW);
    double clamped =
        Math.clamp(watts, -unit.range().chargeW(), Math.max(unit.range().emergencyW(), 0));
    ExplainedSetpoint setpoint =
        unit.setpointOutput.setpoint(clamped, unit.bandW(), why.ofBattery(clamped));
    unit.drive.asked(setpoint.value(), measured.value(), input.now());
    return setpoint;
  }

  private static Explanation explain(
      CycleInput input, StoragePolicy policy, RegulatorTarget target) {
    Optional<Instant> until =
        policy.byRule()
            ? Optional.empty()
            : input.plan().map(p -> p.start(p.slotAt(input.now().instant())).plus(p.slot()));
    return new Explanation(
        Action.ofBattery(target.powerW()),
        target.powerW(),
        target.choice(),
        target.decidedBy(),
        policy.byRule() ? Optional.empty() : Optional.of(weighed(input, policy)),
        until);
  }

  private static WeighedPrices weighed(CycleInput input, StoragePolicy policy) {
    return policy
        .weighed()
        .with(
            input.plan().flatMap(p -> p.nextUse(input.now().instant(), policy.payingUsePerKwh())));
  }

  /** A request is named as the choice, if there is one. */
  private Explanation together(RequestedRegulators requested, Explanation why) {
    return assets.regulators.stream()
        .filter(requested::has)
        .map(unit -> requested.granted().get(unit.id))
        .filter(Objects::nonNull)
        .findFirst()
        .map(granted -> granted.explain(why.action()).at(why.value()))
        .map(
            own ->
                why.bound()
                    .filter(bound -> bound.reason() != Reason.REMOTE_REQUEST)
                    .map(own::boundBy)
                    .orElse(own))
        .orElse(why);
  }
}
