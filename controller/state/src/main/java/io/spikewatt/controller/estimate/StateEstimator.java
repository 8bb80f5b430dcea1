package io.spikewatt.controller.estimate;

import io.spikewatt.config.site.Site;
import io.spikewatt.config.words.Phrase;
import io.spikewatt.controller.asset.AssetState;
import io.spikewatt.controller.asset.AssetStates;
import io.spikewatt.controller.asset.BalanceTerm;
import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.asset.SiteDevice;
import io.spikewatt.controller.asset.SiteDevice.Purpose;
import io.spikewatt.controller.asset.site.SiteDevices;
import io.spikewatt.controller.estimate.PlantState.ContactState;
import io.spikewatt.controller.estimate.PlantState.GridConnection;
import io.spikewatt.controller.estimate.PlantState.Position;
import io.spikewatt.hal.signal.PlantSnapshot;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Signal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Estimates the plant's state from a snapshot; equal inputs give equal states. Feeders with the
 * role {@code load} count as the whole uncontrolled load, which makes them redundant to the
 * balance.
 */
public final class StateEstimator {

  private final List<SiteDevice> devices;
  private final List<String> feeders;
  private final List<String> contacts;
  private final GridProbe gridProbe;
  private final BusProbe busProbe;

  public StateEstimator(Site site) {
    this.devices = SiteDevices.of(site);
    this.feeders = idsOf(devices, Purpose.FEEDER);
    this.contacts = idsOf(devices, Purpose.OPERATOR_CONTACT);
    this.gridProbe = new GridProbe(idsOf(devices, Purpose.GRID_METER));
    this.busProbe = new BusProbe(devices);
  }

  /** The state, if no output is known to be limited. */
  public PlantState estimate(PlantSnapshot snapshot) {
    return estimate(snapshot, Map.of());
  }

  /**
   * The state.
   *
   * @param inForce values of the outputs in force, which distinguish curtailed production from a
   *     cloud or a lull; an output that is not in it counts as free
   */
  public PlantState estimate(PlantSnapshot snapshot, Map<Signal, Double> inForce) {
    SiteBalance.Solved solved = balance(snapshot).solve(feeders(snapshot));
    GridConnection connection = gridProbe.connection(snapshot);
    List<Phrase> notes = new ArrayList<>();
    List<AssetState> states = new ArrayList<>(devices.size());
    for (SiteDevice device : devices) {
      device
          .reading()
          .flatMap(reading -> reading.state(snapshot, solved.powerW(device.id()), inForce))
          .ifPresent(states::add);
      device.balance().flatMap(power -> power.offNote(snapshot)).ifPresent(notes::add);
    }
    notes.addAll(solved.notes());
    return new PlantState(
        snapshot.at(),
        solved.grid(),
        solved.load(),
        AssetStates.of(states),
        connection,
        contacts.stream().map(id -> contact(snapshot, id)).toList(),
        busProbe.read(snapshot, connection, gridProbe.frequencyHz(snapshot)),
        notes);
  }

  private SiteBalance balance(PlantSnapshot snapshot) {
    SiteBalance siteBalance = new SiteBalance();
    siteBalance.add(BalanceTerm.GRID, "grid", gridProbe.power(snapshot));
    for (SiteDevice device : devices) {
      device
          .balance()
          .ifPresent(power -> siteBalance.add(power.term(), device.id(), power.watts(snapshot)));
    }
    return siteBalance;
  }

  /** The feeders' consumption, positive; unknown if there is none or one is missing. */
  private Estimate feeders(PlantSnapshot snapshot) {
    List<Estimate> powers =
        feeders.stream().map(id -> Estimate.of(snapshot, id, Quantity.POWER_W)).toList();
    if (powers.isEmpty()) {
      return new Estimate.Unknown("no feeder is measured");
    }
    return Estimate.sum(powers) instanceof Estimate.Known known
        ? new Estimate.Known(-known.value(), Estimate.How.MEASURED, known.at())
        : new Estimate.Unknown("a feeder is not measured");
  }

  private static List<String> idsOf(List<SiteDevice> devices, Purpose purpose) {
    return devices.stream().filter(d -> d.purpose() == purpose).map(SiteDevice::id).toList();
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
