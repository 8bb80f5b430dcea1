package io.spikewatt.controller.dispatch;

import io.spikewatt.controller.asset.Estimate;
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
 * other batteries take what these hold back.
 */
final class SparedRegulators {

  /** Deviation from what a battery does by itself that counts as none, of the rated power. */
  private static final double OWN_NEAR = 0.05;

  private final Assets assets;

  SparedRegulators(Assets assets) {
    this.assets = assets;
  }

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
      Optional<Step> step = step(unit, new Share(wanted[i], asked, target), why, now, input);
      if (step.isPresent()) {
        double watts = within(unit, step.get().watts());
        Explanation own = asked ? requested.explain(unit, watts) : why.ofBattery(watts);
        Explanation kept = step.get().heldBack() ? own.boundBy(budget(watts)) : own;
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
      RegulatorUnit unit, Share share, Explanation why, ExchangeSituation now, CycleInput input) {
    if (unit.sparse.isEmpty()) {
      return Optional.empty();
    }
    SparseSetpoint sparse = unit.sparse.get();
    if (!(unit.state(input).powerW() instanceof Estimate.Known measured)
        || !unit.range().isUsable()) {
      sparse.forget();
      return Optional.empty();
    }
    if (!sparse.lastWas(unit.setpointOutput.last(Double.NaN))) {
      sparse.forget();
    }
    Wanted wanted =
        new Wanted(share.watts, regulatesItself(unit, share, now, input), share.target.decidedBy());
    Step step = sparse.next(wanted, measured.value(), assets.budget(unit), input.now());
    if (!input.between()) {
      unit.drive.see(measured);
      double doesW = step.isOwnMode() ? measured.value() : step.watts();
      unit.heldBack.add(
          wanted.ownMode() && step.isOwnMode() ? share.watts : doesW,
          share.watts,
          now.net().nowW(),
          why.prices(),
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
        && Math.abs(own.getAsDouble() - share.watts) <= OWN_NEAR * unit.ratedW;
  }

  private ExplainedSetpoint setpoint(
      RegulatorUnit unit, Step step, Explanation why, CycleInput input) {
    ExplainedSetpoint setpoint =
        unit.setpointOutput.setpoint(why.value(), 0, why).to(step.purpose());
    unit.drive.asked(setpoint.value(), unit.state(input).powerW().ifKnown().orElse(0), input.now());
    return setpoint;
  }

  /** The free batteries take what the spared ones hold back. */
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

  private static Bound budget(double watts) {
    return new Bound(Reason.WRITE_BUDGET, Optional.empty(), watts, watts, OptionalDouble.empty());
  }
}
