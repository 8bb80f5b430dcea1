package io.spikewatt.controller.backtest;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.asset.BalanceTerm;
import io.spikewatt.controller.asset.PlanCapability.StationaryStorage;
import io.spikewatt.controller.asset.SiteDevice;
import io.spikewatt.controller.asset.site.SiteDevices;
import io.spikewatt.controller.backtest.BacktestScenario.Battery;
import io.spikewatt.controller.backtest.BacktestScenario.Grid;
import io.spikewatt.controller.backtest.BacktestScenario.Penalties;
import io.spikewatt.controller.backtest.BacktestScenario.PriceEffects;
import io.spikewatt.controller.backtest.BacktestScenario.Series;
import io.spikewatt.controller.history.HistoryColumns;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.history.SiteSeries;
import io.spikewatt.controller.limit.PriceLimit;
import io.spikewatt.controller.plan.PlanModel;
import io.spikewatt.controller.price.PaidPrices;
import io.spikewatt.hal.time.QuarterHour;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Makes a scenario of the gateway's record. Bridges gaps of up to an hour by a straight line,
 * leaves out slots in longer ones, and guesses nothing else.
 */
public final class SiteHistoryReader {

  private static final Duration SLOT = QuarterHour.LENGTH;
  private static final double SLOT_HOURS = SLOT.toMinutes() / 60.0;
  private static final int PER_DAY = QuarterHour.PER_DAY;

  /** Longest gap that is bridged, slots. */
  private static final int BRIDGED = 4;

  /** Smallest known share of the requested range. */
  private static final double LEAST_KNOWN = 0.75;

  /** Slots beyond the requested range that the perfect-foresight policy may use. */
  private static final int BEYOND = QuarterHour.count(Site.Control.USUAL_HORIZON);

  /**
   * Price of power beyond the limits of the connection: above any tariff, so that it comes last.
   */
  private static final double BEYOND_LIMIT_PER_KWH = 20;

  private final Site site;
  private final List<SiteDevice> devices;
  private final HistoryColumns columns;
  private final Instant from;
  private final int requested;
  private final int length;

  private SiteHistoryReader(Site site, HistoryColumns columns) {
    this.site = site;
    this.devices = SiteDevices.of(site);
    this.columns = columns;
    this.from = columns.from();
    this.length = columns.slots();
    this.requested = length - BEYOND;
  }

  /** Slots to read: those from {@code from} to before {@code to}, and a future. */
  public static int slots(Instant from, Instant to) {
    return (int) Duration.between(from, to).dividedBy(SLOT) + BEYOND;
  }

  /**
   * Reads the records of a store.
   *
   * @param from at a slot's start
   * @param to at a slot's start, not part of it
   * @throws io.spikewatt.controller.history.HistoryUnreadable if the store cannot be read
   */
  public static HistoryRead read(Site site, HistoryStore store, Instant from, Instant to) {
    HistoryColumns columns = HistoryColumns.of(store, from, slots(from, to), SLOT);
    return read(site, HistoryBacktest.model(site), columns);
  }

  /**
   * Reads what was recorded.
   *
   * @param model the site's storage and prices
   * @param columns of as many slots as {@link #slots} says
   */
  public static HistoryRead read(Site site, PlanModel model, HistoryColumns columns) {
    return new SiteHistoryReader(site, columns).read(model);
  }

