package io.spikewatt.controller.dispatch;

import io.spikewatt.config.site.Role;
import io.spikewatt.controller.asset.ComputeState;
import io.spikewatt.controller.plan.PlannedJob;
import java.time.Duration;
import java.util.Optional;

/** How one cluster's job is served in a cycle: what it takes from the grid, and of surplus. */
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

  /** Decides what the job asks for; nothing has been given to anyone yet. */
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
      // Among equal prices the first is the surest.
      fromSurplus.update(worth - policy.prices().exportPerKwh() + policy.band(), policy.band());
      batteryFirst = policy.store() && policy.storedWorth() > worth + policy.band();
    } else {
      fromSurplus.set(true);
      // One that no plan knows yet leaves the battery what the plan meant for it.
      batteryFirst = !policy.byRule() && policy.store();
    }
  }

  /** Whether it has to run at full power from now on. */
  boolean must() {
    return must;
  }

  /** What it takes in a hurry above the cluster's minimum, W; 0 if it can wait. */
  double mustW() {
    return must ? spanW : 0;
  }

  /**
   * Power above the cluster's minimum that it wants, W.
   *
   * @param surplusW what would be exported, W
   * @param chargeW what the batteries take of it, W
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
