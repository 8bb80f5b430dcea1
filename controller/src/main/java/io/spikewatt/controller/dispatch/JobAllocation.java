package io.spikewatt.controller.dispatch;

import io.spikewatt.config.site.Role;
import io.spikewatt.controller.asset.ComputeState;
import io.spikewatt.controller.plan.PlannedJob;
import java.time.Duration;
import java.util.Optional;

/** Serves one cluster's job in a cycle, from the grid and from surplus. */
final class JobAllocation {

  private final Role.Compute role;
  private final BudgetRamp ramp;
  private final DeadlineSlack deadlineSlack = new DeadlineSlack();
  private final Hysteresis fromSurplus = new Hysteresis();
  private double spanW;
  private double gridW;
  private boolean must;
  private boolean batteryFirst;

  JobAllocation(Role.Compute role, BudgetRamp ramp) {
    this.ramp = ramp;
    this.role = role;
  }

  /** Decides the job's request, before any power is allocated. */
  void judge(ComputeState state, CycleInput input, StoragePolicy policy) {
    spanW = 0;
    gridW = 0;
    must = false;
    if (state.job().isEmpty()) {
      deadlineSlack.none();
      fromSurplus.set(false);
      return;
    }
    var job = state.job().get();
    spanW = Math.max(0, Math.min(job.maxW(), role.maxW()) - role.minW());
    double leftS = Duration.between(input.now().instant(), job.by()).toMillis() / 1000.0;
    double usableS = leftS - ramp.lostS(spanW);
    must =
        input.zeroExchange()
            ? deadlineSlack.none()
            : deadlineSlack.update(DeadlineSlack.spareS(usableS, job.leftWh(), spanW)) && spanW > 0;
    Optional<PlannedJob> planned =
        input
            .plan()
            .filter(plan -> !input.zeroExchange() && !policy.byRule())
            .flatMap(plan -> Optional.ofNullable(plan.jobs().get(state.id())));
    if (must) {
      gridW = spanW;
    } else if (planned.isPresent()) {
      int slot = input.plan().orElseThrow().slotAt(input.now().instant());
      gridW = Math.min(spanW, planned.get().aboveMinW()[slot]);
    }
    if (planned.isPresent() && !must) {
      double worth = planned.get().perKwh();
      // Among equal prices the earliest is the safest.
      fromSurplus.update(worth - policy.prices().exportPerKwh() + policy.band(), policy.band());
      batteryFirst = policy.store() && policy.storedWorth() > worth + policy.band();
    } else {
      fromSurplus.set(true);
      // A job that no plan knows yet leaves the battery its planned energy.
      batteryFirst = !policy.byRule() && policy.store();
    }
  }

  /** Whether it must run at full power from now on. */
  boolean must() {
    return must;
  }

  /** Urgent power above the cluster's minimum, W; 0 if the job can wait. */
  double mustW() {
    return must ? spanW : 0;
  }

  /**
   * Wanted power above the cluster's minimum, W.
   *
   * @param surplusW power that would be exported, W
   * @param chargeW the batteries' part of it, W
   */
  double requestedW(double surplusW, double chargeW) {
    double left = Math.max(0, surplusW - (batteryFirst ? chargeW : 0));
    return Math.min(spanW, Math.max(gridW, fromSurplus.on() ? left : 0));
  }

  /** Why it runs. */
  Reason reason() {
    return must ? Reason.JOB_IN_TIME : gridW > 0 ? Reason.JOB_PLANNED : Reason.JOB_FROM_SURPLUS;
  }
}
