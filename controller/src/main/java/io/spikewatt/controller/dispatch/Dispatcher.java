package io.spikewatt.controller.dispatch;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.dispatch.Dispatch.Alarm;
import io.spikewatt.controller.estimate.Estimate;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.controller.estimate.SiteBus;
import io.spikewatt.controller.limit.GridLimits;
import io.spikewatt.controller.limit.ReconnectionRamp;
import io.spikewatt.controller.mode.Mode;
import io.spikewatt.controller.mode.ModeSettings;
import io.spikewatt.controller.plan.Plan;
import io.spikewatt.controller.plan.PlanModel;
import io.spikewatt.hal.guard.OutputSpec;
import io.spikewatt.hal.guard.Setpoint;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides each cycle what every output is to do. It follows the measured net load and never
 * executes a plan's powers; the plan only tells what stored energy is worth. Remembers its last
 * commands, so one thread uses it alone, once a cycle.
 */
public final class Dispatcher {

  /** Setpoints live for this many cycles. */
  static final int VALID_CYCLES = 4;

  /**
   * So long after the last reading of the grid's power nothing is steered any more, whatever the
   * mode, which may take longer to see it.
   */
  static final Duration SILENT_FOR = Duration.ofSeconds(5);

  private final Site site;
  private final Assets assets;
  private final ExchangeController exchangeController;
  private final StandbyControl standbyControl;
  private final IslandController islandController;
  private final ModeSettings modeSettings;
  private final DispatchAlarms dispatchAlarms = new DispatchAlarms();
  private double aheadW;
  private @Nullable Moment gridKnownAt;

  /**
   * @param outputs what may be written; a device without an output is left alone
   */
  public Dispatcher(Site site, Collection<OutputSpec> outputs) {
    this.site = site;
    this.assets = new Assets(site, outputs);
    this.exchangeController =
        new ExchangeController(
            assets,
            new StoragePolicy(PlanModel.of(site).storage()),
            site.control().cycle().toMillis() / 1000.0);
    this.standbyControl = new StandbyControl(assets);
    this.islandController = new IslandController(assets);
    this.modeSettings = ModeSettings.of(site);
  }

  /**
   * One cycle.
   *
   * @param state what the plant is doing, of the site that this was made for
   * @param plan the newest plan; one that has lapsed counts as none
   * @param limits limits in force at the grid connection
   * @param mode how much of control is possible
   * @param now the cycle's moment
   */
  public Dispatch dispatch(
      PlantState state, Optional<Plan> plan, GridLimits limits, Mode mode, Moment now) {
    aheadW = 0;
    List<Setpoint> out = new ArrayList<>();
    List<Alarm> alarms = new ArrayList<>();
    Moment validUntil = validUntil(now);
    Optional<Plan> valid = plan.filter(p -> p.valid(now));
    assets.gensets.meet(state.bus().gensets(), now);
    String what =
        switch (mode) {
          case Mode.Starting starting -> "outputs are left alone";
          case Mode.Auto auto ->
              steer(state, valid, limits, ExchangeGoal.FOLLOW, now, validUntil, out, alarms);
          case Mode.SelfConsumption self ->
              steer(
                  state,
                  Optional.empty(),
                  limits,
                  ExchangeGoal.FOLLOW,
                  now,
                  validUntil,
                  out,
                  alarms);
          case Mode.IslandTest test ->
              steer(
                  state, Optional.empty(), limits, ExchangeGoal.ZERO, now, validUntil, out, alarms);
          case Mode.Hold hold -> standbyControl.hold(state, limits, now, validUntil, out);
          case Mode.Islanding islanding ->
              steer(
                  state,
                  Optional.empty(),
                  limits,
                  islanding.gaveUp().isEmpty() ? ExchangeGoal.ZERO : ExchangeGoal.FOLLOW,
                  now,
                  validUntil,
                  out,
                  alarms);
          case Mode.Islanded alone -> {
            // Behind an open transfer switch nothing can flow out.
            boolean fed = alone.goodSince().isPresent() && state.bus().tie() != SiteBus.Tie.OPEN;
            double exportW = fed ? limits.exportW() : Double.POSITIVE_INFINITY;
            yield islandController.run(
                state, exportW, valid.flatMap(Plan::island), now, validUntil, out);
          }
          case Mode.BlackStart black ->
              islandController.start(black.step(), state, now, validUntil, out);
          case Mode.Reconnecting back when back.rampSince().isEmpty() ->
              islandController.meet(state, now, validUntil, out);
          case Mode.Reconnecting back ->
              steer(
                  state,
                  Optional.empty(),
                  ReconnectionRamp.limits(
                      limits, state, back.rampSince().get(), modeSettings.rampFor()),
                  ExchangeGoal.RAMP,
                  now,
                  validUntil,
                  out,
                  alarms);
        };
    islandController.switches(mode, state.connection(), now, validUntil, out);
    modeAlarm(mode).ifPresent(alarms::add);
    if (!(mode instanceof Mode.Starting)) {
      assets.heatPumps.ask(out, validUntil);
    }
    if (!(mode instanceof Mode.Starting) && !mode.onIsland()) {
      dispatchAlarms.judge(state, limits, assets, now, alarms);
    }
    return new Dispatch(out, mode.name() + " (" + mode.reason() + "): " + what, alarms);
  }

