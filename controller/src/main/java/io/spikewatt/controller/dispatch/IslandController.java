package io.spikewatt.controller.dispatch;

import io.spikewatt.controller.asset.BatteryState;
import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.controller.estimate.PlantState.GridConnection;
import io.spikewatt.controller.estimate.SiteBus;
import io.spikewatt.controller.mode.Mode;
import io.spikewatt.controller.plan.IslandPlan;
import io.spikewatt.controller.plan.Plan;
import io.spikewatt.hal.time.Moment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What is done while nobody but the grid-forming inverter balances the site's bus: loads are shed,
 * PV is curtailed and gensets run by state of charge and frequency. Batteries get no setpoint,
 * except just before they meet the grid again.
 */
final class IslandController {

  /** From here on the grid former asks PV to give way by its frequency, Hz. */
  private static final double HIGH_HZ = 50.5;

  /** Part of the rated power by which PV gives way at a time, where the load is unknown. */
  private static final double STEP_DOWN = 0.1;

  /** State of charge above the lowest that a battery needs to carry the site for a minute. */
  private static final double LEAST_TO_MEET_PCT = 3;

  private final Assets assets;

  /** Relays that charge and frequency shed. */
  private int needed;

  IslandController(Assets assets) {
    this.assets = assets;
  }

  /**
   * The grid-forming inverter balances by itself.
   *
   * @param exportW largest export, W, while the grid is back, may feed the bus, and control waits
   *     until it stays: what the battery would take in an island then flows out; infinite without a
   *     grid
   */
  ModeDecision run(CycleInput input, double exportW) {
    PlantState state = input.state();
    assets.update(state);
    Optional<IslandPlan> plan = input.plan().flatMap(Plan::island);
    List<ExplainedSetpoint> rest = StandbyControl.rest(assets, input, Map.of(), Reason.ISLAND);
    List<ExplainedSetpoint> sources = curtail(input, exportW);
    int planned = shed(plan, state, input.now());
    Optional<Boolean> runs = gensets(plan, state, planned, input.now());
    Optional<SiteActivity.PlannedGensets> gensets =
        plan.filter(p -> runs.isPresent() && assets.gensets.plannable())
            .map(p -> planned(p, runs.get(), input.now()));
    return new ModeDecision(
        ModeDecision.join(rest, sources, assets.loadShedding.setpoints()),
        new SiteActivity.Island(planned, gensets));
  }

  /**
   * What gensets do is decided by charge, frequency and plan.
   *
   * @return whether the plan lets them run; empty = it has no say
   */
  private Optional<Boolean> gensets(
      Optional<IslandPlan> plan, PlantState state, int planned, Moment now) {
    OptionalDouble hz = state.bus().frequencyHz().ifKnown();
    boolean fallsShort =
        hz.isPresent()
            && hz.getAsDouble() < IslandTiers.LOW_HZ
            && assets.loadShedding.closed() == assets.loadShedding.size();
    if (!answers(state.gensetW())) {
      assets.gensets.unheard(now);
    }
    // Nothing rests by a plan while a load waits for it that the plan would not shed.
    Optional<Boolean> runs =
        plan.flatMap(p -> p.gensetRequest(now))
            .filter(run -> run || assets.loadShedding.closed() <= planned);
    boolean dark = state.bus().life() == SiteBus.Life.DARK;
    assets.gensets.island(
        new Gensets.Need(socPct(), fallsShort, runs, assets.fullPct(), dark), now);
    return runs;
  }

  /**
   * What charge and frequency shed, they release; what a plan does, the plan.
   *
   * @return relays that the plan sheds
   */
  private int shed(Optional<IslandPlan> plan, PlantState state, Moment now) {
    LoadShedding loadShedding = assets.loadShedding;
    OptionalDouble hz = state.bus().frequencyHz().ifKnown();
    int planned = plan.map(p -> loadShedding.upTo(p.shedUpToPerKwh(now))).orElse(0);
    boolean byPlan = plan.isPresent() && loadShedding.upTo(Double.MAX_VALUE) > 0;
    boolean well = hz.orElse(IslandTiers.WELL_HZ) >= IslandTiers.WELL_HZ;
    int held = byPlan && well ? needed : loadShedding.closed();
    needed = IslandTiers.wanted(held, loadShedding.size(), marginPct(), hz);
    loadShedding.aim(Math.max(needed, planned), now);
    return planned;
  }

  private SiteActivity.PlannedGensets planned(IslandPlan plan, boolean planned, Moment now) {
    return new SiteActivity.PlannedGensets(
        assets.gensets.runFor(now).isPresent(),
        planned,
        plan.changes(now.instant()).map(at -> at.atZone(assets.zone)));
  }

  /**
   * Whether gensets told their power themselves; where none is measured, nothing is known of it.
   */
  static boolean answers(Estimate gensetW) {
    return gensetW instanceof Estimate.Known known && known.how() != Estimate.How.DERIVED;
  }

  /** One step of a black start; the mode keeps their order. */
  ModeDecision start(Mode.Step step, CycleInput input) {
    assets.update(input.state());
    List<ExplainedSetpoint> setpoints = nothingOnBus(input);
    switch (step) {
      case ENERGISING, SETTLING -> assets.gensets.all(true, input.now());
      case GIVEN_UP -> assets.gensets.all(false, input.now());
      // One that runs goes on: to be stopped for ten seconds would only cost it a start.
      case CLEARING -> {}
    }
    return new ModeDecision(setpoints, new SiteActivity.BlackStarts(step));
  }

