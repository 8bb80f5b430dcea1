package io.spikewatt.simulator.physics;

import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The whole site as physics. It moves on a fixed grid of steps from its start, so what happens does
 * not depend on when somebody looks, only on what was commanded at which step.
 *
 * <p>Not safe for use by many threads; {@code SharedPlant} guards it.
 */
public final class SimulatedPlant {

  /** Frequency of the island that the battery inverter forms, Hz. */
  private static final double ISLAND_HZ = 50.2;

  /** A tripped grid former starts again from this far above its lowest charge, percent. */
  private static final double RESTART_PCT = 2;

  /** Frequency while its sources fall short, Hz. */
  private static final double SHORT_HZ = 48.5;

  /** Frequency while PV has to give way, Hz. */
  private static final double THROTTLE_HZ = 51.2;

  private final long stepNanos;
  private final double stepS;
  private final Moment start;
  private final SiteParameters site;
  private final ContactPanel contacts;
  private final Surroundings surroundings;
  private final List<PlantObserver> observers = new ArrayList<>();
  private final PvInverter pv;
  private final BatteryStorage battery;
  private final EvCharger ev;
  private final ComputeCluster compute;
  private final GridConnection grid;
  private final Optional<IslandGear> gear;
  private long elapsedNanos;
  private long owedNanos;
  private double islandHz = ISLAND_HZ;
  private boolean contactForced;
  private MeterFault meterFault = MeterFault.NONE;
  private PlantTruth truth;

  /**
   * @param start first moment, by the clock that {@link #advanceTo} is called with
   * @param step length of an internal step, at most 1 s and a whole part of 1 s
   */
  public SimulatedPlant(SiteParameters site, Moment start, Duration step, ContactPanel contacts) {
    this.stepNanos = step.toNanos();
    if (stepNanos <= 0 || 1_000_000_000L % stepNanos != 0) {
      throw new IllegalArgumentException("step must divide one second, was " + step);
    }
    this.stepS = stepNanos / 1e9;
    this.site = site;
    this.start = start;
    this.contacts = contacts;
    this.surroundings = new Surroundings(site);
    this.pv = new PvInverter(site.pvRatedW(), site.seed());
    this.battery = new BatteryStorage(site.battery());
    this.ev = new EvCharger(site.ev(), new EvSchedule(site.seed(), site.zone()), start.instant());
    this.compute = new ComputeCluster(site.computeMinW(), site.computeMaxW());
    this.grid = new GridConnection(site.seed());
    this.gear = site.island().map(IslandGear::new);
    this.truth = measure(conditions(), 0, 0, 0, contacts.relayClosed());
  }

  /** From now on {@code observer} sees each step and event. */
  public void observe(PlantObserver observer) {
    observers.add(observer);
  }

  /** Moves on by {@code duration}; a rest smaller than a step is kept for the next call. */
  public void step(Duration duration) {
    owedNanos += duration.toNanos();
    while (owedNanos >= stepNanos) {
      owedNanos -= stepNanos;
      stepOnce();
    }
  }

  /** Moves on to the last step that ends by {@code now}; a moment in the past changes nothing. */
  public void advanceTo(Moment now) {
    long target = now.since(start).toNanos();
    if (target > elapsedNanos + owedNanos) {
      step(Duration.ofNanos(target - elapsedNanos - owedNanos));
    }
  }

  private void stepOnce() {
    contacts.setContact(contactClosed());
    expire();
    Conditions now = conditions();
    boolean relayClosed = contacts.relayClosed();
    if (relayClosed != truth.relayClosed()) {
      wrote(new PlantWrite.Relay(relayClosed));
    }
    double heaterW = relayClosed ? 0 : now.heaterW();
    gear.ifPresent(parts -> parts.step(elapsedNanos, grid.up()));
    truth =
        dark()
            ? inTheDark(now, heaterW, relayClosed)
            : separated() ? onIsland(now, heaterW, relayClosed) : onGrid(now, heaterW, relayClosed);
    elapsedNanos += stepNanos;
    for (PlantObserver observer : observers) {
      observer.stepped(truth, stepS);
    }
  }

