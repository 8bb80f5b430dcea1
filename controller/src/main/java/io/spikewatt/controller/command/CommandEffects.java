package io.spikewatt.controller.command;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.dispatch.DeviceRequests.Request;
import io.spikewatt.controller.mode.RequestedMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Effects of the commands in force on one cycle, by the part that applies them. {@link #of} lists
 * every command: a new one does not compile before it is handled here or, if carried out once, in
 * the inbox.
 *
 * @param importLimitW for the limits: largest import, W
 * @param exportLimitW for the limits: largest export, W
 * @param mode for the mode machine
 * @param setpoints for dispatch, by device: see {@link SiteCommand.DeviceSetpoint}
 * @param computeBudgetsW for dispatch and the job count, by cluster: largest power, W
 * @param evTrips for the state: what drivers requested
 * @param objective for the planner
 * @param reserve for the planner: state of charge to keep for outages
 */
public record CommandEffects(
    OptionalDouble importLimitW,
    OptionalDouble exportLimitW,
    RequestedMode mode,
    Map<String, Request> setpoints,
    Map<String, Request> computeBudgetsW,
    List<SiteCommand.EvTrip> evTrips,
    Optional<Site.Objective> objective,
    Optional<RequestedReserve> reserve) {

  /**
   * @param from when it is to be reached; empty = as soon as the plan can
   * @param until when the command expires; empty = never
   */
  public record RequestedReserve(double socPct, Optional<Instant> from, Optional<Instant> until) {}

  /** Without any command. */
  public static final CommandEffects NONE = of(ActiveCommands.NONE);

  public CommandEffects {
    setpoints = Map.copyOf(setpoints);
    computeBudgetsW = Map.copyOf(computeBudgetsW);
    evTrips = List.copyOf(evTrips);
  }

  /** The effects of the commands in force. */
  public static CommandEffects of(ActiveCommands commands) {
    OptionalDouble importLimitW = OptionalDouble.empty();
    OptionalDouble exportLimitW = OptionalDouble.empty();
    RequestedMode mode = RequestedMode.AUTO;
    Map<String, Request> setpoints = new HashMap<>();
    Map<String, Request> budgetsW = new HashMap<>();
    List<SiteCommand.EvTrip> trips = new ArrayList<>();
    Optional<Site.Objective> objective = Optional.empty();
    Optional<RequestedReserve> reserve = Optional.empty();
    for (SiteCommand command : commands.all()) {
      switch (command) {
        case SiteCommand.SetMode set -> mode = set.mode();
        case SiteCommand.LimitImport limit -> importLimitW = OptionalDouble.of(limit.watts());
        case SiteCommand.LimitExport limit -> exportLimitW = OptionalDouble.of(limit.watts());
        case SiteCommand.DeviceSetpoint setpoint ->
            setpoints.put(
                setpoint.device(), new Request(setpoint.watts(), commands.until(command)));
        case SiteCommand.ReserveSoc set ->
            reserve =
                Optional.of(
                    new RequestedReserve(set.percent(), set.from(), commands.until(command)));
        case SiteCommand.EvTrip trip -> trips.add(trip);
        case SiteCommand.ComputeBudget budget ->
            budgetsW.put(budget.device(), new Request(budget.watts(), commands.until(command)));
        case SiteCommand.SetObjective set -> objective = Optional.of(set.objective());
        // Carried out by the inbox.
        case SiteCommand.OneOff _ -> {}
      }
    }
    // One that is about one thing alone is applied last, and so counts.
    trips.sort(Comparator.comparing(SiteCommand.EvTrip::part));
    return new CommandEffects(
        importLimitW, exportLimitW, mode, setpoints, budgetsW, trips, objective, reserve);
  }

  /** Requests for single devices; a cluster's budget comes before its setpoint. */
  public Map<String, Request> deviceRequests() {
    Map<String, Request> requests = new HashMap<>(setpoints);
    requests.putAll(computeBudgetsW);
    return requests;
  }
}
