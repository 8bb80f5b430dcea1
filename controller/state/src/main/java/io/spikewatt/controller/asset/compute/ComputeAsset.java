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
import io.spikewatt.controller.asset.WorkCurve;
import io.spikewatt.controller.setpoint.Action;
import io.spikewatt.controller.setpoint.Reason;
import io.spikewatt.hal.guard.OutputSpec;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Signal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * A compute cluster: work that is worth its power, and a job that is due. It gets the power whose
 * last kWh is worth its price, by the curve of work over power that it reports, or the configured
 * one.
 */
public final class ComputeAsset {

  private final Role.Compute role;
  private final double spanW;
  private final WorkCurve configured;
  private final WorthPower fromGrid = new WorthPower();
  private final WorthPower fromSurplus = new WorthPower();
  private final Hysteresis jobFromSurplus = new Hysteresis();
  private final DeadlineSlack deadlineSlack = new DeadlineSlack();

  private ComputeAsset(Role.Compute role, double spanW) {
    this.role = role;
    this.spanW = spanW;
    this.configured = curve(role);
  }

  /** The configured curve. */
  private static WorkCurve curve(Role.Compute role) {
    if (role.curve().isEmpty()) {
      return WorkCurve.proportional(role.minW(), role.maxW(), role.valuePerKwh());
    }
    List<WorkCurve.Point> points =
        role.curve().stream().map(p -> new WorkCurve.Point(p.watts(), p.work())).toList();
    return WorkCurve.of(role.minW(), role.maxW(), points, role.valuePerKwh());
  }

  /** The cluster of a site. */
  public static SiteDevice of(DeviceConfig device, Role.Compute role, Optional<OutputSpec> output) {
    String id = device.id();
    Signal power = new Signal(id, Quantity.POWER_W);
    MeasuredCurve measured = new MeasuredCurve(id, role);
    Optional<WorkCurve> configured =
        Optional.of(role).filter(one -> !one.curve().isEmpty()).map(ComputeAsset::curve);
    return SiteDevice.of(device, Purpose.NONE)
        .measured(
            Optional.of(new BalancePower(BalanceTerm.COMPUTE, power, false, false)),
            (snapshot, powerW, _) ->
                Optional.of(
                    new ComputeState(
                        id,
                        powerW,
                        Optional.empty(),
                        measured.update(snapshot).or(() -> configured))))
        .controlled(load(device, role), output)
        .planned(new PlanCapability.PricedLoad(role.minW(), role.maxW(), curve(role)));
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
    ComputeState state = (ComputeState) view.state();
    WorkCurve curve = state.curve().orElse(configured);
    double leastW = curve.hasCliff() ? Math.clamp(curve.cliffW() - role.minW(), 0, spanW) : 0;
    List<LoadNeed> needs =
        Stream.concat(job(view, state.job(), leastW).stream(), work(view, curve).stream()).toList();
    return new LoadOffer(
        needs, Optional.empty(), Action.CONSUME, Reason.MINIMUM, OptionalDouble.of(leastW));
  }

  /**
   * Work of a value, which is never urgent: first what is worth more than stored energy, then what
   * is worth more than export, and power that would be curtailed.
   */
  private List<LoadNeed> work(LoadView view, WorkCurve curve) {
    StoragePolicy policy = view.policy();
    boolean priced = !policy.byRule();
    double gridW =
        priced && !view.isWithoutGrid()
            ? fromGrid.next(curve, policy.prices().importPerKwh(), policy.band())
            : fromGrid.none();
    double surplusW =
        priced
            ? fromSurplus.next(curve, policy.prices().exportPerKwh(), policy.band())
            : fromSurplus.next(curve, 0, 0);
    double beforeW = surplusW;
    if (policy.store()) {
      // Equal to stored energy is enough.
      beforeW = policy.byRule() ? 0 : curve.worthW(Math.nextDown(policy.storedWorth()));
    }
    double aboveMinW = curve.baseW() - role.minW();
    return needs(
        aboveBase(gridW, aboveMinW),
        aboveBase(Math.min(beforeW, surplusW), aboveMinW),
        aboveBase(surplusW, aboveMinW));
  }

  /** Power above the smallest one; what the cluster draws idle above that brings no work alone. */
  private double aboveBase(double watts, double aboveMinW) {
    return watts > 0 ? Math.min(spanW, watts + aboveMinW) : 0;
  }

  private List<LoadNeed> needs(double gridW, double beforeW, double surplusW) {
    List<LoadNeed> needs = new ArrayList<>();
    if (beforeW > 0) {
      needs.add(need(beforeW, gridW, Surplus.BEFORE_STORAGE));
    }
    if (surplusW > beforeW) {
      needs.add(need(surplusW, gridW, Surplus.AFTER_STORAGE));
    }
    if (surplusW < spanW) {
      needs.add(need(spanW, gridW, Surplus.NONE));
    }
    return needs;
  }

  private static LoadNeed need(double upToW, double gridW, Surplus surplus) {
    return new LoadNeed(
        Reason.WORTH_ITS_POWER, Urgency.WORTH, Math.max(upToW, gridW), gridW, surplus);
  }

  private Optional<LoadNeed> job(LoadView view, Optional<JobState> given, double leastW) {
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
    double plannedW = planned.map(LoadPlan.Work::aboveBaseW).orElse(0.0);
    double gridW = Math.min(jobW, plannedW > 0 ? Math.max(plannedW, leastW) : plannedW);
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
