package io.spikewatt.controller.cycle;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.command.ActiveCommands;
import io.spikewatt.controller.dispatch.DeviceRequests;
import io.spikewatt.controller.dispatch.Dispatch;
import io.spikewatt.controller.dispatch.Dispatcher;
import io.spikewatt.controller.energy.ComputeDay;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.controller.forecast.SiteNowcaster;
import io.spikewatt.controller.homeassistant.HomeAssistant;
import io.spikewatt.controller.io.OutputStage;
import io.spikewatt.controller.limit.GridLimits;
import io.spikewatt.controller.mode.Mode;
import io.spikewatt.controller.plan.Plan;
import io.spikewatt.controller.planning.PlanCycle;
import io.spikewatt.controller.report.CycleReport;
import io.spikewatt.hal.signal.PlantSnapshot;
import io.spikewatt.hal.time.Moment;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The control cycle, once a second. Confined to one thread.
 *
 * <ol>
 *   <li>snapshot: newest sample of every signal, implausible ones already missing
 *   <li>state: powers, state of charge and connection; commands and plan in force
 *   <li>mode: next mode and its limits
 *   <li>dispatch: one setpoint per output, requests for single devices among its bounds
 *   <li>gate: approve or refuse each; hand approved ones to the links
 *   <li>report: history slot, plan's view, events and state
 * </ol>
 *
 * <p>Precedence: device limits, grid operator, measured limits, local switch, remote request, plan,
 * default.
 */
public final class ControlCycle {

  private final InputStage inputs;
  private final Supervision supervision;
  private final Dispatcher dispatcher;
  private final OutputStage outputs;
  private final ComputeDay computeDay;
  private final CycleRecorder recorder;
  private @Nullable Basis basis;
  private volatile ActiveCommands commandsInForce = ActiveCommands.NONE;

  private record Basis(
      PlantSnapshot snapshot,
      PlantState state,
      GridLimits limits,
      Optional<Plan> plan,
      DeviceRequests requests) {}

  public ControlCycle(
      InputStage inputs,
      Supervision supervision,
      Dispatcher dispatcher,
      OutputStage outputs,
      ComputeDay computeDay,
      CycleRecorder recorder) {
    this.inputs = inputs;
    this.supervision = supervision;
    this.dispatcher = dispatcher;
    this.outputs = outputs;
    this.computeDay = computeDay;
    this.recorder = recorder;
  }

  /** Goes on under another configuration of the same devices. */
  public void setSite(
      Site site, PlanCycle plans, SiteNowcaster nowcaster, Optional<HomeAssistant> homeAssistant) {
    inputs.setSite(site, plans);
    supervision.setSite(site, nowcaster::highestNetW);
    dispatcher.setReserve(site);
    recorder.setSite(site, plans, nowcaster, homeAssistant);
    basis = null;
    commandsInForce = ActiveCommands.NONE;
  }

  /** Stores the running slot, before an orderly end. */
  public void keep() {
    recorder.keep();
  }

  /** One cycle; the steps are those of the class comment. */
  public CycleReport run(Moment now) {
    InputStage.Inputs in = inputs.read(now, outputs.inForce(), outputs.anyInOwnMode());
    PlantSnapshot snapshot = in.snapshot();
    PlantState state = in.state();
    Supervision.Regime regime = supervision.next(in);
    GridLimits tightest = regime.tightest();
    Mode mode = regime.mode();
    DeviceRequests requests =
        new DeviceRequests(
            in.commands().deviceRequests(),
            in.commands().reserveSocPct(now.instant()),
            DeviceRequests.Scope.of(mode, regime.local()));
    Dispatch dispatch = dispatcher.dispatch(state, in.plan(), tightest, requests, mode, now);
    basis = new Basis(snapshot, state, tightest, in.plan(), requests);
    OutputStage.Written written = outputs.write(dispatch, mode, snapshot);
    Dispatch complete = dispatch.and(inputs.alarms()).and(written.notFollowing());
    CycleReport report =
        new CycleReport(
            snapshot,
            state,
            mode,
            regime.limits(),
            complete,
            written.verdicts(),
            supervision.grid(now, computeDay.update(snapshot, state)),
            written.writes());
    commandsInForce = in.activeCommands();
    recorder.record(report, regime.lasting(), in.activeCommands(), dispatcher.gensetsRunFor(now));
    return report;
  }

  /**
   * Between two cycles, after the grid's meter was polled: decides at once if a limit is exceeded
   * by more than the last cycle knew. All other inputs are those of that cycle. Learning, records
   * and reports follow the cycles alone.
   *
   * @return whether there is something to write
   */
  public boolean between(Moment now) {
    Basis last = basis;
    if (last == null || !followsLoad()) {
      return false;
    }
    Optional<Estimate.Known> grid = inputs.gridBetween(last.state.at(), now);
    if (grid.isEmpty()) {
      return false;
    }
    GridLimits limits = supervision.between(last.limits, inputs.readBetween());
    if (!supervision.exceeded(grid.get().value(), limits)) {
      return false;
    }
    PlantState state = last.state.withGrid(grid.get());
    Optional<Plan> plan = supervision.mode() instanceof Mode.Auto ? last.plan : Optional.empty();
    PlantSnapshot snapshot = new PlantSnapshot(now, last.snapshot.all());
    var _ = outputs.approve(dispatcher.between(state, plan, limits, last.requests, now), snapshot);
    return true;
  }

  /** In other modes limits are kept without following the net load, or there is no grid. */
  private boolean followsLoad() {
    Mode mode = supervision.mode();
    return mode instanceof Mode.Auto || mode instanceof Mode.SelfConsumption;
  }

  /** Commands in force in the last cycle; safe for use by many threads. */
  public ActiveCommands commandsInForce() {
    return commandsInForce;
  }

  /** Devices that an orderly end leaves as they are; a genset in an island runs on for a while. */
  public Set<String> runningOn() {
    return dispatcher.runningOn();
  }
}
