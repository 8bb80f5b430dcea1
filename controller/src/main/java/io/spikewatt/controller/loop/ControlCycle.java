package io.spikewatt.controller.loop;

import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.command.ComputeJobs;
import io.spikewatt.controller.command.EvTrips;
import io.spikewatt.controller.command.Wishes;
import io.spikewatt.controller.dispatch.DeviceRequests;
import io.spikewatt.controller.dispatch.Dispatch;
import io.spikewatt.controller.dispatch.Dispatcher;
import io.spikewatt.controller.dispatch.ExplainedSetpoint;
import io.spikewatt.controller.estimate.Estimate;
import io.spikewatt.controller.estimate.NightRest;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.controller.estimate.SignTest;
import io.spikewatt.controller.estimate.StateEstimator;
import io.spikewatt.controller.follow.FollowWatch;
import io.spikewatt.controller.forecast.Foresight;
import io.spikewatt.controller.history.HistoryKeeper;
import io.spikewatt.controller.history.SiteSeries;
import io.spikewatt.controller.history.SlotMeans;
import io.spikewatt.controller.io.Outbox;
import io.spikewatt.controller.io.PlantBoard;
import io.spikewatt.controller.mode.FeedInOrders;
import io.spikewatt.controller.mode.GridLimits;
import io.spikewatt.controller.mode.ImportPeak;
import io.spikewatt.controller.mode.LocalSwitches;
import io.spikewatt.controller.mode.Mode;
import io.spikewatt.controller.mode.ModeMachine;
import io.spikewatt.controller.mode.ModeSettings;
import io.spikewatt.controller.mode.Observation;
import io.spikewatt.controller.mode.OperatorWish;
import io.spikewatt.controller.mode.OrderBook;
import io.spikewatt.controller.mode.PhaseLimit;
import io.spikewatt.controller.plan.Plan;
import io.spikewatt.controller.plan.PlanRequest;
import io.spikewatt.controller.report.CycleReport;
import io.spikewatt.controller.report.Event;
import io.spikewatt.controller.report.ExplanationText;
import io.spikewatt.controller.report.Reporter;
import io.spikewatt.hal.device.WriteReceipt;
import io.spikewatt.hal.guard.ApprovedSetpoint;
import io.spikewatt.hal.guard.CommandGate;
import io.spikewatt.hal.guard.Setpoint;
import io.spikewatt.hal.guard.Verdict;
import io.spikewatt.hal.signal.PlantSnapshot;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the daemon does once a second, and what it decides in between. One thread. */
public final class ControlCycle {

  private final Site site;
  private final PlantBoard board;
  private final Outbox outbox;
  private final Inbox inbox;
  private final ComputeJobs jobs;
  private final CommandGate gate;
  private final Foresight foresight;
  private final HistoryKeeper history;
  private final Reporter reporter;
  private final NightRest nightRest;
  private final SignTest signTest;
  private final StateEstimator estimator;
  private final Dispatcher dispatcher;
  private final FollowWatch followWatch;
  private final FeedInOrders feedIn;
  private final PhaseLimit phaseLimit;
  private final ImportPeak importPeak;
  private final LocalSwitches localSwitches;
  private final ModeSettings modeSettings;
  private final SlotMeans slots;
  private final EvTrips trips = new EvTrips();
  private final LimitWatch limitWatch;
  private final Optional<Signal> meter;
  private Mode mode;
  private @Nullable Basis basis;

  /** What a cycle decided by. */
  private record Basis(
      PlantSnapshot snapshot,
      PlantState state,
      GridLimits limits,
      Optional<Plan> plan,
      DeviceRequests requests) {}

  public ControlCycle(
      Site site,
      PlantBoard board,
      Outbox outbox,
      Inbox inbox,
      ComputeJobs jobs,
      CommandGate gate,
      Foresight foresight,
      HistoryKeeper history,
      SlotMeans slots,
      Reporter reporter,
      OrderBook orderBook,
      ImportPeak importPeak,
      Moment start) {
    this.site = site;
    this.board = board;
    this.outbox = outbox;
    this.inbox = inbox;
    this.jobs = jobs;
    this.gate = gate;
    this.foresight = foresight;
    this.history = history;
    this.slots = slots;
    this.reporter = reporter;
    this.nightRest = new NightRest(site);
    this.signTest = new SignTest(site);
    this.estimator = new StateEstimator(site);
    this.dispatcher = new Dispatcher(site, gate.outputs());
    this.followWatch = new FollowWatch(site);
    this.feedIn = new FeedInOrders(site, orderBook, start);
    this.phaseLimit = new PhaseLimit(site);
    this.importPeak = importPeak;
    this.localSwitches = new LocalSwitches(site);
    this.modeSettings = ModeSettings.of(site);
    this.limitWatch = new LimitWatch(site);
    this.meter =
        site.devices().stream()
            .filter(device -> device.role() instanceof Role.GridMeter)
            .findFirst()
            .map(device -> new Signal(device.id(), Quantity.POWER_W));
    this.mode = ModeMachine.start(start);
  }

