package io.spikewatt.controller.dispatch;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.asset.StoragePolicy;
import io.spikewatt.controller.dispatch.CycleInput.Aim;
import io.spikewatt.controller.dispatch.Dispatch.Alarm;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.controller.estimate.SiteBus;
import io.spikewatt.controller.limit.GridLimits;
import io.spikewatt.controller.limit.ReconnectionRamp;
import io.spikewatt.controller.mode.Mode;
import io.spikewatt.controller.mode.ModeSettings;
import io.spikewatt.controller.plan.Plan;
import io.spikewatt.controller.plan.PlanModel;
import io.spikewatt.controller.setpoint.ExplainedSetpoint;
import io.spikewatt.hal.device.WriteBudget;
import io.spikewatt.hal.guard.OutputSpec;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Decides the setpoint of every output in each cycle. Follows the measured net load and never
 * executes a plan's powers; the plan only gives the value of stored energy. Keeps its last
 * setpoints, so it is confined to one thread and called once a cycle.
 */
public final class Dispatcher {

  /** Setpoints live for this many cycles. */
  static final int VALID_CYCLES = 4;

  /**
   * Longest time without a reading of the grid's power for which the net load is controlled,
   * whatever the mode, which may take longer to change.
   */
  static final Duration SILENT_FOR = Duration.ofSeconds(5);

  private final Duration validFor;
  private final Assets assets;
  private final ExchangeController exchange;
  private final StandbyControl standbyControl;
  private final IslandController island;
  private final DispatchAlarms dispatchAlarms = new DispatchAlarms();
  private @Nullable Moment gridKnownAt;

  /**
   * @param outputs the outputs that control writes; a device without one gets no setpoint
   * @param budgets writes that an output's memory still bears; empty = it does not wear, or has not
   *     told yet
   * @param shedRelays which relays shed when control last ended
   */
  public Dispatcher(
      Site site,
      Collection<OutputSpec> outputs,
      Function<Signal, Optional<WriteBudget>> budgets,
      ShedRelayStore shedRelays) {
    double cycleS = site.control().cycle().toMillis() / 1000.0;
    this.validFor = site.control().cycle().multipliedBy(VALID_CYCLES);
    this.assets = new Assets(site, outputs, budgets, shedRelays);
    PlanModel.StorageModel storage = PlanModel.of(site).storage();
    StoragePolicy byRule = StoragePolicy.byRule(storage.efficiency(), storage.wearPerKwh());
    this.exchange = new ExchangeController(assets, byRule, cycleS);
    this.standbyControl = new StandbyControl(assets, cycleS);
    this.island = new IslandController(assets);
  }

  /** Another configured reserve; all else that is known of the devices stays. */
  public void setReserve(Site site) {
    assets.setReserve(site);
  }

  /**
   * One cycle.
   *
   * @param state state of the plant of this site
   * @param plan the newest plan; one that has lapsed counts as none
   * @param limits limits in force at the grid connection
   * @param requests for single devices
   * @param mode operating mode
   * @param now the cycle's moment
   */
  public Dispatch dispatch(
      PlantState state,
      Optional<Plan> plan,
      GridLimits limits,
      DeviceRequests requests,
      Mode mode,
      Moment now) {
    CycleInput input = input(state, plan, limits, requests, Aim.FOLLOW, now);
    assets.gensets.meet(state.gensets(), now);
    ModeDecision decision = decide(input, mode);
    List<ExplainedSetpoint> switches = island.switches(mode, state.connection(), now);
    List<Alarm> alarms = new ArrayList<>(decision.alarms());
    modeAlarm(mode).ifPresent(alarms::add);
    boolean starting = mode instanceof Mode.Starting;
    List<ExplainedSetpoint> modes =
        starting
            ? List.of()
            : assets.modes.stream().map(unit -> unit.setpoint(input.requests(), limits)).toList();
    if (!starting && !mode.onIsland()) {
      alarms.addAll(dispatchAlarms.judge(state, limits, assets, now));
    }
    return new Dispatch(
        ModeDecision.join(decision.setpoints(), switches, modes),
        input.validUntil(),
        decision.activity(),
        alarms,
        assets.heldBack());
  }

