package io.spikewatt.controller.report;

import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.asset.AssetState;
import io.spikewatt.controller.asset.BalanceTerm;
import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.asset.SiteDevice;
import io.spikewatt.controller.asset.site.SiteDevices;
import io.spikewatt.controller.history.SiteSeries;
import io.spikewatt.controller.limit.GridLimits;
import io.spikewatt.controller.price.PaidPrices;
import io.spikewatt.controller.report.PointId.PointUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** The catalogue of points: what a site shows, whatever shows it. */
public final class SitePoints {

  /** Uncontrolled consumption, measured or planned. */
  public static final PointId LOAD = new PointId("load", PointUnit.WATT);

  private static final String UNRECORDED = "";

  /** Points of the site as a whole, of every site. */
  private static final List<SitePoint> WHOLE =
      List.of(
          sum(BalanceTerm.GRID, "", true, SiteSeries.GRID_W),
          sum(BalanceTerm.PV, "", true, SiteSeries.PV_MEASURED_W),
          sum(BalanceTerm.WIND, "", true, SiteSeries.WIND_MEASURED_W),
          sum(BalanceTerm.BATTERY, "batteries", true, SiteSeries.BATTERY_W),
          sum(BalanceTerm.EV, "evs", true, SiteSeries.EV_W),
          sum(BalanceTerm.COMPUTE, "computes", true, SiteSeries.COMPUTE_W),
          sum(BalanceTerm.GENSET, "gensets", false, SiteSeries.GENSET_W),
          // The history has each heat pump.
          sum(BalanceTerm.HEAT_PUMP, "heatPumps", false, UNRECORDED),
          new SitePoint(
              LOAD, new PointKind.Load(), SiteSeries.LOAD_W, report -> report.state().loadW()),
          limit(
              "import",
              new PointKind.Limit(
                  "Import limit in force", "Bezug höchstens", GridLimits::importWhy),
              GridLimits::importW),
          limit(
              "export",
              new PointKind.Limit(
                  "Export limit in force", "Einspeisung höchstens", GridLimits::exportWhy),
              GridLimits::exportW),
          new SitePoint(
              new PointId("import-today", PointUnit.KILOWATT_HOUR),
              new PointKind.Energy("Energy imported today", "Heute bezogene Energie"),
              UNRECORDED,
              report -> report.imported().todayKwh()),
          price("import", "Price of import", "Preis des Bezugs", PaidPrices::importPerKwh),
          price("export", "Price of export", "Preis der Einspeisung", PaidPrices::exportPerKwh),
          new SitePoint(
              new PointId("source-age", PointUnit.MINUTE),
              new PointKind.SourceAge("Age of the prices", "Alter der Preise", false),
              UNRECORDED,
              report -> report.grid().sourceAge()),
          new SitePoint(
              new PointId("weather-age", PointUnit.MINUTE),
              new PointKind.SourceAge("Age of the weather", "Alter des Wetters", true),
              UNRECORDED,
              report -> report.grid().weatherAge()));

  private SitePoints() {}

  private static SitePoint sum(BalanceTerm term, String list, boolean always, String series) {
    return new SitePoint(
        id(term),
        new PointKind.Sum(term, list, always),
        series,
        report -> report.state().powerW(term));
  }

  private static SitePoint limit(
      String direction, PointKind.Limit kind, ToDoubleFunction<GridLimits> watts) {
    return new SitePoint(
        new PointId(direction, PointUnit.WATT),
        kind,
        UNRECORDED,
        report ->
            new Estimate.Known(
                watts.applyAsDouble(report.limits()),
                Estimate.How.CONFIGURED,
                report.snapshot().at()));
  }

  private static SitePoint price(
      String direction,
      String english,
      String german,
      Function<PaidPrices, OptionalDouble> perKwh) {
    return new SitePoint(
        new PointId(direction + "-price", PointUnit.PRICE),
        new PointKind.Price(english, german),
        UNRECORDED,
        report -> {
          OptionalDouble price = perKwh.apply(report.grid().prices());
          return price.isPresent()
              ? new Estimate.Known(
                  price.getAsDouble(), Estimate.How.CONFIGURED, report.snapshot().at())
              : new Estimate.Unknown("no price was published for this time");
        });
  }

  /** Series of a site that shares its records with its fleet. */
  public static List<String> fleetSeries(Site site) {
    return of(site, PointOutlet.FLEET).stream().map(SitePoint::series).toList();
  }