  private HistoryRead read(PlanModel model) {
    double[] load = consumed();
    double[] pv =
        has(BalanceTerm.PV)
            ? produced(SiteSeries.PV_W, SiteSeries.PV_MEASURED_W)
            : new double[length];
    if (has(BalanceTerm.WIND)) {
      add(pv, produced(SiteSeries.WIND_W, SiteSeries.WIND_MEASURED_W));
    }
    int known = 0;
    int last = 0;
    for (int t = 0; t < length; t++) {
      boolean there = Double.isFinite(load[t] + pv[t]);
      known += there && t < requested ? 1 : 0;
      last += there ? 1 : 0;
    }
    if (known < Math.max(PER_DAY, LEAST_KNOWN * requested)) {
      return new HistoryRead.Refused(tooLittle(known), known, requested);
    }
    int[] at = new int[last];
    for (int t = 0, n = 0; t < length; t++) {
      if (Double.isFinite(load[t] + pv[t])) {
        at[n++] = t;
      }
    }
    double[] soc = socPct();
    double capacityKwh = model.storage().capacityKwh();
    PastPrices prices = prices();
    return new HistoryRead.Loaded(
        new SiteHistory(
            site,
            scenario(model, prices, at, load, pv, firstSoc(model, soc)),
            prices,
            Arrays.stream(at).mapToObj(this::start).toArray(Instant[]::new),
            known,
            requested - known,
            new SiteHistory.Metered(
                pick(at, scaled(columns.column(SiteSeries.GRID_W), 1)),
                pick(at, scaled(columns.column(SiteSeries.BATTERY_W), 1)),
                pick(at, Arrays.stream(soc).map(pct -> capacityKwh * pct / 100).toArray()),
                capacityKwh * gainedPct(soc) / 100)));
  }

  private PastPrices prices() {
    return new PastPrices(
        from,
        site.zone(),
        columns.column(SiteSeries.IMPORT_PER_KWH),
        columns.column(SiteSeries.EXPORT_PER_KWH),
        PastPrices.emissions(
            columns.column(SiteSeries.GRID_CO2_KG_PER_KWH), site.tariff().co2().gridKgPerKwh()));
  }

  private BacktestScenario scenario(
      PlanModel model, PastPrices prices, int[] at, double[] load, double[] pv, double socPct) {
    double[] imports = new double[at.length];
    double[] exports = new double[at.length];
    double[] co2 = new double[at.length];
    boolean[] up = new boolean[at.length];
    double[] loadKw = pick(at, load);
    double[] pvKw = pick(at, pv);
    boolean[] noExport = new boolean[at.length];
    double[] offKw = new double[at.length];
    double importKw = site.grid().importLimitW() / 1000;
    for (int n = 0; n < at.length; n++) {
      ZonedDateTime start = start(at[n]).atZone(site.zone());
      imports[n] = prices.importOf(at[n], site.tariff().importPerKwh(start));
      exports[n] = prices.exportOf(at[n], site.tariff().exportPerKwh(start));
      // Unknown emissions cost nothing; the result marks them as unknown (co2Kg).
      co2[n] = Double.isNaN(prices.co2KgPerKwh()[at[n]]) ? 0 : prices.co2KgPerKwh()[at[n]];
      up[n] = true;
      PaidPrices paid = prices.paid(site, at[n]);
      PriceLimit limit =
          PriceLimit.of(site.control().negativePrices(), paid.importPerKwh(), paid.exportPerKwh());
      noExport[n] = limit.forbidsExport();
      // As much production stays on as the import limit needs.
      double onKw = Math.min(pvKw[n], Math.max(0, loadKw[n] - importKw));
      offKw[n] = limit.stopsSources() ? pvKw[n] - onKw : 0;
      pvKw[n] -= offKw[n];
    }
    return new BacktestScenario(
        site.name(),
        at.length,
        SLOT_HOURS,
        battery(model.storage(), socPct),
        Optional.of(new Grid(site.grid().importLimitW() / 1000, site.grid().exportLimitW() / 1000)),
        Optional.empty(),
        List.of(),
        List.of(),
        new Penalties(
            BEYOND_LIMIT_PER_KWH,
            BEYOND_LIMIT_PER_KWH,
            site.tariff().co2().perKg(),
            0,
            0,
            List.of()),
        new Series(loadKw, pvKw, imports, exports, co2, up, new PriceEffects(noExport, offKw)));
  }

  private static Battery battery(PlanModel.StorageModel s, double socPct) {
    return new Battery(
        s.capacityKwh(),
        s.minSocPct() / 100,
        s.maxSocPct() / 100,
        Math.clamp(socPct, s.minSocPct(), s.maxSocPct()) / 100,
        s.chargeKw(),
        s.dischargeKw(),
        s.efficiency(),
        s.efficiency(),
        s.wearPerKwh() / 2);
  }

