package io.spikewatt.controller.loop;

import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.command.CommandEffects;
import io.spikewatt.controller.command.ComputeJobs;
import io.spikewatt.controller.command.EvTrips;
import io.spikewatt.controller.command.Wishes;
import io.spikewatt.controller.estimate.Estimate;
import io.spikewatt.controller.estimate.NightRest;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.controller.estimate.SignTest;
import io.spikewatt.controller.estimate.StateEstimator;
import io.spikewatt.controller.forecast.Foresight;
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
 * First stage of the control cycle: what is measured, which state of the plant that means, and what
 * commands and plan ask for. Confined to the cycle's thread.
 */
public final class InputStage {

  private final PlantBoard board;
  private final Inbox inbox;
  private final ComputeJobs jobs;
  private final Foresight foresight;
  private final NightRest nightRest;
  private final SignTest signTest;
  private final StateEstimator estimator;
  private final EvTrips trips = new EvTrips();
  private final Duration period;
  private final Optional<Signal> gridMeter;

  /**
   * What a cycle goes by.
   *
   * @param snapshot newest samples, implausible ones missing
   * @param wishes commands in force
   * @param commands what they ask for
   * @param plan the newest plan; empty once it has lapsed
   */
  record Inputs(
      PlantSnapshot snapshot,
      PlantState state,
      Wishes wishes,
      CommandEffects commands,
      Optional<Plan> plan) {}

  /**
   * @param board where devices leave their readings
   * @param inbox commands
   * @param jobs jobs of compute clusters
   * @param foresight maker of the plan
   */
  public InputStage(
      Site site, PlantBoard board, Inbox inbox, ComputeJobs jobs, Foresight foresight) {
    this.board = board;
    this.inbox = inbox;
    this.jobs = jobs;
    this.foresight = foresight;
    this.nightRest = new NightRest(site);
    this.signTest = new SignTest(site);
    this.estimator = new StateEstimator(site);
    this.period = site.control().cycle();
    this.gridMeter =
        site.devices().stream()
            .filter(device -> device.role() instanceof Role.GridMeter)
            .findFirst()
            .map(device -> new Signal(device.id(), Quantity.POWER_W));
  }

  /**
   * Reads what the cycle at {@code now} goes by.
   *
   * @param inForce values of the outputs in force
   */
  Inputs read(Moment now, Map<Signal, Double> inForce) {
    PlantSnapshot snapshot = signTest.apply(nightRest.apply(board.snapshot(now)));
    Wishes wishes = inbox.take(now);
    CommandEffects commands = CommandEffects.of(wishes);
    PlantState seen = trips.apply(estimator.estimate(snapshot, inForce), commands);
    PlantState state = jobs.apply(seen, commands);
    Optional<Plan> plan = foresight.plan().filter(p -> p.valid(now));
    return new Inputs(snapshot, state, wishes, commands, plan);
  }

  /** Powers that were read between two cycles. */
  List<Sample.Good> readBetween() {
    return board.glanced();
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