  private void expire() {
    ev.moveCar(instant()).ifPresent(left -> tell(new PlantEvent.CarLeft(left)));
    if (battery.checkHeartbeat(elapsedNanos)) {
      tell(new PlantEvent.BatteryFellBack());
    }
    if (pv.checkRevert(elapsedNanos)) {
      tell(new PlantEvent.PvLimitReverted());
    }
    if (ev.checkExpiry(elapsedNanos)) {
      tell(new PlantEvent.SetpointDropped("EvCharger"));
    }
    if (compute.checkExpiry(elapsedNanos)) {
      tell(new PlantEvent.SetpointDropped("Compute"));
    }
  }

  private void tell(PlantEvent event) {
    for (PlantObserver observer : observers) {
      observer.happened(event);
    }
  }

  /** Tells the observers of a write that reached a device. */
  public void wrote(PlantWrite write) {
    for (PlantObserver observer : observers) {
      observer.wrote(write);
    }
  }

  /** Sets the charger's power, W, positive; false if the PLC refuses it. */
  public boolean orderCar(double watts) {
    boolean taken = Double.isFinite(watts);
    wrote(new PlantWrite.Node(PlantWrite.Device.EV, watts, taken));
    if (taken) {
      ev.setPower(elapsedNanos, watts);
    }
    return taken;
  }

  /** Sets the compute cluster's budget, W; false if the PLC refuses it. */
  public boolean orderCompute(double watts) {
    boolean taken = Double.isFinite(watts);
    wrote(new PlantWrite.Node(PlantWrite.Device.COMPUTE, watts, taken));
    if (taken) {
      compute.setBudget(elapsedNanos, watts);
    }
    return taken;
  }

  private PlantTruth onGrid(Conditions now, double heaterW, boolean relayClosed) {
    double unlimited = Double.POSITIVE_INFINITY;
    double pvW = pv.step(elapsedNanos, stepS, now.pvAvailableW(), unlimited);
    double evW = ev.step(elapsedNanos, stepS, unlimited);
    double computeW = compute.step(elapsedNanos, stepS, now.computeDemandW(), unlimited);
    double batteryW = battery.step(elapsedNanos, stepS);
    double secondW = secondLoadW();
    grid.step(now.loadW() + heaterW + secondW + evW + computeW - pvW - batteryW, stepS);
    return measure(now, heaterW, secondW, 0, relayClosed);
  }

  /**
   * Without the grid the battery inverter balances the bus at once. PV is throttled to what is
   * used; when power is short the car goes without first, then the servers, the heater, and last
   * the load, whose part counts as unserved.
   */
  private PlantTruth onIsland(Conditions now, double heaterW, boolean relayClosed) {
    double chargeRoomW = -battery.islandRangeW(stepS, true);
    double dischargeW = battery.islandRangeW(stepS, false);
    double gensetW = gear.map(parts -> parts.genset().availableW()).orElse(0.0);
    double sourcesW = pv.possibleW(now.pvAvailableW()) + dischargeW + gensetW;
    double loadW = Math.min(now.loadW(), sourcesW);
    double servedHeaterW = Math.min(heaterW, sourcesW - loadW);
    double wantedSecondW = secondLoadW();
    double secondW = Math.min(wantedSecondW, sourcesW - loadW - servedHeaterW);
    double left = sourcesW - loadW - servedHeaterW - secondW;
    double computeW = compute.step(elapsedNanos, stepS, now.computeDemandW(), left);
    double evW = ev.step(elapsedNanos, stepS, left - computeW);
    double usedW = loadW + servedHeaterW + secondW + computeW + evW;
    double pvW = pv.step(elapsedNanos, stepS, now.pvAvailableW(), usedW + chargeRoomW);
    double carriedW =
        gear.map(parts -> parts.genset().carry(Math.max(0, usedW - pvW), chargeRoomW)).orElse(0.0);
    double batteryW = battery.stepIsland(usedW - pvW - carriedW, stepS);
    // A PV limit that moves within the step leaves less than counted on; the load bears the rest.
    double shortW = Math.max(0, usedW - pvW - carriedW - batteryW);
    grid.step(0, stepS);
    double unservedW = now.loadW() - loadW + shortW;
    shortW = unservedW + heaterW - servedHeaterW + wantedSecondW - secondW;
    double missingW = shortW;
    gear.ifPresent(parts -> parts.judge(elapsedNanos, missingW));
    islandHz =
        shortW > 1
            ? SHORT_HZ
            : pvW < pv.possibleW(now.pvAvailableW()) - 1 ? THROTTLE_HZ : ISLAND_HZ;
    return measure(now, servedHeaterW, secondW, unservedW, relayClosed);
  }