  /** One cycle: look, judge, decide, let the gate check, hand out, tell. */
  public CycleReport run(Moment now) {
    PlantSnapshot snapshot = signTest.apply(nightRest.apply(board.snapshot(now)));
    Wishes wishes = inbox.take(now);
    PlantState seen = trips.apply(estimator.estimate(snapshot, inForce()), wishes);
    PlantState state = jobs.apply(seen, wishes);
    GridLimits limits = feedIn.apply(Remote.limits(site, state, wishes), snapshot);
    Optional<Plan> plan = foresight.plan().filter(p -> p.valid(now));
    OperatorWish wish = localSwitches.asked(snapshot).orElse(Remote.mode(wishes));
    mode =
        ModeMachine.next(
            mode, Observation.of(site, state, plan.isPresent(), wish, now), modeSettings);
    importPeak.see(state.gridW(), now);
    GridLimits tightest = keepPeak(phaseLimit.apply(limits, snapshot), plan, now);
    DeviceRequests requests = Remote.requests(wishes, scope(snapshot));
    Dispatch dispatch = dispatcher.dispatch(state, plan, tightest, requests, mode, now);
    limitWatch.decided(state.gridW(), tightest);
    basis = new Basis(snapshot, state, tightest, plan, requests);
    List<Verdict> verdicts = approve(dispatch, snapshot);
    List<WriteReceipt> receipts = board.receipts();
    Dispatch told = dispatch.and(followWatch.judge(followed(), receipts, snapshot));
    CycleReport report =
        new CycleReport(snapshot, state, mode, limits, told, verdicts, receipts, board.tallies());
    history.take(slots.add(now.instant(), SiteSeries.of(state)));
    foresight.see(
        state, limits, wishes, new PlanRequest.Peak(importPeak.soFarW(), importPeak.runningW()));
    foresight.seeIsland(mode, dispatcher.gensetsRunFor(now), now);
    jobs.news().forEach(text -> reporter.event(note(text, now)));
    reporter.cycle(report);
    return report;
  }

  /**
   * Between two cycles, after a look at the grid's meter: decides at once if a limit is passed by
   * more than the last cycle knew, with what else it knew. All that learns, records or reports goes
   * by the cycles alone.
   *
   * @return whether there is something to write
   */
  public boolean between(Moment now) {
    Optional<Estimate.Known> grid = glancedW(now);
    if (basis == null || grid.isEmpty() || !followsLoad()) {
      return false;
    }
    GridLimits limits = phaseLimit.between(basis.limits, board.glanced());
    if (!limitWatch.calls(grid.get().value(), limits)) {
      return false;
    }
    PlantState state = basis.state.withGrid(grid.get());
    Optional<Plan> plan = mode instanceof Mode.Auto ? basis.plan : Optional.empty();
    PlantSnapshot snapshot = new PlantSnapshot(now, basis.snapshot.all());
    List<Verdict> _ =
        approve(dispatcher.between(state, plan, limits, basis.requests, now), snapshot);
    return true;
  }

  private static Event note(String text, Moment now) {
    return new Event(now.instant(), Event.Kind.NOTE, "compute-job", text);
  }

  /** The grid's power if it was looked at since the last cycle, and that was not long ago. */
  private Optional<Estimate.Known> glancedW(Moment now) {
    return board.glanced().stream()
        .filter(power -> basis != null && power.at().isAfter(basis.state.at()))
        .filter(power -> now.since(power.at()).compareTo(site.control().cycle()) < 0)
        .filter(power -> meter.filter(power.signal()::equals).isPresent())
        .findFirst()
        .map(power -> new Estimate.Known(power.value(), Estimate.How.MEASURED, power.at()));
  }

  /** In other modes limits are kept without following the net load, or there is no grid. */
  private boolean followsLoad() {
    return mode instanceof Mode.Auto || mode instanceof Mode.SelfConsumption;
  }

  /** The peak of import that the plan wants to keep. */
  private GridLimits keepPeak(GridLimits limits, Optional<Plan> plan, Moment now) {
    double levelW =
        plan.map(p -> p.schedule().importLevelW()[p.slotAt(now.instant())])
            .orElse(Double.POSITIVE_INFINITY);
    return levelW < Double.POSITIVE_INFINITY
        ? limits.keeping(importPeak.allowedW(levelW, now))
        : limits;
  }

  /** How far a remote request for a single device goes now. */
  private DeviceRequests.Scope scope(PlantSnapshot snapshot) {
    return DeviceRequests.Scope.of(mode, localSwitches.asked(snapshot).isPresent());
  }

  /** Lets the gate check what was decided and hands it out. */
  private List<Verdict> approve(Dispatch dispatch, PlantSnapshot snapshot) {
    List<Verdict> verdicts = new ArrayList<>(dispatch.setpoints().size());
    for (ExplainedSetpoint decided : dispatch.setpoints()) {
      Setpoint setpoint =
          decided.toSetpoint(dispatch.validUntil(), ExplanationText.reason(decided.explanation()));
      Verdict verdict = gate.approve(setpoint, snapshot);
      if (verdict instanceof Verdict.Approved approved) {
        outbox.put(approved.setpoint());
      }
      verdicts.add(verdict);
    }
    return verdicts;
  }

  /** In an island the battery balances, and before the first decision nobody was told anything. */
  private Collection<ApprovedSetpoint> followed() {
    return mode.onIsland() || mode instanceof Mode.Starting ? List.of() : outbox.all();
  }

  private Map<Signal, Double> inForce() {
    Map<Signal, Double> values = new HashMap<>();
    for (ApprovedSetpoint setpoint : outbox.all()) {
      values.put(setpoint.signal(), setpoint.value());
    }
    return values;
  }

  /** Devices that an orderly end leaves as they are; a genset in an island runs on for a while. */
  public Set<String> runningOn() {
    return dispatcher.runningOn();
  }
}
