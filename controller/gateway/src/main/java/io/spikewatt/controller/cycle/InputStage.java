package io.spikewatt.controller.cycle;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.command.ActiveCommands;
import io.spikewatt.controller.command.ActiveJobs;
import io.spikewatt.controller.command.ActiveTrips;
import io.spikewatt.controller.command.CommandEffects;
import io.spikewatt.controller.dispatch.Dispatch;
import io.spikewatt.controller.estimate.GridMeterCheck;
import io.spikewatt.controller.estimate.MeterResponse;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.controller.estimate.PvNightSilence;
import io.spikewatt.controller.estimate.SignErrorDetection;
import io.spikewatt.controller.estimate.StateEstimator;
import io.spikewatt.controller.io.PlantBoard;
import io.spikewatt.controller.plan.Plan;
import io.spikewatt.controller.planning.PlanCycle;
import io.spikewatt.hal.signal.PlantSnapshot;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * First stage of the control cycle: measured values, the estimated state of the plant, and the
 * effects of commands and plan. Confined to the cycle's thread.
 */
public final class InputStage {

  /** Code of the alarm while the grid meter is not believed. */
  public static final String METER_ALARM = "grid-meter";

  private final PlantBoard board;
  private final CommandInbox commandInbox;
  private final ActiveJobs jobs;
  private PlanCycle planCycle;
  private final GridMeterCheck gridMeterCheck;
  private final PvNightSilence pvNightSilence;
  private final SignErrorDetection signErrorDetection;
  private final MeterResponse meterResponse;
  private final StateEstimator estimator;
  private final ActiveTrips trips;
  private final Duration period;
  private final Optional<Signal> gridMeter;

  /**
   * Inputs of a cycle.
   *
   * @param snapshot newest samples, implausible ones missing
   * @param plan the newest plan; empty once it has lapsed
   */
  record Inputs(
      PlantSnapshot snapshot,
      PlantState state,
      ActiveCommands activeCommands,
      CommandEffects commands,
      Optional<Plan> plan) {}

  /**
   * @param board where devices leave their readings
   * @param jobs jobs of compute clusters
   * @param trips what drivers requested
   */
  public InputStage(
      Site site,
      PlantBoard board,
      CommandInbox commandInbox,
      ActiveJobs jobs,
      ActiveTrips trips,
      PlanCycle planCycle) {
    this.board = board;
    this.commandInbox = commandInbox;
    this.jobs = jobs;
    this.trips = trips;
    this.planCycle = planCycle;
    this.gridMeterCheck = new GridMeterCheck(site);
    this.pvNightSilence = new PvNightSilence(site);
    this.signErrorDetection = new SignErrorDetection(site);
    this.meterResponse = new MeterResponse(site);
    this.estimator = new StateEstimator(site);
    this.period = site.control().cycle();
    this.gridMeter = site.gridMeter().map(device -> new Signal(device.id(), Quantity.POWER_W));
  }

  /** Goes on under another configuration of the same devices. */
  void setSite(Site next, PlanCycle plans) {
    planCycle = plans;
    gridMeterCheck.setLimits(next);
    pvNightSilence.setPosition(next);
  }

  /**
   * Reads the inputs of the cycle at {@code now}.
   *
   * @param inForce values of the outputs in force
   * @param ownMode whether a device is left to its own mode
   */
  Inputs read(Moment now, Map<Signal, Double> inForce, boolean ownMode) {
    PlantSnapshot read = signErrorDetection.apply(pvNightSilence.apply(board.snapshot(now)));
    PlantSnapshot checked = gridMeterCheck.apply(read, inForce);
    PlantSnapshot snapshot =
        ownMode ? meterResponse.applyUnjudged(checked) : meterResponse.apply(checked);
    ActiveCommands _ = commandInbox.take(now);
    PlantState estimated = estimator.estimate(snapshot, inForce);
    ActiveCommands activeCommands = commandInbox.endedBy(estimated, now);
    CommandEffects commands = CommandEffects.of(activeCommands);
    PlantState seen = trips.apply(estimated, commands);
    PlantState state = jobs.apply(seen, commands);
    Optional<Plan> plan = planCycle.plan().filter(p -> p.valid(now));
    return new Inputs(snapshot, state, activeCommands, commands, plan);
  }

  /** The alarm while the grid meter is not believed. */
  List<Dispatch.Alarm> alarms() {
    return meterResponse.alarm().map(text -> new Dispatch.Alarm(METER_ALARM, text)).stream()
        .toList();
  }

  /** Powers that were read between two cycles. */
  List<Sample.Good> readBetween() {
    return board.powerOnly();
  }

  /** The grid's power if it was read after {@code last}, within a period before {@code now}. */
  Optional<Estimate.Known> gridBetween(Moment last, Moment now) {
    for (Sample.Good power : readBetween()) {
      if (isNew(power.at(), last, now)
          && gridMeter.filter(power.signal()::equals).isPresent()
          && gridMeterCheck.believes(power.value())
          && meterResponse.believes()) {
        return Optional.of(new Estimate.Known(power.value(), Estimate.How.MEASURED, power.at()));
      }
    }
    return Optional.empty();
  }

  private boolean isNew(Moment read, Moment last, Moment now) {
    return read.isAfter(last) && now.since(read).compareTo(period) < 0;
  }
}
