package io.spikewatt.simulator.physics;

import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The whole site as physics. It advances on a fixed grid of steps from its start, so its state
 * depends only on the commands at each step, not on when it is read.
 *
 * <p>Not safe for use by many threads; {@code SharedPlant} guards it.
 */
public final class SimulatedPlant {

  private final long stepNanos;
  private final double stepS;
  private final Moment start;
  private final SiteParameters site;
  private final ContactPanel contacts;
  private final SiteEnvironment environment;
  private final List<PlantObserver> observers = new ArrayList<>();
  private final PvInverter pv;
  private final BatteryStorage battery;
  private final EvCharger ev;
  private final ComputeCluster compute;
  private final GridConnection grid;
  private final Optional<IslandGear> gear;
  private final Optional<HeatPumpDevice> heatPump;
  private final PowerBalance balance;
  private long elapsedNanos;
  private long owedNanos;
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
    this.environment = new SiteEnvironment(site);
    this.pv = new PvInverter(site.devices().pvRatedW(), site.seed());
    this.battery = new BatteryStorage(site.devices().battery());
    this.ev =
        new EvCharger(
            site.devices().ev(), new EvSchedule(site.seed(), site.place().zone()), start.instant());
    this.compute =
        new ComputeCluster(site.devices().compute().minW(), site.devices().compute().maxW());
    this.grid = new GridConnection(site.seed());
    this.gear = site.devices().island().map(IslandGear::new);
    this.heatPump = site.devices().heatPump().map(SiteParameters.Heating::make);
    this.balance =
        new PowerBalance(
            pv, battery, ev, compute, grid, gear, site.devices().battery().minSocPct(), stepS);
    this.truth = measure(conditions(), new PowerBalance.Served(0, 0, 0), 0, contacts.relayClosed());
  }

  /** Registers an observer of each further step and event. */
  public void observe(PlantObserver observer) {
    observers.add(observer);
  }

  /** Advances by {@code duration}; a remainder smaller than a step is kept for the next call. */
  public void step(Duration duration) {
    owedNanos += duration.toNanos();
    while (owedNanos >= stepNanos) {
      owedNanos -= stepNanos;
      stepOnce();
    }
  }

  /** Advances to the last step that ends by {@code now}; a moment in the past changes nothing. */
  public void advanceTo(Moment now) {
    long target = now.since(start).toNanos();
    if (target > elapsedNanos + owedNanos) {
      step(Duration.ofNanos(target - elapsedNanos - owedNanos));
    }
  }

  private void stepOnce() {
    contacts.setContact(contactClosed());
    expire();
    SiteConditions now = conditions();
    boolean relayClosed = contacts.relayClosed();
    if (relayClosed != truth.relayClosed()) {
      wrote(new PlantWrite.Relay(relayClosed));
    }
    double heaterW = relayClosed ? 0 : now.heaterW();
    gear.ifPresent(parts -> parts.step(elapsedNanos, grid.up()));
    double pumpW = heatPump.map(pump -> pumpW(pump)).orElse(0.0);
    PowerBalance.Served served = balance.step(elapsedNanos, now, heaterW + pumpW);
    double heaterServedW = Math.min(heaterW, served.heaterW());
    double pumpServedW = served.heaterW() - heaterServedW;
    heatPump.ifPresent(pump -> pump.served(pumpServedW, now.heat(), stepS));
    truth = measure(now, served, heaterServedW, relayClosed);
    elapsedNanos += stepNanos;
    for (PlantObserver observer : observers) {
      observer.stepped(truth, stepS);
    }
  }

  private double pumpW(HeatPumpDevice pump) {
    if (site.devices().heatPump().orElseThrow().byContacts()) {
      int state = contacts.sgReadyState();
      if (state != pump.state()) {
        wrote(new PlantWrite.SgReady(state));
      }
      pump.state(state);
    }
    return pump.demandW(elapsedNanos, stepS);
  }

  private void expire() {
    if (heatPump.isPresent() && heatPump.get().checkExpiry(elapsedNanos)) {
      publish(new PlantEvent.SetpointDropped("HeatPump"));
    }
    ev.moveCar(instant()).ifPresent(left -> publish(new PlantEvent.CarLeft(left)));
    if (battery.checkHeartbeat(elapsedNanos)) {
      publish(new PlantEvent.BatteryFellBack());
    }
    if (pv.checkRevert(elapsedNanos)) {
      publish(new PlantEvent.PvLimitReverted());
    }
    if (ev.checkExpiry(elapsedNanos)) {
      publish(new PlantEvent.SetpointDropped("EvCharger"));
    }
    if (compute.checkExpiry(elapsedNanos)) {
      publish(new PlantEvent.SetpointDropped("Compute"));
    }
  }

  private void publish(PlantEvent event) {
    observers.forEach(observer -> observer.happened(event));
  }

  /** Notifies the observers of a write that reached a device. */
  public void wrote(PlantWrite write) {
    observers.forEach(observer -> observer.wrote(write));
  }

  /** Sets the charger's power, W, positive; false if the PLC refuses it. */
  public boolean orderCar(double watts) {
    return order(PlantWrite.Device.EV, watts, true, () -> ev.setPower(elapsedNanos, watts));
  }

  /** Sets the compute cluster's budget, W; false if the PLC refuses it. */
  public boolean orderCompute(double watts) {
    return order(
        PlantWrite.Device.COMPUTE, watts, true, () -> compute.setBudget(elapsedNanos, watts));
  }

  /** Sets (1) or clears (0) a request to the island's equipment; false if the PLC refuses it. */
  public boolean order(PlantWrite.Device device, double value) {
    return order(
        device,
        value,
        gear.isPresent(),
        () -> gear.orElseThrow().order(device, elapsedNanos, value));
  }

  private boolean order(PlantWrite.Device device, double value, boolean has, Runnable take) {
    boolean taken = Double.isFinite(value) && has;
    wrote(new PlantWrite.Node(device, value, taken));
    if (taken) {
      take.run();
    }
    return taken;
  }

  /** Whether nothing but the site's own sources feeds its bus. */
  public boolean separated() {
    return balance.separated();
  }

  /** Whether the site's bus has no voltage. */
  public boolean dark() {
    return balance.dark();
  }

  /** Trips the grid former: the bus goes dark if the site is islanded. */
  public void tripFormer() {
    gear.ifPresent(parts -> parts.trip(elapsedNanos));
  }

  /** Sets the power that the heat pump heats with, W, positive; 0 = its thermostat decides. */
  public void orderHeat(double watts) {
    heatPump.ifPresent(pump -> pump.order(elapsedNanos, watts));
  }

  /** The heat pump; empty if the site has none. */
  public Optional<HeatPumpDevice> heatPump() {
    return heatPump;
  }

  /** Outdoor temperature, °C. */
  public double outdoorC() {
    return conditions().heat().outdoorC();
  }

  /** The island equipment; empty if the site has none. */
  public Optional<IslandGear> gear() {
    return gear;
  }

  /** Voltage on the site's bus, V. */
  public double busVoltageV(int phase) {
    return balance.voltageV(phase);
  }

  private PlantTruth measure(
      SiteConditions now, PowerBalance.Served served, double heaterW, boolean relayClosed) {
    return new PlantTruth(
        instant().plusNanos(stepNanos),
        new PlantTruth.Environment(
            grid.up(), now.pvAvailableW(), contactClosed(), now.importPerKwh(), now.exportPerKwh()),
        new PlantTruth.Powers(
            grid.powerW(),
            pv.powerW(),
            battery.powerW(),
            served.unservedW() - now.loadW(),
            -heaterW,
            -ev.powerW(),
            -compute.powerW(),
            -heatPump.map(HeatPumpDevice::powerW).orElse(0.0)),
        served.unservedW(),
        new PlantTruth.Battery(battery.storedWh(), battery.socPct()),
        new PlantTruth.Car(ev.connected(), ev.storedWh(), ev.socPct()),
        relayClosed,
        new PlantTruth.Island(
            separated(),
            dark(),
            gear.map(parts -> parts.genset().powerW()).orElse(0.0),
            -served.secondW()));
  }

  private SiteConditions conditions() {
    return environment.at(instant().getEpochSecond());
  }

  /** Time until the car of this stay, or of the next one, leaves, s; 0 if it should have left. */
  public double departureInS() {
    long millis = ev.session().departure().toEpochMilli() - instant().toEpochMilli();
    return Math.max(0, millis / 1_000.0);
  }

  /** The plant's present: the end of its last step. */
  public Instant instant() {
    return start.instant().plusNanos(elapsedNanos);
  }

  /** Time since the start on the plant's own grid; the time base of the devices' commands. */
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

  /** Makes the grid meter read false or true values. */
  public void setMeterFault(MeterFault fault) {
    meterFault = fault;
  }

  public MeterFault meterFault() {
    return meterFault;
  }

  /** Closes the grid operator's contact regardless of its schedule, until the next call. */
  public void forceContact(boolean closed) {
    contactForced = closed;
  }

  /** Whether the grid operator's contact is closed. */
  public boolean contactClosed() {
    return contactForced || conditions().contactScheduled();
  }

  /** Frequency on the site's bus, Hz: the grid's, or the island's. */
  public double busFrequencyHz() {
    return balance.frequencyHz();
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
