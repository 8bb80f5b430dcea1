package io.spikewatt.controller.dispatch;

import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.asset.StoragePolicy;
import io.spikewatt.controller.dispatch.SparseSetpoint.Step;
import io.spikewatt.controller.dispatch.SparseSetpoint.Wanted;
import io.spikewatt.controller.setpoint.Bound;
import io.spikewatt.controller.setpoint.ExplainedSetpoint;
import io.spikewatt.controller.setpoint.Explanation;
import io.spikewatt.controller.setpoint.Reason;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The batteries whose memory wears, or that regulate by themselves. They get few long steps; the
 * other batteries compensate.
 */
record SparedRegulators(Assets assets) {

  /** Negligible deviation from a battery's own mode, of the rated power. */
  private static final double OWN_NEAR = 0.05;

  /** State of charge beyond its window that proves that the device does not keep it, percent. */
  private static final double BEYOND_PCT = 0.15;

  /** Costs of another power up to this are none, a kWh, as a share of the price of import. */
  private static final double AS_GOOD = 0.02;

  /** Costs from this on count fully. */
  private static final double FAR_WORSE = 0.1;

  /** Prices below this are none, currency a kWh. */
  private static final double LEAST_PRICE = 0.01;

  /**
   * One cycle's result.
   *
   * @param setpoints of the spared batteries, by device id
   * @param shares power of each battery, in their order, W into the bus
   * @param heldBack the bound of a step that the write budget keeps; empty = none is kept
   */
  record Spared(
      Map<String, ExplainedSetpoint> setpoints, double[] shares, Optional<Bound> heldBack) {}

  /**
   * Decides.
   *
   * @param wanted power of each battery, in their order, W into the bus
   * @param why of the batteries together
   */
  Spared apply(
      double[] wanted,
      RequestedRegulators requested,
      RegulatorTarget target,
      Explanation why,
      ExchangeSituation now,
      CycleInput input) {
    Map<String, ExplainedSetpoint> setpoints = new LinkedHashMap<>();
    Optional<Bound> heldBack = Optional.empty();
    double[] shares = wanted.clone();
    double restW = 0;
    for (int i = 0; i < shares.length; i++) {
      RegulatorUnit unit = assets.regulators.get(i);
      boolean asked = requested.has(unit);
      Optional<Step> step = step(unit, new Share(wanted[i], asked, target), now, input);
      if (step.isPresent()) {
        boolean own = step.get().isOwnMode();
        double watts = own ? step.get().watts() : within(unit, step.get().watts());
        Explanation chosen = asked ? requested.explain(unit, watts) : why.ofBattery(watts);
        Explanation kept = step.get().explain(chosen, watts);
        heldBack = step.get().heldBack() ? kept.bound() : heldBack;
        setpoints.put(unit.id, setpoint(unit, step.get(), kept, input));
        shares[i] = watts;
        restW += wanted[i] - watts;
      }
    }
    return new Spared(setpoints, completed(shares, restW, setpoints, requested), heldBack);
  }

  /** A battery's share of the target. */
  private record Share(double watts, boolean isRequested, RegulatorTarget target) {}

  /** Empty if the battery is not spared, or must not move. */
  private Optional<Step> step(
      RegulatorUnit unit, Share share, ExchangeSituation now, CycleInput input) {
    if (unit.sparse.isEmpty()) {
      return Optional.empty();
    }
    SparseSetpoint sparse = unit.sparse.get();
    if (!(unit.state(input).powerW() instanceof Estimate.Known measured)
        || !unit.range().isUsable()) {
      return sparse.unknown(input.now());
    }
    if (!sparse.lastWas(unit.setpointOutput.last(Double.NaN))) {
      sparse.forget();
    }
    Wanted wanted =
        new Wanted(
            share.watts,
            regulatesItself(unit, share, now, input),
            expectedW(unit, now, measured.value()),
            share.target.decidedBy(),
            input.exceeded(),
            doesW -> worth(doesW, share, now));
    Step step = sparse.next(wanted, measured.value(), assets.budget(unit), input.now());
    if (!input.between()) {
      unit.drive.see(measured);
      double doesW = step.isOwnMode() ? measured.value() : step.watts();
      unit.heldBack.add(
          wanted.ownMode() && step.isOwnMode() ? share.watts : doesW,
          share.watts,
          now.net().nowW(),
          now.policy(),
          step.isNew(),
          input.now());
    }
    return Optional.of(step);
  }