  /** Nobody balances a bus without voltage, nor for some seconds after it got one. */
  private List<ExplainedSetpoint> nothingOnBus(CycleInput input) {
    List<ExplainedSetpoint> rest = StandbyControl.rest(assets, input, Map.of(), Reason.BLACK_START);
    assets.sources.allow(0, OptionalDouble.empty(), input.now());
    assets.loadShedding.aim(assets.loadShedding.size(), input.now());
    return ModeDecision.join(
        rest,
        assets.sources.setpoints(
            input.requests(), Explanation.of(Action.PRODUCE, Reason.BLACK_START)),
        assets.loadShedding.setpoints());
  }

  /**
   * The transfer switch may close any moment: batteries keep what they do anyway, so that their
   * inverter meets the grid with that power and no step. Gensets leave the bus before, if there is
   * charge to do without, so batteries take over their part, too. A dead bus meets the grid with
   * nothing on it but the load that cannot be shed.
   */
  ModeDecision meet(CycleInput input) {
    if (input.state().bus().life() == SiteBus.Life.DARK) {
      assets.update(input.state());
      List<ExplainedSetpoint> setpoints = nothingOnBus(input);
      assets.gensets.all(false, input.now());
      return new ModeDecision(setpoints, new SiteActivity.DeadBus());
    }
    ModeDecision island = run(input.withoutPlan(), Double.POSITIVE_INFINITY);
    if (marginPct().orElse(0) > LEAST_TO_MEET_PCT) {
      assets.gensets.all(false, input.now());
    }
    return new ModeDecision(
        ModeDecision.join(island.setpoints(), carryOn(input)),
        new SiteActivity.MeetsGrid((SiteActivity.Island) island.activity()));
  }

  private List<ExplainedSetpoint> carryOn(CycleInput input) {
    double gensetW = Math.max(0, input.state().gensetW().ifKnown().orElse(0));
    double emergencyW = assets.range().emergencyW();
    List<ExplainedSetpoint> setpoints = new ArrayList<>();
    for (BatteryUnit unit : assets.batteries) {
      BatteryState battery = Assets.state(input.state(), unit);
      double part = emergencyW > 0 ? gensetW * unit.emergencyW / emergencyW : 0;
      double watts = unit.usable ? battery.powerW().ifKnown().orElse(0) + part : 0;
      ExplainedSetpoint setpoint =
          unit.setpointOutput.setpoint(
              watts, unit.bandW(), Explanation.of(Action.ofBattery(watts), Reason.MEETS_GRID));
      unit.drive.asked(setpoint.value(), watts, input.now());
      setpoints.add(setpoint);
    }
    return setpoints;
  }

  /**
   * The transfer switch and, on the grid, the gensets: set in every mode but the first. Where
   * nobody knows whether there is a grid, gensets stay as they are: a new process may have found
   * one that carries an island.
   */
  List<ExplainedSetpoint> switches(Mode mode, GridConnection grid, Moment now) {
    if (mode instanceof Mode.Starting) {
      return List.of();
    }
    Explanation why =
        mode.separates()
            ? Explanation.of(Action.SEPARATE, Reason.ISLAND)
            : Explanation.of(Action.CONNECT, Reason.GRID_FEEDS);
    List<ExplainedSetpoint> tie =
        assets.transferSwitch.stream()
            .map(setpointOutput -> setpointOutput.setpoint(mode.separates() ? 1 : 0, 0.5, why))
            .toList();
    if (!mode.onIsland() && grid != GridConnection.UNKNOWN) {
      assets.gensets.all(false, now);
    }
    return ModeDecision.join(
        tie, assets.gensets.setpoints(mode.onIsland() ? Reason.ISLAND : Reason.GRID_FEEDS));
  }

  private List<ExplainedSetpoint> curtail(CycleInput input, double exportW) {
    PlantState state = input.state();
    OptionalDouble load = state.loadW().ifKnown();
    OptionalDouble hz = state.bus().frequencyHz().ifKnown();
    if (load.isPresent()) {
      double gensetW = Math.max(0, state.gensetW().ifKnown().orElse(0));
      double takenW = Math.min(assets.range().chargeW(), exportW);
      assets.sources.allow(load.getAsDouble() + takenW - gensetW, state.sourceW(), input.now());
      return assets.sources.setpoints(
          input.requests(), Explanation.of(Action.PRODUCE, Reason.ISLAND_BALANCE));
    }
    if (hz.isPresent() && hz.getAsDouble() > HIGH_HZ) {
      assets.sources.feelIsland(STEP_DOWN, input.now());
      return assets.sources.setpoints(
          input.requests(), Explanation.of(Action.PRODUCE, Reason.ISLAND_FREQUENCY));
    }
    return assets.sources.again(input.requests(), Reason.AS_BEFORE);
  }

  /** Of the battery that is nearest to its lowest state of charge; empty if none is known. */
  private OptionalDouble marginPct() {
    return assets.batteries.stream()
        .filter(unit -> unit.usable)
        .mapToDouble(unit -> unit.socPct - unit.role.minSocPct())
        .min();
  }

  private OptionalDouble socPct() {
    return assets.batteries.stream().anyMatch(unit -> unit.usable)
        ? OptionalDouble.of(assets.socPct())
        : OptionalDouble.empty();
  }
}