  private ModeDecision decide(CycleInput input, Mode mode) {
    return switch (mode) {
      case Mode.Starting _ -> new ModeDecision(List.of(), new SiteActivity.LeftAlone());
      case Mode.Auto _ -> follow(input);
      case Mode.SelfConsumption _ -> follow(input.withoutPlan());
      case Mode.IslandTest _ -> follow(input.withoutPlan().withAim(Aim.ZERO_EXCHANGE));
      case Mode.Hold hold -> standbyControl.hold(ramped(input, hold.rampSince()));
      case Mode.Islanding islanding ->
          follow(
              input
                  .withoutPlan()
                  .withAim(islanding.gaveUp().isEmpty() ? Aim.SEPARATE : Aim.FOLLOW));
      case Mode.Islanded alone -> {
        // Behind an open transfer switch nothing can flow out.
        boolean fed =
            alone.goodSince().isPresent() && input.state().bus().tie() != SiteBus.Tie.OPEN;
        yield island.run(input, fed ? input.limits().exportW() : Double.POSITIVE_INFINITY);
      }
      case Mode.BlackStart black -> island.start(black.step(), input);
      case Mode.Reconnecting back when back.rampSince().isEmpty() -> island.meet(input);
      case Mode.Reconnecting back ->
          follow(ramped(input.withoutPlan(), back.rampSince()).withAim(Aim.RECONNECT));
    };
  }

  /** Within the ramp after an island; empty = none runs. */
  private static CycleInput ramped(CycleInput input, Optional<Moment> rampSince) {
    return rampSince
        .map(
            since ->
                input.withLimits(
                    ReconnectionRamp.limits(
                        input.limits(), input.state(), since, ModeSettings.RAMP_FOR)))
        .orElse(input);
  }

  /**
   * Between two cycles, in a mode that follows the net load: decides with a newer reading of the
   * grid's power and otherwise unchanged inputs. Nothing learns from it.
   *
   * @param state the last cycle's, with the newer reading in it
   * @param plan the plan in force
   * @return setpoints of all devices that keep the limits
   */
  public Dispatch between(
      PlantState state,
      Optional<Plan> plan,
      GridLimits limits,
      DeviceRequests requests,
      Moment now) {
    CycleInput input = input(state, plan, limits, requests, Aim.FOLLOW_BETWEEN, now);
    ModeDecision decision = exchange.control(input);
    return new Dispatch(
        decision.setpoints(),
        input.validUntil(),
        decision.activity(),
        decision.alarms(),
        assets.heldBack());
  }

  /** How long gensets have been requested to run; empty while none is. */
  public Optional<Duration> gensetsRunFor(Moment now) {
    return assets.gensets.runFor(now);
  }

  /** Devices that continue until they drop the request by themselves. */
  public Set<String> runningOn() {
    Set<String> all = new HashSet<>(assets.gensets.runningOn());
    all.addAll(assets.loadShedding.runningOn());
    return all;
  }

  private CycleInput input(
      PlantState state,
      Optional<Plan> plan,
      GridLimits limits,
      DeviceRequests requests,
      Aim aim,
      Moment now) {
    Moment validUntil = now.plus(validFor);
    return new CycleInput(
        state, plan.filter(p -> p.valid(now)), limits, requests, aim, now, validUntil);
  }

  /** Modes that need a person's attention. */
  private static Optional<Alarm> modeAlarm(Mode mode) {
    return switch (mode) {
      case Mode.Islanding islanding when islanding.gaveUp().isPresent() ->
          Optional.of(new Alarm("islanding", islanding.reason()));
      case Mode.BlackStart black -> Optional.of(new Alarm("black-start", black.reason()));
      default -> Optional.empty();
    };
  }

  private ModeDecision follow(CycleInput input) {
    if (input.state().gridW() instanceof Estimate.Known grid) {
      gridKnownAt = grid.at();
      return exchange.control(input);
    }
    boolean silent =
        gridKnownAt != null && input.now().since(gridKnownAt).compareTo(SILENT_FOR) >= 0;
    return silent ? standbyControl.hold(input) : exchange.repeat(input);
  }
}