  /** All consumption beside the batteries, kW. */
  private double[] consumed() {
    double[] load = scaled(columns.column(SiteSeries.LOAD_W), 1);
    for (SiteSeries.TermSeries flexible : SiteSeries.LOADS_W) {
      if (has(flexible.term())) {
        add(load, scaled(columns.column(flexible.name()), -1));
      }
    }
    for (SiteDevice device : devices) {
      if (device.balance().filter(power -> power.term() == BalanceTerm.HEAT_PUMP).isPresent()) {
        add(load, scaled(columns.column(SiteSeries.powerW(device.id())), -1));
      }
    }
    return load;
  }

  /** Potential production of sun or wind, kW; where it was curtailed, the measured one. */
  private double[] produced(String asGiven, String asMeasured) {
    double[] given = columns.column(asGiven);
    double[] left = columns.column(asMeasured);
    Arrays.setAll(given, t -> Double.isNaN(given[t]) ? left[t] : given[t]);
    double[] kw = scaled(given, 1);
    Arrays.setAll(kw, t -> kw[t] < 0 ? 0 : kw[t]);
    return kw;
  }

  /** State of charge of all batteries together; NaN where one of them is not known. */
  private double[] socPct() {
    double[] sum = new double[length];
    double capacity = 0;
    for (SiteDevice device : devices) {
      if (device.plan().orElse(null) instanceof StationaryStorage storage) {
        double[] pct = columns.column(SiteSeries.socPct(device.id()));
        for (int t = 0; t < length; t++) {
          sum[t] += storage.capacityWh() * pct[t];
        }
        capacity += storage.capacityWh();
      }
    }
    for (int t = 0; t < length; t++) {
      sum[t] = capacity > 0 ? sum[t] / capacity : 0;
    }
    return sum;
  }

  /** A battery without a record at that time begins at its lowest. */
  private static double firstSoc(PlanModel model, double[] soc) {
    return Double.isNaN(soc[0]) ? model.storage().minSocPct() : soc[0];
  }

  private double gainedPct(double[] soc) {
    double last = Double.isNaN(soc[requested]) ? soc[requested - 1] : soc[requested];
    return last - soc[0];
  }

  private boolean has(BalanceTerm term) {
    return devices.stream()
        .flatMap(device -> device.balance().stream())
        .anyMatch(p -> p.term() == term);
  }

  /** From W to kW, with short gaps bridged. */
  private static double[] scaled(double[] watts, int sign) {
    double[] kw = new double[watts.length];
    int known = -1;
    for (int t = 0; t < kw.length; t++) {
      kw[t] = sign * watts[t] / 1000;
      if (Double.isFinite(kw[t])) {
        int gap = t - known - 1;
        for (int i = 1; known >= 0 && gap <= BRIDGED && i <= gap; i++) {
          kw[known + i] = kw[known] + (kw[t] - kw[known]) * i / (gap + 1);
        }
        known = t;
      }
    }
    return kw;
  }

  private static void add(double[] to, double[] more) {
    for (int t = 0; t < to.length; t++) {
      to[t] += more[t];
    }
  }

  private static double[] pick(int[] at, double[] values) {
    return Arrays.stream(at).mapToDouble(t -> values[t]).toArray();
  }

  private Instant start(int slot) {
    return from.plus(SLOT.multipliedBy(slot));
  }

  private String tooLittle(int known) {
    String has =
        columns
            .load()
            .map(span -> "of the load it has slots from " + span.first() + " to " + span.last())
            .orElse("of the load it has nothing");
    return "too little history from %s to %s: a day and three quarters of the %d slots are needed, %d are known%s; %s"
        .formatted(
            from,
            start(requested),
            requested,
            known,
            has(BalanceTerm.PV) || has(BalanceTerm.WIND) ? " (load and production)" : "",
            has);
  }
}
