package io.spikewatt.controller.estimate;

import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.estimate.PlantState.BatteryState;
import io.spikewatt.controller.estimate.PlantState.ComputeState;
import io.spikewatt.controller.estimate.PlantState.ContactState;
import io.spikewatt.controller.estimate.PlantState.EvState;
import io.spikewatt.controller.estimate.PlantState.GridConnection;
import io.spikewatt.controller.estimate.PlantState.Position;
import io.spikewatt.controller.estimate.PlantState.Potential;
import io.spikewatt.controller.estimate.PlantState.Presence;
import io.spikewatt.controller.estimate.PlantState.PvState;
import io.spikewatt.controller.estimate.SiteBalance.Term;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.PlantSnapshot;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/**
 * Tells the plant's state from a snapshot. Pure: equal inputs give equal states. Feeders with role
 * {@code load} are taken to cover the whole uncontrolled load; that is what makes them redundant to
 * the balance.
 */
public final class StateEstimator {

  private final Site site;
  private final GridProbe gridProbe;
  private final BusProbe busProbe;

  public StateEstimator(Site site) {
    this.site = site;
    this.gridProbe = new GridProbe(idsOf(role -> role instanceof Role.GridMeter));
    this.busProbe = new BusProbe(site);
  }

  /** The state, if no output is known to be limited. */
  public PlantState estimate(PlantSnapshot snapshot) {
    return estimate(snapshot, Map.of());
  }

  /**
   * The state.
   *
   * @param inForce values of the outputs in force, so that curtailed production is told from a
   *     cloud or a lull; an output that is not in it counts as free
   */
  public PlantState estimate(PlantSnapshot snapshot, Map<Signal, Double> inForce) {
    List<String> notes = new ArrayList<>();
    SiteBalance.Solved solved = balance(snapshot, notes).solve(feeders(snapshot));
    notes.addAll(solved.notes());
    GridConnection connection = gridProbe.connection(snapshot);
    return new PlantState(
        snapshot.at(),
        solved.total(Term.GRID),
        solved.total(Term.PV),
        solved.total(Term.WIND),
        solved.total(Term.BATTERY),
        solved.total(Term.EV),
        solved.total(Term.COMPUTE),
        solved.load(),
        each(Role.Pv.class, (id, pv) -> new PvState(id, solved.device(Term.PV, id))),
        each(
            Role.Battery.class,
            (id, battery) ->
                new BatteryState(
                    id, solved.device(Term.BATTERY, id), read(snapshot, id, Quantity.SOC_PCT))),
        each(
            Role.EvCharger.class,
            (id, charger) -> ev(snapshot, id, charger, solved.device(Term.EV, id))),
        each(
            Role.Compute.class,
            (id, compute) -> new ComputeState(id, solved.device(Term.COMPUTE, id))),
        connection,
        each(Role.LimitContact.class, (id, limit) -> contact(snapshot, id)),
        potential(Term.PV, Role.Pv.class, solved, inForce),
        potential(Term.WIND, Role.Wind.class, solved, inForce),
        busProbe.read(
            snapshot, connection, gridProbe.frequencyHz(snapshot), solved.total(Term.GENSET)),
        notes);
  }

  private SiteBalance balance(PlantSnapshot snapshot, List<String> notes) {
    SiteBalance siteBalance = new SiteBalance();
    siteBalance.put(Term.GRID, Map.of("grid", gridProbe.power(snapshot)));
    siteBalance.put(Term.PV, pvPowers(snapshot, notes));
    siteBalance.put(Term.WIND, powers(snapshot, role -> role instanceof Role.Wind));
    siteBalance.put(Term.BATTERY, powers(snapshot, role -> role instanceof Role.Battery));
    siteBalance.put(Term.EV, powers(snapshot, role -> role instanceof Role.EvCharger));
    siteBalance.put(Term.COMPUTE, powers(snapshot, role -> role instanceof Role.Compute));
    siteBalance.put(Term.GENSET, gensets(snapshot));
    return siteBalance;
  }

  /** The states of all devices of a kind, in the configuration's order. */
  private <R extends Role, S> List<S> each(Class<R> kind, BiFunction<String, R, S> state) {
    return site.devices().stream()
        .filter(device -> kind.isInstance(device.role()))
        .map(device -> state.apply(device.id(), kind.cast(device.role())))
        .toList();
  }

  private Map<String, Estimate> powers(PlantSnapshot snapshot, Predicate<Role> which) {
    Map<String, Estimate> powers = new LinkedHashMap<>();
    for (String id : idsOf(which)) {
      powers.put(id, read(snapshot, id, Quantity.POWER_W));
    }
    return powers;
  }

  /** Only what is measured, by the set itself or by its meter; what is not shows as less load. */
  private Map<String, Estimate> gensets(PlantSnapshot snapshot) {
    Map<String, Estimate> powers = new LinkedHashMap<>();
    for (DeviceConfig device : site.devices()) {
      if (device.role() instanceof Role.Genset) {
        gensetMeter(device)
            .ifPresent(meter -> powers.put(device.id(), read(snapshot, meter, Quantity.POWER_W)));
      }
    }
    return powers;
  }

