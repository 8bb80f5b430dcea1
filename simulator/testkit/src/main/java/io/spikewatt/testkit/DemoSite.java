package io.spikewatt.testkit;

import io.spikewatt.config.profile.ContactCode;
import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.profile.LinkDefaults;
import io.spikewatt.config.site.Connection;
import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.GridUse;
import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.config.site.SiteSource;
import io.spikewatt.config.site.Tariff;
import io.spikewatt.hal.guard.OutputSpec;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Signal;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A site with one of each: PV 10 kW, battery 10 kWh and 5 kW, EV charger, compute, relay, contact.
 * Settings change the object itself, so make a new one for each site.
 */
public final class DemoSite {

  public static final Role.Battery BATTERY =
      new Role.Battery(10_000, 5000, 5000, 10, 95, 0.95, 0.02, GridUse.FREE);

  private Duration cycle = Duration.ofSeconds(1);
  private Duration batteryDead = Duration.ofMillis(1600);
  private Duration batterySettling = Duration.ofMillis(3800);
  private double importW = 12_000;
  private double exportW = 5000;
  private double reservePct;
  private Optional<Double> evWorth = Optional.empty();
  private Role.Battery battery = BATTERY;
  private Duration horizon = Site.Control.USUAL_HORIZON;
  private double evDischargeW;
  private double windW;
  private double rampWPerMin = Double.POSITIVE_INFINITY;
  private List<Role.WorkPoint> workCurve = List.of();
  private Site.NegativePrices negativePrices = Site.NegativePrices.STORE;

  private DemoSite() {}

  public static DemoSite usual() {
    return new DemoSite();
  }

  public DemoSite withCycle(Duration each) {
    cycle = each;
    return this;
  }

  public DemoSite withBattery(double deadS, double settlingS) {
    batteryDead = Duration.ofMillis((long) (1000 * deadS));
    batterySettling = Duration.ofMillis((long) (1000 * settlingS));
    return this;
  }

  public DemoSite withLimits(double mostImportW, double mostExportW) {
    importW = mostImportW;
    exportW = mostExportW;
    return this;
  }

  public DemoSite withReserve(double pct) {
    reservePct = pct;
    return this;
  }

  /** Its battery may trade with the grid, or not. */
  public DemoSite withGridUse(GridUse use) {
    battery = new Role.Battery(10_000, 5000, 5000, 10, 95, 0.95, 0.02, use);
    return this;
  }

  /** A kWh in its car beyond the target is worth that. */
  public DemoSite withCarWorth(double perKwh) {
    evWorth = Optional.of(perKwh);
    return this;
  }

  public DemoSite withHorizon(int hours) {
    horizon = Duration.ofHours(hours);
    return this;
  }

  /** Its car may serve the site down to 30 %. */
  public DemoSite withGivingCar(double watts) {
    evDischargeW = watts;
    return this;
  }

  /** It has a wind turbine, too. */
  public DemoSite withWind(double ratedW) {
    windW = ratedW;
    return this;
  }

  /** Its cluster's budget changes by no more than that within a minute. */
  public DemoSite withRamp(double wattsPerMin) {
    rampWPerMin = wattsPerMin;
    return this;
  }

  /** Its cluster, from 300 to 2000 W, has this curve of work over power. */
  public DemoSite withWorkCurve(Role.WorkPoint... points) {
    workCurve = List.of(points);
    return this;
  }

  /** The owner's choice for negative prices. */
  public DemoSite withNegativePrices(Site.NegativePrices choice) {
    negativePrices = choice;
    return this;
  }

  public Duration cycle() {
    return cycle;
  }

  public Duration batteryDead() {
    return batteryDead;
  }

  public Duration batterySettling() {
    return batterySettling;
  }

  public double importW() {
    return importW;
  }

  public double exportW() {
    return exportW;
  }

  public double windW() {
    return windW;
  }

  public Site site() {
    Duration half = Duration.ofMillis(500);
    Duration two = Duration.ofSeconds(2);
    return new Site(
        "demo",
        ZoneId.of("Europe/Berlin"),
        Optional.empty(),
        new Site.Grid(importW, exportW, Optional.empty()),
        devices(half, two),
        new Tariff(
            List.of(
                new Tariff.Band(LocalTime.of(22, 0), LocalTime.of(6, 0), 0.2),
                new Tariff.Band(LocalTime.of(6, 0), LocalTime.of(22, 0), 0.35)),
            0.08,
            0,
            Tariff.Co2.NONE,
            "EUR"),
        Optional.empty(),
        new Site.Control(
            cycle,
            Duration.ofMinutes(15),
            Site.Objective.COST,
            reservePct,
            Site.Control.USUAL_OUTAGE_PER_KWH,
            false,
            Site.ForecasterChoice.BEST,
            horizon,
            Site.NowcastChoice.LOAD_AND_PV,
            negativePrices),
        new Site.StateDirectory("/nowhere"),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.empty());
  }

