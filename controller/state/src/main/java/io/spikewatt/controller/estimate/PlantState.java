package io.spikewatt.controller.estimate;

import io.spikewatt.config.words.Phrase;
import io.spikewatt.controller.asset.AssetState;
import io.spikewatt.controller.asset.AssetStates;
import io.spikewatt.controller.asset.BalanceTerm;
import io.spikewatt.controller.asset.BatteryState;
import io.spikewatt.controller.asset.ComputeState;
import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.asset.EvState;
import io.spikewatt.controller.asset.GensetState;
import io.spikewatt.controller.asset.SourceState;
import io.spikewatt.controller.asset.SourceState.Potential;
import io.spikewatt.hal.time.Moment;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The plant at one moment. Powers in W, positive into the site bus (import, production, discharge),
 * so {@code gridW + pvW + windW + batteryW + evW + computeW + gensetW = loadW}; only {@code loadW},
 * the consumption that nobody controls, is counted positive as it is consumed.
 *
 * @param at the snapshot's moment
 * @param gridW power from the grid, import positive
 * @param loadW uncontrolled consumption, positive
 * @param assets each controllable device and generator, with sums by kind
 * @param connection whether the public grid is there
 * @param contacts each of the grid operator's contacts
 * @param bus the site's own bus and its tie to the grid
 * @param notes about derived values and their sources, one sentence each
 */
public record PlantState(
    Moment at,
    Estimate gridW,
    Estimate loadW,
    AssetStates assets,
    GridConnection connection,
    List<ContactState> contacts,
    SiteBus bus,
    List<Phrase> notes) {

  public PlantState {
    contacts = List.copyOf(contacts);
    notes = List.copyOf(notes);
  }

  /** Whether the public grid is there, by voltage and frequency at the grid meter. */
  public enum GridConnection {
    UP,
    DOWN,
    UNKNOWN;

    /** Less than this through a meter is its offset and proves no connection, W. */
    public static final double FLOWS_W = 50;
  }

  /**
   * One of the grid operator's contacts.
   *
   * @param position closed, open or unknown; unknown is treated as closed
   */
  public record ContactState(String id, Position position) {
    /** Whether the contact's limits apply: closed, or not known to be open. */
    public boolean applies() {
      return position != Position.OPEN;
    }
  }

  /** Position of a contact. */
  public enum Position {
    OPEN,
    CLOSED,
    UNKNOWN
  }

  /**
   * The asset of an id.
   *
   * @throws IllegalArgumentException if the state is of another site
   */
  public AssetState asset(String id) {
    return assets
        .find(id)
        .orElseThrow(() -> new IllegalArgumentException("the state is of another site"));
  }

  /** This with a newer reading of the power from the grid. */
  public PlantState withGrid(Estimate.Known newer) {
    return new PlantState(at, newer, loadW, assets, connection, contacts, bus, notes);
  }

  /** This with newer states of some assets. */
  public PlantState withAssets(List<? extends AssetState> newer) {
    if (newer.isEmpty()) {
      return this;
    }
    AssetStates others = assets.with(newer);
    return new PlantState(at, gridW, loadW, others, connection, contacts, bus, notes);
  }

  /** This with other notes. */
  public PlantState withNotes(List<Phrase> others) {
    return new PlantState(at, gridW, loadW, assets, connection, contacts, bus, others);
  }

  /** Sum of a term of the balance, W, positive into the site's bus. */
  public Estimate powerW(BalanceTerm term) {
    return term == BalanceTerm.GRID ? gridW : assets.group(term).powerW();
  }

  /** Power of PV and wind together, W; empty = one of them is not known. */
  public OptionalDouble sourceW() {
    return pvW() instanceof Estimate.Known sun && windW() instanceof Estimate.Known wind
        ? OptionalDouble.of(sun.value() + wind.value())
        : OptionalDouble.empty();
  }

  /** Sum of all PV, W. */
  public Estimate pvW() {
    return powerW(BalanceTerm.PV);
  }

  /** Sum of all wind turbines, W. */
  public Estimate windW() {
    return powerW(BalanceTerm.WIND);
  }

  /** Sum of all batteries, W, discharge positive. */
  public Estimate batteryW() {
    return powerW(BalanceTerm.BATTERY);
  }

  /** Sum of all gensets that are measured, W, positive as they produce. */
  public Estimate gensetW() {
    return powerW(BalanceTerm.GENSET);
  }

  public List<BatteryState> batteries() {
    return assets.each(BatteryState.class);
  }

  public List<EvState> evs() {
    return assets.each(EvState.class);
  }

  public List<ComputeState> computes() {
    return assets.each(ComputeState.class);
  }

  /** Each genset that tells whether it runs. */
  public List<GensetState> gensets() {
    return assets.each(GensetState.class);
  }

  /** Whether the power of a term is all that sun or wind give. */
  public Potential potential(BalanceTerm term) {
    return SourceState.potential(
        assets.each(SourceState.class).stream().filter(source -> source.term() == term).toList());
  }
}
