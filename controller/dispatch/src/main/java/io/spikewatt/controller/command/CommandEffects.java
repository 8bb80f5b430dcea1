package io.spikewatt.controller.command;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.asset.ChargingMode;
import io.spikewatt.controller.mode.RequestedMode;
import io.spikewatt.controller.setpoint.DeviceRequest;
import io.spikewatt.controller.setpoint.Reason;
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
 * @param setpoints for dispatch, by device: see {@link SiteCommand.DeviceSetpoint}; cars that
 *     charge now or not at all among them
 * @param computeBudgetsW for dispatch and the job count, by cluster: largest power, W
 * @param cars for the state: requests for cars
 * @param objective for the planner
 * @param reserves states of charge to keep for outages, of all senders: at any time the highest
 *     counts
 */
public record CommandEffects(
    OptionalDouble importLimitW,
    OptionalDouble exportLimitW,
    RequestedMode mode,
    Map<String, DeviceRequest> setpoints,
    Map<String, DeviceRequest> computeBudgetsW,
    CarRequests cars,
    Optional<Site.Objective> objective,
    List<RequestedReserve> reserves) {

  /**
   * @param trips of drivers, those for one thing alone last
   * @param modes of charging, by charger; without one it is planned
   */
  public record CarRequests(List<RequestedTrip> trips, Map<String, ChargingMode> modes) {

    static final CarRequests NONE = new CarRequests(List.of(), Map.of());

    public CarRequests {
      trips = List.copyOf(trips);
      modes = Map.copyOf(modes);
    }
  }

  /** {@code id}: of the command: a new one is a new request, even of the same value. */
  public record RequestedTrip(String id, SiteCommand.EvTrip trip) {}

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
    reserves = List.copyOf(reserves);
  }

  /** The effects of the commands in force. */
  public static CommandEffects of(ActiveCommands commands) {
    OptionalDouble importLimitW = OptionalDouble.empty();
    OptionalDouble exportLimitW = OptionalDouble.empty();
    RequestedMode mode = RequestedMode.AUTO;
    Map<String, DeviceRequest> setpoints = new HashMap<>();
    Map<String, DeviceRequest> budgetsW = new HashMap<>();
    Map<String, DeviceRequest> chargeNow = new HashMap<>();
    Map<String, DeviceRequest> chargeOff = new HashMap<>();
    Map<String, ChargingMode> modes = new HashMap<>();
    List<RequestedTrip> trips = new ArrayList<>();
    Optional<Site.Objective> objective = Optional.empty();
    for (ActiveCommand active : commands.counting()) {
      switch (active.command()) {
        case SiteCommand.SetMode set -> mode = set.mode();
        case SiteCommand.LimitImport limit -> importLimitW = OptionalDouble.of(limit.watts());
        case SiteCommand.LimitExport limit -> exportLimitW = OptionalDouble.of(limit.watts());
        case SiteCommand.DeviceSetpoint setpoint ->
            setpoints.put(setpoint.device(), new DeviceRequest(setpoint.watts(), active.until()));
        // One of a later time leaves those of now: all of them go on.
        case SiteCommand.ReserveSoc _ -> {}
        case SiteCommand.EvTrip trip -> trips.add(new RequestedTrip(active.id(), trip));
        case SiteCommand.ComputeBudget budget ->
            budgetsW.put(budget.device(), new DeviceRequest(budget.watts(), active.until()));
        case SiteCommand.ChargeNow charge -> {
          if (charge.state() == SiteCommand.ChargeNow.State.ON) {
            chargeNow.put(
                charge.device(),
                new DeviceRequest(-charge.mostW(), active.until(), Reason.CHARGE_NOW));
          }
        }
        case SiteCommand.SetChargingMode set -> {
          modes.put(set.device(), set.mode());
          switch (set.mode()) {
            case NOW ->
                chargeNow.put(
                    set.device(),
                    new DeviceRequest(-set.mostW(), active.until(), Reason.CHARGE_NOW));
            case OFF ->
                chargeOff.put(
                    set.device(), new DeviceRequest(0, active.until(), Reason.CHARGING_OFF));
            case PLANNED, SURPLUS, MINIMUM_SURPLUS -> {}
          }
        }
        case SiteCommand.SetObjective set -> objective = Optional.of(set.objective());
        // Carried out by the inbox.
        case SiteCommand.OneOff _ -> {}
      }
    }
    // A power that somebody set says more than that the car is to charge.
    chargeNow.forEach(setpoints::putIfAbsent);
    setpoints.putAll(chargeOff);
    chargeNow.keySet().forEach(car -> modes.put(car, ChargingMode.NOW));
    chargeOff.keySet().forEach(car -> modes.put(car, ChargingMode.OFF));
    // One that is about one thing alone is applied last, and so counts.
    trips.sort(Comparator.comparing(requested -> requested.trip().part()));
    return new CommandEffects(
        importLimitW,
        exportLimitW,
        mode,
        setpoints,
        budgetsW,
        new CarRequests(trips, modes),
        objective,
        reserves(commands));
  }

  private static List<RequestedReserve> reserves(ActiveCommands commands) {
    List<RequestedReserve> reserves = new ArrayList<>();
    for (ActiveCommand active : commands.voices()) {
      if (active.command() instanceof SiteCommand.ReserveSoc set) {
        reserves.add(new RequestedReserve(set.percent(), set.from(), active.until()));
      }
    }
    return reserves;
  }

  /** The highest reserve whose time has come, percent; empty without one. */
  public OptionalDouble reserveSocPct(Instant now) {
    return reserves.stream()
        .filter(reserve -> reserve.from().filter(from -> from.isAfter(now)).isEmpty())
        .mapToDouble(RequestedReserve::socPct)
        .max();
  }

  /**
   * Requests for single devices; of a cluster's budget and its setpoint, both limits, the lower.
   */
  public Map<String, DeviceRequest> deviceRequests() {
    Map<String, DeviceRequest> requests = new HashMap<>(setpoints);
    computeBudgetsW.forEach(
        (device, budget) ->
            requests.merge(
                device, budget, (one, other) -> one.value() < other.value() ? one : other));
    return requests;
  }
}