  /** What measures a genset's power; empty if nothing does. */
  static Optional<String> gensetMeter(DeviceConfig device) {
    return device.profile().points().reads().contains(Quantity.POWER_W)
        ? Optional.of(device.id())
        : device.meter();
  }

  /** An inverter that is off because the sun is down makes nothing: that is policy, not reading. */
  private Map<String, Estimate> pvPowers(PlantSnapshot snapshot, List<String> notes) {
    Map<String, Estimate> powers = powers(snapshot, role -> role instanceof Role.Pv);
    powers.replaceAll(
        (id, read) -> {
          if (snapshot.get(id, Quantity.POWER_W) instanceof Sample.Missing missing
              && missing.reason().kind() == Fault.Kind.OFF) {
            notes.add(id + " is off and counts as 0: " + missing.reason().detail());
            return new Estimate.Known(0, Estimate.How.DERIVED, snapshot.at());
          }
          return read;
        });
    return powers;
  }

  /**
   * Whether a device measures uncontrolled load. One that measures another device of the site
   * independently does not: it would be counted twice.
   */
  static boolean feeds(Site site, DeviceConfig device) {
    return device.role() instanceof Role.Load
        && site.devices().stream()
            .noneMatch(other -> other.meter().filter(device.id()::equals).isPresent());
  }

  /** The feeders' consumption, positive; unknown if there is none or one is missing. */
  private Estimate feeders(PlantSnapshot snapshot) {
    Map<String, Estimate> feeders = new LinkedHashMap<>();
    for (DeviceConfig device : site.devices()) {
      if (feeds(site, device)) {
        feeders.put(device.id(), read(snapshot, device.id(), Quantity.POWER_W));
      }
    }
    if (feeders.isEmpty()) {
      return new Estimate.Unknown("no feeder is measured");
    }
    return SiteBalance.sum("feeder", feeders) instanceof Estimate.Known known
        ? new Estimate.Known(-known.value(), Estimate.How.MEASURED, known.at())
        : new Estimate.Unknown("a feeder is not measured");
  }

  private List<String> idsOf(Predicate<Role> which) {
    return site.devices().stream().filter(d -> which.test(d.role())).map(DeviceConfig::id).toList();
  }

  private static EvState ev(
      PlantSnapshot snapshot, String id, Role.EvCharger charger, Estimate powerW) {
    OptionalDouble connected = snapshot.value(id, Quantity.CONNECTED);
    Presence presence =
        connected.isEmpty()
            ? Presence.UNKNOWN
            : connected.getAsDouble() >= 0.5 ? Presence.PLUGGED_IN : Presence.AWAY;
    return new EvState(
        id,
        powerW,
        presence,
        read(snapshot, id, Quantity.SOC_PCT),
        read(snapshot, id, Quantity.SOC_TARGET_PCT),
        read(snapshot, id, Quantity.DEPARTURE_IN_S),
        capacity(snapshot, id, charger));
  }

  private static Estimate capacity(PlantSnapshot snapshot, String id, Role.EvCharger charger) {
    Estimate told = read(snapshot, id, Quantity.CAPACITY_WH);
    return told.isKnown() || charger.capacityWh().isEmpty()
        ? told
        : new Estimate.Known(charger.capacityWh().get(), Estimate.How.CONFIGURED, snapshot.at());
  }

  private static ContactState contact(PlantSnapshot snapshot, String id) {
    OptionalDouble closed = snapshot.value(id, Quantity.CONTACT);
    Position position =
        closed.isEmpty()
            ? Position.UNKNOWN
            : closed.getAsDouble() >= 0.5 ? Position.CLOSED : Position.OPEN;
    return new ContactState(id, position);
  }

  private Potential potential(
      Term term,
      Class<? extends Role.Source> kind,
      SiteBalance.Solved solved,
      Map<Signal, Double> inForce) {
    if (!solved.total(term).isKnown()) {
      return Potential.UNKNOWN;
    }
    for (DeviceConfig device : site.devices()) {
      Double limit = inForce.get(new Signal(device.id(), Quantity.POWER_LIMIT_W));
      if (device.role() instanceof Role.Source source
          && kind.isInstance(source)
          && limit != null
          && limit < source.ratedW()) {
        // An inverter does not sit exactly on its limit; a few percent below it still bites.
        double bites = limit - Math.max(50, 0.03 * source.ratedW());
        if (solved.device(term, device.id()).ifKnown().orElse(limit) >= bites) {
          return Potential.CURTAILED;
        }
      }
    }
    return Potential.UNCURTAILED;
  }

  static Estimate read(PlantSnapshot snapshot, String id, Quantity quantity) {
    return switch (snapshot.get(id, quantity)) {
      case Sample.Good good -> new Estimate.Known(good.value(), Estimate.How.MEASURED, good.at());
      case Sample.Missing missing ->
          new Estimate.Unknown(missing.signal() + ": " + missing.reason());
    };
  }
}
