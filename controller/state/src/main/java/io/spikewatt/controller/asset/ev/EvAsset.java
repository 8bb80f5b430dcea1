package io.spikewatt.controller.asset.ev;

import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.Role;
import io.spikewatt.controller.asset.BalancePower;
import io.spikewatt.controller.asset.BalanceTerm;
import io.spikewatt.controller.asset.ChargingMode;
import io.spikewatt.controller.asset.DeadlineSlack;
import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.asset.EvState;
import io.spikewatt.controller.asset.FlexibleLoad;
import io.spikewatt.controller.asset.Hysteresis;
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
import java.util.OptionalDouble;

/**
 * An EV charger: the energy that its car needs by its departure, and the energy that it can return.
 */
public final class EvAsset {

  private static final LoadRange.Dwell DWELL =
      new LoadRange.Dwell(Duration.ofMinutes(3), Duration.ofMinutes(2), Duration.ofSeconds(20));

  /** Spare time that a car needs before it may discharge for the site, s. */
  private static final double GIVING_S = 1800;

  private static final double FULL_PCT = 99.5;

  private final Role.EvCharger role;
  private final boolean canGive;
  private final Hysteresis fromGrid = new Hysteresis();
  private final Hysteresis fromSurplus = new Hysteresis();

  /** On while the car's energy saves more at the site than it is worth in the car. */
  private final Hysteresis toSite = new Hysteresis();

  /** On while the grid pays more for the car's energy than it is worth in the car. */
  private final Hysteresis toGrid = new Hysteresis();

  private final DeadlineSlack deadlineSlack = new DeadlineSlack();

  private EvAsset(Role.EvCharger role, boolean canGive) {
    this.role = role;
    this.canGive = canGive;
  }

  /**
   * Whether a car can be charged without a target: its energy is worth something, and the charger
   * reports none. A target that is missing for now stays unknown.
   */
  static boolean needsNoTarget(DeviceConfig device, Role.EvCharger role) {
    return role.worthPerKwh().isPresent()
        && !device.profile().points().reads().contains(Quantity.SOC_TARGET_PCT);
  }

  /** The charger of a site. */
  public static SiteDevice of(
      DeviceConfig device, Role.EvCharger role, Optional<OutputSpec> output) {
    String id = device.id();
    boolean needsNoTarget = needsNoTarget(device, role);
    Signal power = new Signal(id, Quantity.POWER_W);
    return SiteDevice.of(device, Purpose.NONE)
        .measured(
            Optional.of(new BalancePower(BalanceTerm.EV, power, false, false)),
            (snapshot, powerW, _) ->
                Optional.of(EvReading.state(snapshot, id, role, needsNoTarget, powerW)))
        .controlled(load(device, role, output), output)
        .planned(
            new PlanCapability.ChargingPoint(
                role.minW(),
                role.maxW(),
                role.efficiency(),
                role.dischargeW(),
                role.reserveSocPct(),
                role.wearPerKwh(),
                role.worthPerKwh().orElse(0.0)));
  }

  /** A limit cannot make a car give. */
  private static FlexibleLoad load(
      DeviceConfig device, Role.EvCharger role, Optional<OutputSpec> output) {
    boolean takesPower = output.filter(o -> o.signal().quantity() == Quantity.POWER_W).isPresent();
    LoadRange range =
        new LoadRange(
            0,
            role.minW(),
            role.maxW(),
            role.dischargeW(),
            Math.max(50, 0.02 * role.maxW()),
            Double.POSITIVE_INFINITY,
            DWELL);
    EvAsset ev = new EvAsset(role, role.discharges() && takesPower);
    return new FlexibleLoad(
        device.profile().response(), range, true, false, ev::offer, OutputScale::of);
  }

  private LoadOffer offer(LoadView view) {
    EvState state = (EvState) view.state();
    Optional<LoadOffer.GiveBack> giveBack = giveBack(view, state);
    boolean lacks = state.lacksEnergy();
    boolean off = state.mode() == ChargingMode.OFF;
    if (!lacks || !state.mode().isPlanned()) {
      deadlineSlack.none();
    }
    if (off || (!lacks && !takesMore(state))) {
      fromGrid.set(false);
      fromSurplus.set(false);
      return new LoadOffer(
          List.of(), giveBack, Action.REST, off ? Reason.CHARGING_OFF : Reason.NOTHING_TO_CHARGE);
    }
    if (!state.mode().isPlanned()) {
      return new LoadOffer(List.of(requested(view, state)), giveBack, Action.CHARGE, Reason.WAITS);
    }
    boolean urgent = lacks && deadlineSlack.update(spareS(state)) && !view.isWithoutGrid();
    boolean grid = !view.isWithoutGrid() && worthGrid(view, state);
    Reason reason = urgent ? Reason.READY_IN_TIME : grid ? Reason.CHEAP_ENERGY : Reason.SURPLUS;
    LoadNeed need =
        new LoadNeed(
            reason,
            urgent ? Urgency.URGENT : Urgency.WAITS,
            role.maxW(),
            urgent || grid ? role.maxW() : 0,
            Surplus.of(fromSurplus.on(), batteryFirst(view)));
    return new LoadOffer(List.of(need), giveBack, Action.CHARGE, Reason.WAITS);
  }

