package io.spikewatt.controller.dispatch;

import io.spikewatt.controller.estimate.Estimate;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.controller.estimate.PlantState.BatteryState;
import io.spikewatt.controller.estimate.PlantState.GridConnection;
import io.spikewatt.controller.estimate.SiteBus;
import io.spikewatt.controller.mode.Mode;
import io.spikewatt.controller.plan.IslandPlan;
import io.spikewatt.hal.guard.Setpoint;
import io.spikewatt.hal.time.Moment;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
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

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);

  private final Assets assets;

  /** Relays that charge and frequency shed. */
  private int needed;

  IslandController(Assets assets) {
    this.assets = assets;
  }

  /**
   * The grid-forming inverter balances by itself.
   *
   * @param exportW largest export, W, while the grid is back, may feed the bus, and it is waited
   *     until it stays: what the battery would take in an island then flows out; infinite without a
   *     grid
   * @param plan when gensets are to run; empty = their charge alone says so
   */
  String run(
      PlantState state,
      double exportW,
      Optional<IslandPlan> plan,
      Moment now,
      Moment validUntil,
      List<Setpoint> out) {
    assets.update(state);
    StandbyControl.rest(assets, state, now, validUntil, "island", out);
    curtail(state, exportW, now, validUntil, out);
    OptionalDouble hz = state.bus().frequencyHz().ifKnown();
    int relays = assets.loadShedding.size();
    int planned = plan.map(p -> assets.loadShedding.upTo(p.shedUpToPerKwh(now))).orElse(0);
    boolean byPlan = plan.isPresent() && assets.loadShedding.upTo(Double.MAX_VALUE) > 0;
    shed(byPlan, planned, hz, now);
    assets.loadShedding.ask(out, validUntil);
    boolean fallsShort =
        hz.isPresent()
            && hz.getAsDouble() < IslandTiers.LOW_HZ
            && assets.loadShedding.closed() == relays;
    if (!answers(state.bus().gensetW())) {
      assets.gensets.unheard(now);
    }
    // Nothing rests by a plan while a load waits for it that the plan would not shed.
    Optional<Boolean> runs =
        plan.flatMap(p -> p.gensetRequest(now))
            .filter(run -> run || assets.loadShedding.closed() <= planned);
    boolean dark = state.bus().life() == SiteBus.Life.DARK;
    assets.gensets.island(
        new Gensets.Need(socPct(), fallsShort, runs, assets.fullPct(), dark), now);
    return "batteries balance by themselves, EVs at 0"
        + (planned > 0 ? ", loads shed by the plan: " + planned : "")
        + plan.filter(p -> runs.isPresent() && assets.gensets.plannable())
            .map(p -> gensets(p, runs.get(), now))
            .orElse("");
  }

  /**
   * What charge and frequency shed, they release; what a plan does, the plan.
   *
   * @param byPlan whether there is one that could
   * @param planned relays that it sheds
   */
  private void shed(boolean byPlan, int planned, OptionalDouble hz, Moment now) {
    LoadShedding loadShedding = assets.loadShedding;
    boolean well = hz.orElse(IslandTiers.WELL_HZ) >= IslandTiers.WELL_HZ;
    int held = byPlan && well ? needed : loadShedding.closed();
    needed = IslandTiers.wanted(held, loadShedding.size(), marginPct(), hz);
    loadShedding.aim(Math.max(needed, planned), now);
  }

  /** What the gensets do beside what the plan wants. */
  private String gensets(IslandPlan plan, boolean planned, Moment now) {
    boolean run = assets.gensets.runFor(now).isPresent();
    String until =
        plan.changes(now.instant())
            .map(at -> " until " + TIME.format(at.atZone(assets.zone)))
            .orElse("");
    String does = run ? ", gensets run" : ", gensets rest";
    if (run == planned) {
      return does + " by the plan" + until;
    }
    return does + (run ? ": charge or least run" : ": charge or least rest") + " before the plan";
  }

  /**
   * Whether gensets told their power themselves; where none is measured, nothing is known of it.
   */
  static boolean answers(Estimate gensetW) {
    return gensetW instanceof Estimate.Known known && known.how() != Estimate.How.DERIVED;
  }

  /** One step of a black start; the mode keeps their order. */
  String start(
      Mode.Step step, PlantState state, Moment now, Moment validUntil, List<Setpoint> out) {
    assets.update(state);
    nothingOnBus(state, now, validUntil, out);
    switch (step) {
      case ENERGISING, SETTLING -> assets.gensets.all(true, now);
      case GIVEN_UP -> assets.gensets.all(false, now);
      // One that runs goes on: to be stopped for ten seconds would only cost it a start.
      case CLEARING -> {}
    }
    return step.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** Nobody balances a bus without voltage, nor for some seconds after it got one. */
  private void nothingOnBus(PlantState state, Moment now, Moment validUntil, List<Setpoint> out) {
    StandbyControl.rest(assets, state, now, validUntil, "black start", out);
    assets.sources.allow(0, OptionalDouble.empty(), now);
    assets.sources.ask(out, validUntil, "black start: until the bus is up");
    assets.loadShedding.aim(assets.loadShedding.size(), now);
    assets.loadShedding.ask(out, validUntil);
  }

  /**
   * The transfer switch may close any moment: batteries are told what they do anyway, so that their
   * inverter meets the grid with that power and no step. Gensets leave the bus before, if there is
   * charge to do without, so batteries are told to carry their part, too. A dead bus meets the grid
   * with nothing on it but the load that cannot be shed.
   */
  String meet(PlantState state, Moment now, Moment validUntil, List<Setpoint> out) {
    if (state.bus().life() == SiteBus.Life.DARK) {
      assets.update(state);
      nothingOnBus(state, now, validUntil, out);
      assets.gensets.all(false, now);
      return "nothing is on the dead bus";
    }
    String rest = run(state, Double.POSITIVE_INFINITY, Optional.empty(), now, validUntil, out);
    if (marginPct().orElse(0) > LEAST_TO_MEET_PCT) {
      assets.gensets.all(false, now);
    }
    double gensetW = Math.max(0, state.bus().gensetW().ifKnown().orElse(0));
    double emergencyW = assets.emergencyW();
    for (BatteryUnit unit : assets.batteries) {
      BatteryState battery = Assets.state(state, unit);
      double part = emergencyW > 0 ? gensetW * unit.emergencyW / emergencyW : 0;
      double power = unit.usable ? battery.powerW().ifKnown().orElse(0) + part : 0;
      Setpoint setpoint =
          unit.setpointOutput.setpoint(
              power, unit.bandW(), validUntil, "as it is, to meet the grid without a step");
      unit.batteryRegulator.asked(setpoint.value(), power, now);
      out.add(setpoint);
    }
    return rest + ", batteries are told to go on as they do";
  }

  /**
   * The transfer switch and, on the grid, the gensets: asked in every mode but the first. Where
   * nobody knows whether there is a grid, gensets stay as they are: a new process may have found
   * one that carries an island.
   */
  void switches(Mode mode, GridConnection grid, Moment now, Moment validUntil, List<Setpoint> out) {
    if (mode instanceof Mode.Starting) {
      return;
    }
    assets.transferSwitch.ifPresent(
        setpointOutput ->
            out.add(
                setpointOutput.setpoint(
                    mode.separates() ? 1 : 0,
                    0.5,
                    validUntil,
                    mode.separates() ? "stays separated" : "may connect")));
    if (!mode.onIsland() && grid != GridConnection.UNKNOWN) {
      assets.gensets.all(false, now);
    }
    assets.gensets.ask(out, validUntil, mode.onIsland() ? "island" : "the grid feeds the site");
  }

  private void curtail(
      PlantState state, double exportW, Moment now, Moment validUntil, List<Setpoint> out) {
    OptionalDouble load = state.loadW().ifKnown();
    OptionalDouble hz = state.bus().frequencyHz().ifKnown();
    if (load.isPresent()) {
      double gensetW = Math.max(0, state.bus().gensetW().ifKnown().orElse(0));
      double takenW = Math.min(assets.chargeW(), exportW);
      assets.sources.allow(load.getAsDouble() + takenW - gensetW, state.sourceW(), now);
      assets.sources.ask(out, validUntil, "island: what load and battery can take");
    } else if (hz.isPresent() && hz.getAsDouble() > HIGH_HZ) {
      assets.sources.feelIsland(STEP_DOWN, now);
      assets.sources.ask(out, validUntil, "island: the frequency asks PV to give way");
    } else {
      assets.sources.again(out, validUntil, "island: as before");
    }
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
