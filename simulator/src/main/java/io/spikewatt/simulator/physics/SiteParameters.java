package io.spikewatt.simulator.physics;

import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Tariff;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * Sizes, limits and prices of the simulated site.
 *
 * @param seed of weather, consumption and the car's habits; equal seeds give equal days
 * @param place where it is
 * @param devices their sizes
 * @param limits at the grid connection
 * @param tariff prices
 */
public record SiteParameters(
    long seed, Place place, Devices devices, Limits limits, Tariff tariff) {

  /**
   * @param zone of the site's calendar
   * @param latitudeDeg north positive
   * @param longitudeDeg east positive
   */
  public record Place(ZoneId zone, double latitudeDeg, double longitudeDeg) {}

  /**
   * @param pvRatedW rated power of the PV inverter, W
   * @param battery the battery and its inverter
   * @param ev the car and its charger
   * @param compute the compute cluster
   * @param shedLoadW power of the load behind the shed relay while its thermostat calls, W
   * @param island gear for islands; empty = none
   * @param heatPump empty = none
   */
  public record Devices(
      double pvRatedW,
      Battery battery,
      Ev ev,
      Compute compute,
      double shedLoadW,
      Optional<IslandParts> island,
      Optional<Heating> heatPump) {

    private Devices with(Battery other, Optional<IslandParts> gear, Optional<Heating> pump) {
      return new Devices(pvRatedW, other, ev, compute, shedLoadW, gear, pump);
    }

    private Devices with(Compute other) {
      return new Devices(pvRatedW, battery, ev, other, shedLoadW, island, heatPump);
    }
  }

  /**
   * @param sizes powers, coefficient and band
   * @param building what it heats; empty = a tank of hot water
   * @param steering how a gateway sets it
   */
  public record Heating(Role.HeatPump sizes, Optional<Building.Size> building, Steering steering) {

    /** How a gateway sets a heat pump. */
    public enum Steering {
      /** A power over Modbus, by plan. */
      POWER,
      /** SG-Ready contacts, by plan. */
      PLANNED_CONTACTS,
      /** SG-Ready contacts, by command alone. */
      COMMANDED_CONTACTS
    }

    /** Outdoor temperature for which the house is heated at the start, °C. */
    private static final double HEATED_FOR_C = 3;

    /** A tank of 300 l for hot water. */
    public static final Heating TANK =
        new Heating(
            new Role.HeatPump(
                1_500,
                500,
                new Role.Cop(3, 7, 0.05),
                new Role.HeatStore(350, 2.5, 44, 56),
                Duration.ofMinutes(20),
                Duration.ofMinutes(20)),
            Optional.empty(),
            Steering.POWER);

    /** A house with a heated floor. */
    public static final Heating HOUSE =
        new Heating(
            new Role.HeatPump(
                2_500,
                700,
                new Role.Cop(3.8, 7, 0.08),
                new Role.HeatStore(11_000, 150, 20, 22.5),
                Duration.ofMinutes(20),
                Duration.ofMinutes(20)),
            Optional.of(Building.Size.HOUSE),
            Steering.POWER);

    /** Whether only commands set it. */
    public boolean onCommand() {
      return steering == Steering.COMMANDED_CONTACTS;
    }

    /** Largest electrical power, W. */
    public double maxW() {
      return sizes.maxW();
    }

    /** Least time of running, or of standing, s. */
    public double leastS(boolean runs) {
      return (runs ? sizes.minRun() : sizes.minPause()).toSeconds();
    }

    /** The same, set by SG-Ready contacts. */
    public Heating withContacts() {
      return new Heating(sizes, building, Steering.PLANNED_CONTACTS);
    }

    /** The same, whose SG-Ready contacts only commands set. */
    public Heating withCommandedContacts() {
      return new Heating(sizes, building, Steering.COMMANDED_CONTACTS);
    }

    /** Whether it is set by SG-Ready contacts instead of over Modbus. */
    public boolean byContacts() {
      return steering != Steering.POWER;
    }

    /**
     * The pump, with a store in the middle of its band and a thermostat that starts at the lower
     * end.
     */
    HeatPumpDevice make() {
      Role.HeatStore band = sizes.store();
      double startC = (band.lowestC() + band.highestC()) / 2;
      HeatStore store =
          building.isPresent()
              ? Building.heated(building.get(), startC, HEATED_FOR_C)
              : new WaterTank(band.whPerK(), band.lossWPerK(), startC);
      return new HeatPumpDevice(sizes, store, band.lowestC());
    }
  }

  /**
   * @param minW power that it always needs, W
   * @param maxW its largest power, W
   * @param valuePerKwh what its work is worth, currency a kWh
   * @param manager what a gateway talks to
   */
  public record Compute(double minW, double maxW, double valuePerKwh, Manager manager) {

    /** Holder of the cluster's budget. */
    public enum Manager {
      /** The PLC, over OPC UA. */
      PLC,
      /** The agent of a compute box, over MQTT. */
      AGENT
    }
  }

  /**
   * @param capacityWh usable capacity, Wh
   * @param chargeW largest charging power at the AC side, W, positive
   * @param dischargeW largest discharging power at the AC side, W, positive
   * @param minSocPct state of charge below which the device itself stops, percent
   * @param maxSocPct state of charge above which the device itself stops, percent
   * @param startSocPct state of charge at the start, percent
   * @param efficiency of charging and of discharging, each, 0..1
   * @param wearPerKwh cost of one kWh through the battery, currency a kWh
   */
  public record Battery(
      double capacityWh,
      double chargeW,
      double dischargeW,
      double minSocPct,
      double maxSocPct,
      double startSocPct,
      double efficiency,
      double wearPerKwh) {

    /** The same with another state of charge at the start, percent. */
    public Battery startingAt(double socPct) {
      return new Battery(
          capacityWh, chargeW, dischargeW, minSocPct, maxSocPct, socPct, efficiency, wearPerKwh);
    }

    /** Percent that control keeps off the limits at which the device itself would stop. */
    private static final double MARGIN_PCT = 5;

    /** State of charge below which control may not discharge, percent. */
    public double lowestPct() {
      return minSocPct + MARGIN_PCT;
    }

    /** State of charge above which control may not charge, percent. */
    public double highestPct() {
      return maxSocPct - MARGIN_PCT;
    }
  }

  /**
   * @param capacityWh of the car's battery, Wh
   * @param minW smallest charging power other than 0, W
   * @param maxW largest charging power, W
   * @param efficiency from the charger's meter into the car's battery, 0..1
   * @param targetPct state of charge wanted at departure, percent
   */
  public record Ev(
      double capacityWh, double minW, double maxW, double efficiency, double targetPct) {}

  /**
   * @param importW largest import, W
   * @param exportW largest export, W, positive
   * @param contactImportW largest import while the grid operator's contact is closed, W
   * @param contactExportW largest export while it is closed, W, positive
   * @param contactWindows local times of day at which the grid operator closes it
   */
  public record Limits(
      double importW,
      double exportW,
      double contactImportW,
      double contactExportW,
      List<ContactWindow> contactWindows) {

    public Limits {
      contactWindows = List.copyOf(contactWindows);
    }

    /** The same, with a grid operator's contact that never closes. */
    Limits withoutContact() {
      return new Limits(importW, exportW, contactImportW, contactExportW, List.of());
    }
  }

  /**
   * @param from local time, inclusive
   * @param to local time, exclusive, after {@code from}
   */
  public record ContactWindow(LocalTime from, LocalTime to) {
    boolean contains(int secondOfDay) {
      return secondOfDay >= from.toSecondOfDay() && secondOfDay < to.toSecondOfDay();
    }
  }

  /**
   * The demo's site with a transfer switch, a genset of 8 kW and a second load that can be shed.
   *
   * @param startSocPct of the battery, percent
   */
  public static SiteParameters islandable(long seed, double startSocPct) {
    SiteParameters demo = demo(seed);
    Battery battery = demo.devices.battery.startingAt(startSocPct);
    Devices devices = demo.devices.with(battery, Optional.of(IslandParts.USUAL), Optional.empty());
    return new SiteParameters(seed, demo.place, devices, demo.limits.withoutContact(), demo.tariff);
  }

  /** The same with a heat pump. */
  public SiteParameters with(Heating heating) {
    Devices other = devices.with(devices.battery, devices.island, Optional.of(heating));
    return new SiteParameters(seed, place, other, limits, tariff);
  }

  /** The same with an agent on the compute cluster. */
  public SiteParameters withAgent() {
    Compute now = devices.compute;
    Compute other = new Compute(now.minW, now.maxW, now.valuePerKwh, Compute.Manager.AGENT);
    return new SiteParameters(seed, place, devices.with(other), limits, tariff);
  }

  /** The demo's site: a household with a small business, a car and a few servers. */
  public static SiteParameters demo(long seed) {
    return new SiteParameters(
        seed,
        new Place(ZoneId.of("Europe/Berlin"), 52.52, 13.40),
        new Devices(
            12_000,
            new Battery(15_000, 6_000, 6_000, 5, 100, 40, 0.95, 0.02),
            new Ev(60_000, 1_400, 11_000, 0.92, 80),
            new Compute(500, 3_000, 0.35, Compute.Manager.PLC),
            1_500,
            Optional.empty(),
            Optional.empty()),
        new Limits(
            11_000,
            4_000,
            4_200,
            0,
            List.of(new ContactWindow(LocalTime.of(12, 30), LocalTime.of(13, 0)))),
        new Tariff(
            List.of(
                new Tariff.Band(LocalTime.of(0, 0), LocalTime.of(6, 0), 0.18),
                new Tariff.Band(LocalTime.of(6, 0), LocalTime.of(17, 0), 0.30),
                new Tariff.Band(LocalTime.of(17, 0), LocalTime.of(21, 0), 0.42),
                new Tariff.Band(LocalTime.of(21, 0), LocalTime.of(0, 0), 0.30)),
            0.07,
            0,
            Tariff.Co2.NONE,
            "EUR"));
  }
}