  /** Surplus, and the smallest power if that was requested. */
  private LoadNeed requested(LoadView view, EvState state) {
    fromGrid.set(false);
    fromSurplus.set(true);
    boolean minimum = state.mode() == ChargingMode.MINIMUM_SURPLUS && !view.isWithoutGrid();
    return new LoadNeed(
        minimum ? Reason.CHARGES_MINIMUM : Reason.SURPLUS,
        minimum ? Urgency.WORTH : Urgency.WAITS,
        role.maxW(),
        minimum ? role.minW() : 0,
        Surplus.of(true, batteryFirst(view)));
  }

  /** Whether more than the target is worth something. */
  private boolean takesMore(EvState state) {
    return role.worthPerKwh().isPresent() && state.isCarKnown() && value(state.socPct()) < FULL_PCT;
  }

  /** Slack until the car must charge at full power to be ready, s. */
  private double spareS(EvState state) {
    double pct = value(state.targetPct()) - value(state.socPct());
    double missingWh = Math.max(0, pct) / 100 * value(state.capacityWh());
    return DeadlineSlack.spareS(
        value(state.departureInS()), missingWh, role.maxW() * role.efficiency());
  }

  private boolean worthGrid(LoadView view, EvState state) {
    StoragePolicy policy = view.policy();
    if (policy.byRule()) {
      fromSurplus.set(true);
      return fromGrid.set(false);
    }
    LoadPlan plan = view.plan().orElseThrow();
    if (plan.storedPerKwh().isEmpty()) {
      fromSurplus.set(true);
      long leavesS = (long) value(state.departureInS());
      return fromGrid.set(
          state.lacksEnergy()
              && plan.isCheapestUntil().test(view.now().instant().plusSeconds(leavesS)));
    }
    double worth = worth(plan.storedPerKwh().getAsDouble());
    fromSurplus.update(worth - policy.prices().exportPerKwh(), policy.band());
    return fromGrid.update(worth - policy.prices().importPerKwh(), policy.band());
  }

  /** Whether the battery gains more from surplus than the car. */
  private boolean batteryFirst(LoadView view) {
    StoragePolicy policy = view.policy();
    OptionalDouble stored = storedPerKwh(view);
    return !policy.byRule()
        && policy.store()
        && stored.isPresent()
        && policy.storedWorth() > worth(stored.getAsDouble()) + policy.band();
  }

  /** The offer, while the car's energy is worth less than missing or sold energy. */
  private Optional<LoadOffer.GiveBack> giveBack(LoadView view, EvState state) {
    StoragePolicy policy = view.policy();
    OptionalDouble stored = storedPerKwh(view);
    if (view.isWithoutGrid()
        || policy.byRule()
        || stored.isEmpty()
        || !mayGive(state, view.takenW())) {
      toSite.set(false);
      toGrid.set(false);
      return Optional.empty();
    }
    double drawn = stored.getAsDouble() / role.efficiency() + role.wearPerKwh() / 2;
    return Optional.of(
        new LoadOffer.GiveBack(
            toSite.update(policy.prices().importPerKwh() - drawn, policy.band()),
            toGrid.update(policy.prices().exportPerKwh() - drawn, policy.band()),
            policy.cover() && policy.drawnCost() <= drawn));
  }

  /**
   * Whether the car may be discharged: its charge is above its reserve, and the energy can be
   * restored in time.
   */
  private boolean mayGive(EvState state, double takenW) {
    if (!canGive || !state.isCarKnown() || takenW > 0 || !state.mode().isPlanned()) {
      return false;
    }
    boolean giving = takenW < 0;
    double soc = value(state.socPct());
    // Above its target no energy needs to be restored.
    boolean inTime =
        soc > value(state.targetPct()) + 1 || spareS(state) > (giving ? GIVING_S : 2 * GIVING_S);
    return soc > role.reserveSocPct() + (giving ? 0 : 1) && inTime;
  }

  private static OptionalDouble storedPerKwh(LoadView view) {
    return view.plan().map(LoadPlan::storedPerKwh).orElse(OptionalDouble.empty());
  }

  /** Value of one kWh into the car at the bus, currency. */
  private double worth(double storedPerKwh) {
    return storedPerKwh * role.efficiency() - role.wearPerKwh() / 2;
  }

  private static double value(Estimate known) {
    return known.ifKnown().orElseThrow();
  }
}
