package io.spikewatt.controller.cycle;

import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.command.ActiveCommands;
import io.spikewatt.controller.command.ActiveJobs;
import io.spikewatt.controller.command.ActiveTrips;
import io.spikewatt.controller.command.CommandEffects;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.controller.estimate.PvNightSilence;
import io.spikewatt.controller.estimate.SignErrorDetection;
import io.spikewatt.controller.estimate.StateEstimator;
import io.spikewatt.controller.io.PlantBoard;
import io.spikewatt.controller.plan.Plan;
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

  private final PlantBoard board;
  private final CommandInbox inbox;
  private final ActiveJobs jobs;
  private final PlanCycle cycle;
  private final PvNightSilence silence;
  private final SignErrorDetection detection;
  private final StateEstimator estimator;
  private final ActiveTrips trips = new ActiveTrips();
  private final Duration period;
  private final Optional<Signal> gridMeter;

  /**
   * Inputs of a cycle.
   *
   * @param snapshot newest samples, implausible ones missing
   * @param activeCommands commands in force
   * @param commands their effects
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
   * @param inbox commands
   * @param jobs jobs of compute clusters
   * @param cycle maker of the plan
   */
  public InputStage(
      Site site, PlantBoard board, CommandInbox inbox, ActiveJobs jobs, PlanCycle cycle) {
    this.board = board;
    this.inbox = inbox;
    this.jobs = jobs;
    this.cycle = cycle;
    this.silence = new PvNightSilence(site);
    this.detection = new SignErrorDetection(site);
    this.estimator = new StateEstimator(site);
    this.period = site.control().cycle();
    this.gridMeter =
        site.devices().stream()
            .filter(device -> device.role() instanceof Role.GridMeter)
            .findFirst()
            .map(device -> new Signal(device.id(), Quantity.POWER_W));
  }

  /**
   * Reads the inputs of the cycle at {@code now}.
   *
   * @param inForce values of the outputs in force
   */
  Inputs read(Moment now, Map<Signal, Double> inForce) {
    PlantSnapshot snapshot = detection.apply(silence.apply(board.snapshot(now)));
    ActiveCommands activeCommands = inbox.take(now);
    CommandEffects commands = CommandEffects.of(activeCommands);
    PlantState seen = trips.apply(estimator.estimate(snapshot, inForce), commands);
    PlantState state = jobs.apply(seen, commands);
    Optional<Plan> plan = cycle.plan().filter(p -> p.valid(now));
    return new Inputs(snapshot, state, activeCommands, commands, plan);
  }

  /** Powers that were read between two cycles. */
  List<Sample.Good> readBetween() {
    return board.powerOnly();
  }

  /** The grid's power if it was read after {@code last}, within a period before {@code now}. */
  Optional<Estimate.Known> gridBetween(Moment last, Moment now) {
    return readBetween().stream()
        .filter(power -> power.at().isAfter(last))
        .filter(power -> now.since(power.at()).compareTo(period) < 0)
        .filter(power -> gridMeter.filter(power.signal()::equals).isPresent())
        .findFirst()
        .map(power -> new Estimate.Known(power.value(), Estimate.How.MEASURED, power.at()));
  }
}