  /**
   * Between two cycles, in a mode that follows the net load: decides with a newer reading of the
   * grid's power and all else as it was. Nothing is learnt from it.
   *
   * @param state the last cycle's, with the newer reading in it
   * @param plan the plan that is followed
   * @return the setpoints of all that keeps the limits
   */
  public List<Setpoint> between(
      PlantState state, Estimate.Known grid, Optional<Plan> plan, GridLimits limits, Moment now) {
    List<Setpoint> out = new ArrayList<>();
    exchangeController.steer(
        new ExchangeController.CycleInput(
            state,
            grid,
            plan.filter(p -> p.valid(now)),
            limits,
            false,
            false,
            true,
            now,
            validUntil(now)),
        out,
        new ArrayList<>());
    aheadW = exchangeController.aheadW();
    return out;
  }

  /**
   * Tells what became of the cycle's setpoints when orders had been laid over them; the devices'
   * models go by that.
   */
  public void applySetpoints(List<Setpoint> setpoints, Moment now) {
    assets.applySetpoints(setpoints, now);
  }

  /** For how long gensets have been asked to run; empty while none is. */
  public Optional<Duration> gensetsRunFor(Moment now) {
    return assets.gensets.runFor(now);
  }

  /** Devices that are to go on as they are asked, until they drop it by themselves. */
  public Set<String> runningOn() {
    return assets.gensets.runningOn();
  }

  /** Until when what is decided now holds. */
  public Moment validUntil(Moment now) {
    return now.plus(site.control().cycle().multipliedBy(VALID_CYCLES));
  }

  /**
   * By how much the net load will have grown when the batteries have answered, W; 0 in modes that
   * do not follow it: what it did before they began says nothing of now.
   */
  public double aheadW() {
    return aheadW;
  }

  /** What a person has to see to. */
  private static Optional<Alarm> modeAlarm(Mode mode) {
    return switch (mode) {
      case Mode.Islanding islanding when islanding.gaveUp().isPresent() ->
          Optional.of(new Alarm("islanding", islanding.reason()));
      case Mode.BlackStart black -> Optional.of(new Alarm("black-start", black.reason()));
      default -> Optional.empty();
    };
  }

  /** What steering is after: to follow the net load, no exchange, or to let it go gently. */
  private enum ExchangeGoal {
    FOLLOW,
    ZERO,
    RAMP
  }

  private String steer(
      PlantState state,
      Optional<Plan> plan,
      GridLimits limits,
      ExchangeGoal exchangeGoal,
      Moment now,
      Moment validUntil,
      List<Setpoint> out,
      List<Alarm> alarms) {
    if (state.gridW() instanceof Estimate.Known grid) {
      gridKnownAt = grid.at();
      String what =
          exchangeController.steer(
              new ExchangeController.CycleInput(
                  state,
                  grid,
                  plan,
                  limits,
                  exchangeGoal == ExchangeGoal.ZERO,
                  exchangeGoal == ExchangeGoal.RAMP,
                  false,
                  now,
                  validUntil),
              out,
              alarms);
      aheadW = exchangeController.aheadW();
      return what;
    }
    if (gridKnownAt != null && now.since(gridKnownAt).compareTo(SILENT_FOR) >= 0) {
      return standbyControl.hold(state, limits, now, validUntil, out);
    }
    exchangeController.again(state, validUntil, out);
    return "the last setpoints are held";
  }
}
