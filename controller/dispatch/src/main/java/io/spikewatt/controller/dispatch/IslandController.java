package io.spikewatt.controller.dispatch;

import io.spikewatt.controller.asset.AssetState;
import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.controller.estimate.PlantState.GridConnection;
import io.spikewatt.controller.estimate.SiteBus;
import io.spikewatt.controller.mode.Mode;
import io.spikewatt.controller.plan.IslandPlan;
import io.spikewatt.controller.plan.Plan;
import io.spikewatt.controller.setpoint.Action;
import io.spikewatt.controller.setpoint.ExplainedSetpoint;
import io.spikewatt.controller.setpoint.Explanation;
import io.spikewatt.controller.setpoint.Reason;
import io.spikewatt.hal.time.Moment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Control while only the grid-forming inverter balances the site's bus: sheds loads, curtails PV
 * and runs gensets by state of charge and frequency. Batteries get no setpoint, except just before
 * reconnection.
 */
final class IslandController {

  /** The grid former requests curtailment of PV by a frequency above this, Hz. */
  private static final double HIGH_HZ = 50.5;

  /** Step of curtailment where the load is unknown, of the rated power. */
  private static final double STEP_DOWN = 0.1;

  /** State of charge above the lowest with which a battery can carry the site for a minute. */
  private static final double LEAST_TO_MEET_PCT = 3;

  private final Assets assets;

  /** Relays shed because of charge and frequency; empty = not decided since the start. */
  private OptionalInt needed = OptionalInt.empty();

  IslandController(Assets assets) {
    this.assets = assets;
  }

  /**
   * Island operation: the grid-forming inverter balances by itself.
   *
   * @param exportW largest export, W, while the returned grid may feed the bus and control waits
   *     for it to stay: power that the battery would take in an island is exported then; infinite
   *     without a grid
   */
  ModeDecision run(CycleInput input, double exportW) {
    PlantState state = input.state();
    assets.update(input);
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
   * Decides on gensets by charge, frequency and plan.
   *
   * @return whether the plan lets them run; empty = no plan applies
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
    // A plan keeps no set at rest while load is shed that it would serve.
    Optional<Boolean> runs =
        plan.flatMap(p -> p.gensetRequest(now))
            .filter(run -> run || assets.loadShedding.closed() <= planned);
    boolean dark = state.bus().life() == SiteBus.Life.DARK;
    assets.gensets.island(
        new Gensets.Need(socPct(), fallsShort, runs, assets.fullPct(), dark), now);
    return runs;
  }

  /**
   * Charge and frequency release the relays that they shed, and the plan those that it sheds.
   *
   * @return relays that the plan sheds
   */
  private int shed(Optional<IslandPlan> plan, PlantState state, Moment now) {
    LoadShedding loadShedding = assets.loadShedding;
    loadShedding.beginInIsland(now);
    OptionalDouble hz = state.bus().frequencyHz().ifKnown();
    int planned = plan.map(p -> loadShedding.upTo(p.shedUpToPerKwh(now))).orElse(0);
    boolean byPlan = plan.isPresent() && loadShedding.upTo(Double.MAX_VALUE) > 0;
    boolean well = hz.orElse(IslandTiers.WELL_HZ) >= IslandTiers.WELL_HZ;
    int held = byPlan && well ? needed.orElse(loadShedding.closed()) : loadShedding.closed();
    int wanted = IslandTiers.wanted(held, loadShedding.size(), marginPct(), hz);
    needed = OptionalInt.of(wanted);
    loadShedding.aim(Math.max(wanted, planned), now);
    return planned;
  }

  private SiteActivity.PlannedGensets planned(IslandPlan plan, boolean planned, Moment now) {
    return new SiteActivity.PlannedGensets(
        assets.gensets.runFor(now).isPresent(),
        planned,
        plan.changes(now.instant()).map(at -> at.atZone(assets.zone)));
  }

  /**
   * Whether gensets reported their power themselves; without a measurement their state is unknown.
   */
  static boolean answers(Estimate gensetW) {
    return gensetW instanceof Estimate.Known known && known.how() != Estimate.How.DERIVED;
  }

  /** One step of a black start; the mode keeps the order. */
  ModeDecision start(Mode.Step step, CycleInput input) {
    assets.update(input);
    List<ExplainedSetpoint> setpoints = nothingOnBus(input);
    switch (step) {
      case ENERGISING, SETTLING -> assets.gensets.all(true, input.now());
      case GIVEN_UP -> assets.gensets.all(false, input.now());
      // A running set continues: a stop for ten seconds would only cost another start.
      case CLEARING -> {}
    }
    return new ModeDecision(setpoints, new SiteActivity.BlackStarts(step));
  }

  /** A bus without voltage is not balanced, nor one whose voltage returned seconds ago. */
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
   * The transfer switch may close at any moment. Batteries keep their power, so that their inverter
   * meets the grid without a step. Gensets leave the bus before, if the charge suffices, so
   * batteries take over their share. A dead bus meets the grid with only the load that cannot be
   * shed.
   */
  ModeDecision meet(CycleInput input) {
    if (input.state().bus().life() == SiteBus.Life.DARK) {
      assets.update(input);
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
    for (RegulatorUnit unit : assets.regulators) {
      AssetState battery = unit.state(input);
      double part = emergencyW > 0 ? gensetW * unit.range().emergencyW() / emergencyW : 0;
      double watts = unit.range().isUsable() ? battery.powerW().ifKnown().orElse(0) + part : 0;
      ExplainedSetpoint setpoint =
          unit.setpointOutput.setpoint(
              watts, unit.bandW(), Explanation.of(Action.ofBattery(watts), Reason.MEETS_GRID));
      unit.drive.asked(setpoint.value(), watts, input.now());
      setpoints.add(setpoint);
    }
    return setpoints;
  }

  /**
   * The transfer switch and, on the grid, the gensets: set in every mode but the first. While the
   * presence of the grid is unknown, gensets stay as they are: a new process may have found one
   * that carries an island.
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
        assets.separations.stream()
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

  /** State of charge above the lowest, of the battery nearest to it; empty if none is known. */
  private OptionalDouble marginPct() {
    return assets.regulators.stream()
        .filter(unit -> unit.range().isUsable())
        .mapToDouble(unit -> unit.range().socPct() - unit.window().minSocPct())
        .min();
  }

  private OptionalDouble socPct() {
    return assets.regulators.stream().anyMatch(unit -> unit.range().isUsable())
        ? OptionalDouble.of(assets.socPct())
        : OptionalDouble.empty();
  }
}