  private List<DeviceConfig> devices(Duration half, Duration two) {
    List<DeviceConfig> devices =
        new ArrayList<>(
            List.of(
                device("meter1", half, two, new Role.GridMeter()),
                device("feeder1", half, two, new Role.Load()),
                device("pv1", half, two, new Role.Pv(10_000, 10_000)),
                device("battery1", batteryDead, batterySettling, battery),
                device(
                    "ev1",
                    half,
                    two,
                    new Role.EvCharger(
                        1400, 11_000, 0.9, evDischargeW, 30, 0, Optional.empty(), evWorth)),
                device(
                    "compute1",
                    half,
                    two,
                    new Role.Compute(300, 2000, 0.1, rampWPerMin, workCurve)),
                device(
                    "dso", half, two, new Role.LimitContact(Optional.of(4200.0), Optional.of(0.0))),
                device("shed", half, two, new Role.ShedRelay(2000, 1, Optional.empty()))));
    if (windW > 0) {
      devices.add(device("wind1", half, two, new Role.Wind(windW, windW)));
    }
    return devices;
  }

  /** The same site with a price of CO2. */
  public static Site withCo2(Site site, Tariff.Co2 co2) {
    Tariff t = site.tariff();
    return withTariff(
        site,
        new Tariff(
            t.imports(),
            t.exports(),
            t.demandPerKw(),
            co2,
            t.currency(),
            t.dynamic(),
            t.networkFees()));
  }

  /** The same site with other prices. */
  public static Site withTariff(Site site, Tariff tariff) {
    return with(site, tariff, List.of());
  }

  /** The same site with sources of prices and emissions. */
  public static Site withSources(Site site, List<SiteSource> sources) {
    return with(site, site.tariff(), sources);
  }

  private static Site with(Site site, Tariff tariff, List<SiteSource> sources) {
    return new Site(
        site.name(),
        site.zone(),
        site.position(),
        site.grid(),
        site.devices(),
        tariff,
        site.mqtt(),
        site.control(),
        site.storage(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        sources,
        Optional.empty());
  }

  /** The same site with a genset, {@code genset1}. */
  public Site siteWith(Role.Genset set) {
    List<DeviceConfig> devices = new ArrayList<>(site().devices());
    devices.add(device("genset1", Duration.ZERO, Duration.ofSeconds(2), set));
    return site().withDevices(devices);
  }

  /** What may be written with a genset beside it. */
  public List<OutputSpec> outputsWithGenset() {
    List<OutputSpec> outputs = new ArrayList<>(outputs());
    outputs.add(output("genset1", Quantity.CONTACT, 0, 1, 0));
    return outputs;
  }

  public List<OutputSpec> outputs() {
    List<OutputSpec> outputs =
        new ArrayList<>(
            List.of(
                output("pv1", Quantity.POWER_LIMIT_W, 0, 10_000, 0),
                output("battery1", Quantity.POWER_W, -5000, 5000, 0),
                output("ev1", Quantity.POWER_W, -11_000, evDischargeW, 0),
                output("compute1", Quantity.POWER_LIMIT_W, 300, 2000, 300),
                output("shed", Quantity.CONTACT, 0, 1, 0)));
    if (windW > 0) {
      outputs.add(output("wind1", Quantity.POWER_LIMIT_W, 0, windW, 0));
    }
    return outputs;
  }

  private static OutputSpec output(String id, Quantity q, double min, double max, double safe) {
    return new OutputSpec(new Signal(id, q), min, max, Double.POSITIVE_INFINITY, safe, safe);
  }

  private static DeviceConfig device(String id, Duration dead, Duration settling, Role role) {
    return new DeviceConfig(
        id,
        new DeviceProfile(
            "test",
            new DeviceProfile.About("Test", DeviceProfile.Verified.SOURCE_ONLY, "", ""),
            new DeviceProfile.Response(dead, settling),
            new DeviceProfile.GpioInput(Quantity.CONTACT, ContactCode.SINGLE),
            LinkDefaults.NONE,
            List.of(),
            Optional.empty()),
        new Connection.Gpio(List.of(1), false, false, Optional.empty(), Optional.empty()),
        role,
        false,
        Optional.empty());
  }
}
