package io.spikewatt.controller.estimate;

import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.asset.AssetState;
import io.spikewatt.controller.asset.AssetStates;
import io.spikewatt.controller.asset.BatteryState;
import io.spikewatt.controller.asset.ComputeState;
import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.asset.ev.EvReading;
import io.spikewatt.controller.asset.genset.GensetReading;
import io.spikewatt.controller.asset.heatpump.HeatPumpReading;
import io.spikewatt.controller.asset.source.SourceReading;
import io.spikewatt.controller.estimate.PlantState.ContactState;
import io.spikewatt.controller.estimate.PlantState.GridConnection;
import io.spikewatt.controller.estimate.PlantState.Position;
import io.spikewatt.controller.estimate.SiteBalance.Term;
import io.spikewatt.hal.signal.PlantSnapshot;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Signal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
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
    SiteBalance.Solved solved = balance(snapshot).solve(feeders(snapshot));
    GridConnection connection = gridProbe.connection(snapshot);
    List<String> notes = new ArrayList<>();
    idsOf(role -> role instanceof Role.Pv)
        .forEach(id -> SourceReading.offNote(snapshot, id).ifPresent(notes::add));
    notes.addAll(solved.notes());
    return new PlantState(
        snapshot.at(),
        solved.grid(),
        solved.load(),
        AssetStates.of(
            site.devices().stream()
                .flatMap(
                    device -> asset(device, snapshot, solved.powerW(device.id()), inForce).stream())
                .toList()),
        connection,
        idsOf(role -> role instanceof Role.LimitContact).stream()
            .map(id -> contact(snapshot, id))
            .toList(),
        busProbe.read(snapshot, connection, gridProbe.frequencyHz(snapshot)),
        notes);
  }

  private SiteBalance balance(PlantSnapshot snapshot) {
    SiteBalance siteBalance = new SiteBalance();
    siteBalance.add(Term.GRID, "grid", gridProbe.power(snapshot));
    for (DeviceConfig device : site.devices()) {
      String id = device.id();
      Estimate powerW = Estimate.of(snapshot, id, Quantity.POWER_W);
      switch (device.role()) {
        case Role.Pv _ -> siteBalance.add(Term.PV, id, SourceReading.powerW(snapshot, id));
        case Role.Wind _ -> siteBalance.add(Term.WIND, id, powerW);
        case Role.Battery _ -> siteBalance.add(Term.BATTERY, id, powerW);
        case Role.EvCharger _ -> siteBalance.add(Term.EV, id, powerW);
        case Role.Compute _ -> siteBalance.add(Term.COMPUTE, id, powerW);
        case Role.HeatPump _ ->
            siteBalance.add(Term.HEAT_PUMP, id, HeatPumpReading.powerW(snapshot, device));
        // Only what is measured, by the set itself or by its meter; what is not shows as less load.
        case Role.Genset _ ->
            GensetReading.meter(device)
                .map(meter -> Estimate.of(snapshot, meter, Quantity.POWER_W))
                .ifPresent(setW -> siteBalance.add(Term.GENSET, id, setW));
        default -> {}
      }
    }
    return siteBalance;
  }

  /** The state of a device; empty if it is none that produces, stores or can be controlled. */
  private static Optional<? extends AssetState> asset(
      DeviceConfig device, PlantSnapshot snapshot, Estimate powerW, Map<Signal, Double> inForce) {
    String id = device.id();
    return switch (device.role()) {
      case Role.Source source -> Optional.of(SourceReading.state(id, source, powerW, inForce));
      case Role.Battery _ ->
          Optional.of(new BatteryState(id, powerW, Estimate.of(snapshot, id, Quantity.SOC_PCT)));
      case Role.EvCharger charger -> Optional.of(EvReading.state(snapshot, id, charger, powerW));
      case Role.Compute _ -> Optional.of(new ComputeState(id, powerW));
      case Role.Genset genset -> GensetReading.state(snapshot, device, genset, powerW);
      case Role.HeatPump _ -> Optional.of(HeatPumpReading.state(snapshot, device, powerW));
      case Role.GridMeter _,
          Role.UtilityMeter _,
          Role.Load _,
          Role.LimitContact _,
          Role.ShedRelay _,
          Role.TransferSwitch _,
          Role.ModeSwitch _,
          Role.FeedInLimit _,
          Role.SgReady _ ->
          Optional.empty();
    };
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
    List<Estimate> feeders =
        site.devices().stream()
            .filter(device -> feeds(site, device))
            .map(device -> Estimate.of(snapshot, device.id(), Quantity.POWER_W))
            .toList();
    if (feeders.isEmpty()) {
      return new Estimate.Unknown("no feeder is measured");
    }
    return Estimate.sum(feeders) instanceof Estimate.Known known
        ? new Estimate.Known(-known.value(), Estimate.How.MEASURED, known.at())
        : new Estimate.Unknown("a feeder is not measured");
  }

  private List<String> idsOf(Predicate<Role> which) {
    return site.devices().stream().filter(d -> which.test(d.role())).map(DeviceConfig::id).toList();
  }

  private static ContactState contact(PlantSnapshot snapshot, String id) {
    OptionalDouble closed = snapshot.value(id, Quantity.CONTACT);
    Position position =
        closed.isEmpty()
            ? Position.UNKNOWN
            : closed.getAsDouble() >= 0.5 ? Position.CLOSED : Position.OPEN;
    return new ContactState(id, position);
  }
}
