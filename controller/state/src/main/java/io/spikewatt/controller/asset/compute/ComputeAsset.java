package io.spikewatt.controller.asset.compute;

import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.Role;
import io.spikewatt.controller.asset.BalancePower;
import io.spikewatt.controller.asset.BalanceTerm;
import io.spikewatt.controller.asset.ComputeState;
import io.spikewatt.controller.asset.DeadlineSlack;
import io.spikewatt.controller.asset.FlexibleLoad;
import io.spikewatt.controller.asset.Hysteresis;
import io.spikewatt.controller.asset.JobState;
import io.spikewatt.controller.asset.LoadNeed;
import io.spikewatt.controller.asset.LoadNeed.Surplus;
import io.spikewatt.controller.asset.LoadNeed.Urgency;
import io.spikewatt.controller.asset.LoadOffer;
import io.spikewatt.controller.asset.LoadPlan;
import io.spikewatt.controller.asset.LoadRange;
import io.spikewatt.controller.asset.LoadView;
import io.spikewatt.controller.asset.OutputScale;
import io.spikewatt.controller.asset.PlanCapability;
import io.spikewatt.controller.asset.SiteDevice;
import io.spikewatt.controller.asset.SiteDevice.Purpose;
import io.spikewatt.controller.asset.StoragePolicy;
import io.spikewatt.controller.setpoint.Action;
import io.spikewatt.controller.setpoint.Reason;
import io.spikewatt.hal.guard.OutputSpec;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Signal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A compute cluster: work that is worth its power, and a job that is due. */
public final class ComputeAsset {

  private final Role.Compute role;
  private final double spanW;
  private final Hysteresis fromGrid = new Hysteresis();
  private final Hysteresis fromSurplus = new Hysteresis();
  private final Hysteresis jobFromSurplus = new Hysteresis();
  private final DeadlineSlack deadlineSlack = new DeadlineSlack();

  private ComputeAsset(Role.Compute role, double spanW) {
    this.role = role;
    this.spanW = spanW;
  }

  /** The cluster of a site. */
  public static SiteDevice of(DeviceConfig device, Role.Compute role, Optional<OutputSpec> output) {
    String id = device.id();
    Signal power = new Signal(id, Quantity.POWER_W);
    return SiteDevice.of(device, Purpose.NONE)
        .measured(
            Optional.of(new BalancePower(BalanceTerm.COMPUTE, power, false, false)),
            (_, powerW, _) -> Optional.of(new ComputeState(id, powerW, Optional.empty())))
        .controlled(load(device, role), output)
        .planned(new PlanCapability.PricedLoad(role.minW(), role.maxW(), role.valuePerKwh()));
  }

  private static FlexibleLoad load(DeviceConfig device, Role.Compute role) {
    LoadRange range =
        new LoadRange(
            role.minW(),
            0,
            role.maxW(),
            0,
            0.02 * role.maxW(),
            role.rampWPerMin(),
            LoadRange.Dwell.NONE);
    ComputeAsset cluster = new ComputeAsset(role, range.spanW());
    return new FlexibleLoad(
        device.profile().response(), range, false, false, cluster::offer, OutputScale::of);
  }

  private LoadOffer offer(LoadView view) {
    LoadNeed work = work(view);
    List<LoadNeed> needs =
        Stream.concat(job(view, ((ComputeState) view.state()).job()).stream(), Stream.of(work))
            .toList();
    return new LoadOffer(needs, Optional.empty(), Action.CONSUME, Reason.MINIMUM);
  }

  /** Work of a value, which is never urgent. */
  private LoadNeed work(LoadView view) {
    StoragePolicy policy = view.policy();
    double worth = role.valuePerKwh();
    boolean priced = !policy.byRule();
    boolean grid =
        fromGrid.update(
            priced && !view.isWithoutGrid() ? worth - policy.prices().importPerKwh() : -1,
            policy.band());
    boolean surplus =
        fromSurplus.update(
            priced ? worth - policy.prices().exportPerKwh() : worth > 0 ? 1 : -1, policy.band());
    boolean batteryFirst = policy.store() && (policy.byRule() || policy.storedWorth() > worth);
    return new LoadNeed(
        Reason.WORTH_ITS_POWER,
        Urgency.WORTH,
        spanW,
        grid ? spanW : 0,
        Surplus.of(surplus, batteryFirst));
  }

  private Optional<LoadNeed> job(LoadView view, Optional<JobState> given) {
    if (given.isEmpty()) {
      deadlineSlack.none();
      jobFromSurplus.set(false);
      return Optional.empty();
    }
    JobState job = given.get();
    double jobW = Math.max(0, Math.min(job.maxW(), role.maxW()) - role.minW());
    if (isUrgent(view, job, jobW)) {
      jobFromSurplus.set(true);
      return Optional.of(
          new LoadNeed(Reason.JOB_IN_TIME, Urgency.URGENT, jobW, jobW, Surplus.BEFORE_STORAGE));
    }
    StoragePolicy policy = view.policy();
    Optional<LoadPlan.Work> planned =
        view.isWithoutGrid() || policy.byRule()
            ? Optional.empty()
            : view.plan().flatMap(LoadPlan::work);
    double gridW = planned.map(work -> Math.min(jobW, work.aboveBaseW())).orElse(0.0);
    return Optional.of(
        new LoadNeed(
            gridW > 0 ? Reason.JOB_PLANNED : Reason.JOB_FROM_SURPLUS,
            Urgency.WAITS,
            jobW,
            gridW,
            surplus(policy, planned)));
  }

  private boolean isUrgent(LoadView view, JobState job, double jobW) {
    double leftS = Duration.between(view.now().instant(), job.by()).toMillis() / 1000.0;
    // The ramp delays full power.
    double usableS = leftS - 30 * jobW / role.rampWPerMin();
    return view.isWithoutGrid()
        ? deadlineSlack.none()
        : deadlineSlack.update(DeadlineSlack.spareS(usableS, job.leftWh(), jobW)) && jobW > 0;
  }

  private Surplus surplus(StoragePolicy policy, Optional<LoadPlan.Work> planned) {
    if (planned.isEmpty()) {
      jobFromSurplus.set(true);
      // A job that no plan knows yet leaves the battery its planned energy.
      return Surplus.of(true, !policy.byRule() && policy.store());
    }
    double worth = planned.get().perKwh();
    // Among equal prices the earliest is the safest.
    jobFromSurplus.update(worth - policy.prices().exportPerKwh() + policy.band(), policy.band());
    return Surplus.of(
        jobFromSurplus.on(), policy.store() && policy.storedWorth() > worth + policy.band());
  }
}