  /** Points of the site as a whole that an outlet tells of at every site. */
  public static List<SitePoint> whole(PointOutlet outlet) {
    return WHOLE.stream().filter(outlet::shows).toList();
  }

  public static List<SitePoint> of(Site site, PointOutlet outlet) {
    return of(site).stream().filter(outlet::shows).toList();
  }

  /**
   * All points of a site: each term of the balance that it has, with its devices in the order of
   * the configuration; the others; and values of devices.
   */
  public static List<SitePoint> of(Site site) {
    List<SiteDevice> devices = SiteDevices.of(site);
    List<SitePoint> points = new ArrayList<>();
    for (SitePoint point : WHOLE) {
      if (point.kind() instanceof PointKind.Sum sum && sum.term() != BalanceTerm.GRID) {
        List<SitePoint> own = devices(devices, sum.term());
        if (!own.isEmpty()) {
          points.add(point);
          points.addAll(own);
        }
      } else if (isThere(point.kind(), site)) {
        points.add(point);
      }
    }
    for (BalanceTerm term : BalanceTerm.values()) {
      points.addAll(values(site, devices, term));
    }
    return points;
  }

  /** Ages are those of sources that the site has. */
  private static boolean isThere(PointKind kind, Site site) {
    return !(kind instanceof PointKind.SourceAge age)
        || (age.weather() ? site.hasWeatherSources() : site.hasPriceSources());
  }

  private static List<SitePoint> devices(List<SiteDevice> all, BalanceTerm term) {
    List<SitePoint> points = new ArrayList<>();
    for (SiteDevice device : all) {
      if (isOf(device, term)) {
        String id = device.id();
        points.add(
            new SitePoint(
                new PointId(id, PointUnit.WATT),
                new PointKind.DevicePower(term),
                term == BalanceTerm.HEAT_PUMP ? SiteSeries.powerW(id) : UNRECORDED,
                report -> of(report, id, AssetState::powerW)));
        if (term == BalanceTerm.BATTERY || term == BalanceTerm.EV) {
          points.add(
              new SitePoint(
                  new PointId(id, PointUnit.PERCENT),
                  new PointKind.DeviceCharge(term),
                  term == BalanceTerm.BATTERY ? SiteSeries.socPct(id) : UNRECORDED,
                  report -> of(report, id, AssetState::socPct)));
        }
      }
    }
    return points;
  }

  /** Values of a term's devices that their profiles can report. */
  private static List<SitePoint> values(Site site, List<SiteDevice> all, BalanceTerm term) {
    boolean hasSources =
        all.stream().anyMatch(one -> isOf(one, BalanceTerm.PV) || isOf(one, BalanceTerm.WIND));
    List<SitePoint> points = new ArrayList<>();
    for (DeviceConfig device : site.devices()) {
      if (all.stream().anyMatch(one -> one.id().equals(device.id()) && isOf(one, term))) {
        DeviceQuantity.ALL.stream()
            .filter(quantity -> quantity.term() == term && (hasSources || !quantity.needsSources()))
            .filter(quantity -> device.profile().points().reads().containsAll(quantity.needs()))
            .forEach(quantity -> points.add(quantity.of(device.id())));
      }
    }
    return points;
  }

  /** Values of a device that the gateway counts, as payloads have them. */
  static List<SitePoint> values(BalanceTerm term, String device, PointOutlet outlet) {
    return DeviceQuantity.ALL.stream()
        .filter(quantity -> quantity.term() == term)
        .map(quantity -> quantity.of(device))
        .filter(outlet::shows)
        .toList();
  }

  private static boolean isOf(SiteDevice device, BalanceTerm term) {
    return device.balance().filter(power -> power.term() == term).isPresent();
  }

  private static Estimate of(CycleReport report, String id, Function<AssetState, Estimate> value) {
    Optional<AssetState> asset = report.state().assets().find(id);
    Estimate notInstalled = Estimate.sum(List.of());
    return asset.filter(AssetState::isMeasured).map(value).orElse(notInstalled);
  }

  /** Name in payloads of the list of a term's devices. */
  public static String list(BalanceTerm term) {
    return WHOLE.stream()
        .map(SitePoint::kind)
        .filter(kind -> kind instanceof PointKind.Sum sum && sum.term() == term)
        .map(kind -> ((PointKind.Sum) kind).list())
        .findFirst()
        .orElseThrow();
  }

  /** Of a term's power, measured or planned. */
  public static PointId id(BalanceTerm term) {
    return new PointId(term.word(), PointUnit.WATT);
  }
}