  /** Nothing is served until a source brings the bus up. */
  private PlantTruth inTheDark(Conditions now, double heaterW, boolean relayClosed) {
    pv.step(elapsedNanos, stepS, now.pvAvailableW(), 0);
    ev.step(elapsedNanos, stepS, 0);
    compute.step(elapsedNanos, stepS, now.computeDemandW(), 0);
    battery.stepIsland(0, stepS);
    grid.step(0, stepS);
    double pickUpW = now.loadW() + heaterW + secondLoadW();
    // A tripped grid former needs some charge to try again.
    boolean charged = battery.socPct() > site.battery().minSocPct() + RESTART_PCT;
    double batteryW = charged ? battery.islandRangeW(stepS, false) : 0;
    gear.ifPresent(parts -> parts.restart(elapsedNanos, pickUpW, batteryW));
    return measure(now, 0, 0, now.loadW(), relayClosed);
  }

  private double secondLoadW() {
    return gear.map(IslandGear::secondLoadW).orElse(0.0);
  }

  /** Whether nothing but the site's own sources feeds its bus. */
  public boolean separated() {
    return gear.map(parts -> parts.transferSwitch().separated()).orElse(!grid.up());
  }

  /** Whether the site's bus has no voltage. */
  public boolean dark() {
    return gear.isPresent() && gear.get().dark();
  }

  /** Lets the grid former trip: the bus goes dark if the site is on its own. */
  public void tripFormer() {
    gear.ifPresent(parts -> parts.trip(elapsedNanos));
  }

  /** What makes the site able to live on its own; empty if it has no such gear. */
  public Optional<IslandGear> gear() {
    return gear;
  }

  /** Voltage on the site's bus, V. */
  public double busVoltageV(int phase) {
    return dark() ? 0 : separated() ? 230 : grid.voltageV(phase);
  }

  private PlantTruth measure(
      Conditions now, double heaterW, double secondW, double unservedW, boolean relayClosed) {
    return new PlantTruth(
        instant().plusNanos(stepNanos),
        grid.up(),
        grid.powerW(),
        pv.powerW(),
        now.pvAvailableW(),
        battery.powerW(),
        unservedW - now.loadW(),
        -heaterW,
        -ev.powerW(),
        -compute.powerW(),
        unservedW,
        battery.storedWh(),
        battery.socPct(),
        ev.connected(),
        ev.storedWh(),
        ev.socPct(),
        contactClosed(),
        relayClosed,
        now.importPerKwh(),
        now.exportPerKwh(),
        new PlantTruth.Island(
            separated(), dark(), gear.map(parts -> parts.genset().powerW()).orElse(0.0), -secondW));
  }

  private Conditions conditions() {
    return surroundings.at(instant().getEpochSecond());
  }

  /** The plant's present: the end of its last step. */
  public Instant instant() {
    return start.instant().plusNanos(elapsedNanos);
  }

  /** Time since the start on the plant's own grid; what the devices' commands take as now. */
  public long nowNanos() {
    return elapsedNanos;
  }

  /** What held during the last step. */
  public PlantTruth truth() {
    return truth;
  }

  /** Lets the public grid fail or return. */
  public void setGridUp(boolean up) {
    grid.setUp(up);
  }

  /** Lets the grid meter show something else than what is, or again what is. */
  public void setMeterFault(MeterFault fault) {
    meterFault = fault;
  }

  public MeterFault meterFault() {
    return meterFault;
  }

  /** Closes the grid operator's contact beside its schedule, until told otherwise. */
  public void forceContact(boolean closed) {
    contactForced = closed;
  }

  /** Whether the grid operator's contact is closed. */
  public boolean contactClosed() {
    return contactForced || conditions().contactScheduled();
  }

  /** Frequency on the site's bus, Hz: the grid's, or the island's. */
  public double busFrequencyHz() {
    return dark() ? 0 : separated() ? islandHz : grid.frequencyHz();
  }

  public SiteParameters site() {
    return site;
  }

  public PvInverter pv() {
    return pv;
  }

  public BatteryStorage battery() {
    return battery;
  }

  public EvCharger ev() {
    return ev;
  }

  public ComputeCluster compute() {
    return compute;
  }

  public GridConnection grid() {
    return grid;
  }
}