  /** Several batteries that each regulate the same meter would work against each other. */
  private boolean regulatesItself(
      RegulatorUnit unit, Share share, ExchangeSituation now, CycleInput input) {
    boolean follows =
        input.aim() == CycleInput.Aim.FOLLOW || input.aim() == CycleInput.Aim.FOLLOW_BETWEEN;
    OptionalDouble own = unit.ownModeW(now.net().nowW());
    return follows
        && assets.regulators.size() == 1
        && !share.isRequested
        && own.isPresent()
        && (isNear(unit, own.getAsDouble(), share.watts) || endsByItself(unit, share, now));
  }

  /** The device does not know the reserve, which even little power would use up in time. */
  private static boolean isNear(RegulatorUnit unit, double ownW, double wantedW) {
    return Math.abs(ownW - wantedW) <= OWN_NEAR * unit.ratedW && !(unit.isAtReserve() && ownW > 0);
  }

  /** At the edges of the window of charge the device stops by itself, until it is seen beyond. */
  private static boolean endsByItself(RegulatorUnit unit, Share share, ExchangeSituation now) {
    double socPct = unit.range().socPct();
    double netW = now.net().nowW();
    boolean inside =
        netW > 0
            ? unit.range().dischargeW() <= 0 && socPct > unit.edgePct() - BEYOND_PCT
            : unit.range().chargeW() <= 0 && socPct < unit.window().maxSocPct() + BEYOND_PCT;
    return inside && share.watts == 0 && now.policy().wantedW(netW) == netW;
  }

  /** At an edge of the window of charge its measured power is expected. */
  private static double expectedW(RegulatorUnit unit, ExchangeSituation now, double measuredW) {
    double socPct = unit.range().socPct();
    double doesW = Math.abs(measuredW) < OWN_NEAR * unit.ratedW ? 0 : measuredW;
    return Math.clamp(
        unit.ownModeW(now.net().nowW()).orElse(0),
        socPct >= unit.window().maxSocPct() ? 0 : Math.min(-unit.range().chargeW(), doesW),
        socPct <= unit.window().minSocPct() ? 0 : Math.max(unit.range().emergencyW(), doesW));
  }

  /**
   * How much worse another power than the wanted one is, 0..1. Without prices, and where a bound
   * decides, it is as bad as can be.
   */
  private static double worth(double doesW, Share share, ExchangeSituation now) {
    StoragePolicy policy = now.policy();
    double lackKw = Math.abs(share.watts - doesW) / 1000;
    boolean limited =
        share.target.decidedBy().filter(b -> b.reason() != Reason.DEVICE_LIMIT).isPresent();
    if (policy.byRule() || share.isRequested || limited) {
      return 1;
    }
    double netW = now.net().nowW();
    double more = policy.costPerHour(doesW, netW) - policy.costPerHour(share.watts, netW);
    double price = Math.max(Math.abs(policy.prices().importPerKwh()), LEAST_PRICE);
    double relative = lackKw > 0 ? more / lackKw / price : 0;
    return Math.clamp((relative - AS_GOOD) / (FAR_WORSE - AS_GOOD), 0, 1);
  }

  private ExplainedSetpoint setpoint(
      RegulatorUnit unit, Step step, Explanation why, CycleInput input) {
    ExplainedSetpoint setpoint =
        unit.setpointOutput.setpoint(why.value(), 0, why).to(step.purpose());
    unit.drive.asked(setpoint.value(), unit.state(input).powerW().ifKnown().orElse(0), input.now());
    return setpoint;
  }

  /** The free batteries compensate for the spared ones. */
  private double[] completed(
      double[] shares,
      double restW,
      Map<String, ExplainedSetpoint> spared,
      RequestedRegulators requested) {
    double leftW = restW;
    for (int i = 0; i < shares.length && !spared.isEmpty(); i++) {
      RegulatorUnit unit = assets.regulators.get(i);
      if (!spared.containsKey(unit.id) && !requested.has(unit)) {
        double before = shares[i];
        shares[i] = within(unit, before + leftW);
        leftW -= shares[i] - before;
      }
    }
    return shares;
  }

  private static double within(RegulatorUnit unit, double watts) {
    return Math.clamp(watts, -unit.range().chargeW(), Math.max(0, unit.range().emergencyW()));
  }
}
