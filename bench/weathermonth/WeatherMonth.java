import io.spikewatt.config.load.ConfigLoader;
import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.backtest.HistoryBacktest;
import io.spikewatt.controller.backtest.HistoryRead;
import io.spikewatt.controller.backtest.HistoryResult;
import io.spikewatt.controller.backtest.SiteHistory;
import io.spikewatt.controller.backtest.SiteHistoryReader;
import io.spikewatt.controller.forecast.Hindcaster;
import io.spikewatt.controller.forecast.SiteForecasts;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.hal.time.QuarterHour;
import io.spikewatt.inference.forecast.Forecast;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToDoubleFunction;

/** See bench/weather-month. */
final class WeatherMonth {
  private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

  /** Before the month, in which the forecasts' record grows. */
  private static final int WARM_UP_DAYS = 45;

  /** Between two forecasts before the month: as often as they are scored. */
  private static final Duration EACH = Duration.ofHours(2);

  /** Worth of a stored kWh at the end of a day, currency. */
  private static final double STORED_PER_KWH = 0.25;

  private static final String SITE =
      """
      site: { name: home, timezone: Asia/Shanghai, latitude: 38, longitude: 115 }
      grid: { import-limit-w: 17000, export-limit-w: 2000 }
      tariff:
        currency: EUR
        import:
          - { from: "00:00", to: "06:00", per-kwh: 0.22 }
          - { from: "06:00", to: "17:00", per-kwh: 0.30 }
          - { from: "17:00", to: "21:00", per-kwh: 0.41 }
          - { from: "21:00", to: "24:00", per-kwh: 0.30 }
        export-per-kwh: 0.08
      storage: { directory: /nowhere }
      devices:
        - { id: meter1, profile: sunspec-meter, connection: { modbus-tcp: m.lan }, grid-meter: }
        - { id: pv1, profile: sunspec-inverter, connection: { modbus-tcp: p.lan }, pv: { rated-w: 5000 } }
        - id: battery1
          profile: hybrid-battery
          connection: { modbus-tcp: b.lan }
          battery: { capacity-wh: 10000, charge-w: 4000, discharge-w: 4000, min-soc-pct: 10, max-soc-pct: 100, efficiency: 0.95, wear-per-kwh: 0.02 }
      """;

  private static final String WEATHER =
      "sources: [ { source: open-meteo, settings: { latitude: \"38\", longitude: \"115\" } } ]\n";

  /**
   * One month of the product.
   *
   * @param days cost by local day, currency, less the worth of what was stored
   * @param curtailedKwh by local day
   * @param millis of CPU of each slot's forecast and plan, sorted
   * @param errorW mean absolute error of the PV median over the next day
   * @param share mean share of the forecast with weather
   */
  private record Month(
      HistoryResult.Trajectory total,
      SortedMap<LocalDate, Double> days,
      SortedMap<LocalDate, Double> curtailedKwh,
      double[] millis,
      double errorW,
      double share) {}

  private WeatherMonth() {}

  public static void main(String[] arguments) throws SQLException {
    Locale.setDefault(Locale.ROOT);
    Path data = Path.of(arguments[0]);
    Path folder = Path.of(arguments[1]);
    int days = Integer.parseInt(arguments[2]);
    Instant from = LocalDate.parse("2019-04-01").atStartOfDay(ZONE).toInstant();
    Instant to = from.plus(Duration.ofDays(days));
    for (String plant : Arrays.asList(arguments).subList(3, arguments.length)) {
      try (HistoryStore store = WeatherMonthRecord.write(data, folder.resolve(plant), plant)) {
        Month without = month(site(SITE), store, from, to);
        Month with = month(site(SITE + WEATHER), store, from, to);
        print(plant, days, without, with);
      }
    }
  }

  private static Site site(String text) {
    return switch (ConfigLoader.load(text, "/home.yaml")) {
      case LoadedSite.Ok ok -> ok.site();
      case LoadedSite other -> throw new IllegalStateException(other.toString());
    };
  }

  private static Month month(Site site, HistoryStore store, Instant from, Instant to) {
    AtomicReference<SiteForecasts> newest = new AtomicReference<>();
    Hindcaster forecaster = new Hindcaster(site, store, newest::set);
    Instant begin = from.minus(Duration.ofDays(WARM_UP_DAYS));
    for (Instant at = begin; at.isBefore(from); at = at.plus(EACH)) {
      served(forecaster, at);
    }
    SiteHistory history =
        switch (SiteHistoryReader.read(site, store, from, to)) {
          case HistoryRead.Loaded loaded -> loaded.history();
          case HistoryRead other -> throw new IllegalStateException(other.toString());
        };
    SortedMap<LocalDate, Double> costs = new TreeMap<>();
    SortedMap<LocalDate, Double> curtailed = new TreeMap<>();
    List<Double> millis = new ArrayList<>();
    List<Double> errors = new ArrayList<>();
    List<Double> shares = new ArrayList<>();
    double hours = QuarterHour.LENGTH.toMinutes() / 60.0;
    long[] before = {cpuNanos()};
    double[] stored = {Double.NaN};
    HistoryResult.Trajectory total =
        HistoryBacktest.product(
            history,
            forecaster,
            text -> System.err.println(text),
            (step, flows, storedKwh, evKwh) -> {
              LocalDate day = history.starts()[step].atZone(ZONE).toLocalDate();
              double slot =
                  hours
                      * (history.scenario().series().importPrice()[step] * flows.supply().importKw()
                          - history.scenario().series().exportPrice()[step]
                              * flows.supply().exportKw()
                          + history.scenario().battery().throughputCost()
                              * (flows.powers().chargeKw() + flows.powers().dischargeKw()));
              double more = Double.isNaN(stored[0]) ? 0 : storedKwh - stored[0];
              stored[0] = storedKwh;
              costs.merge(day, slot - STORED_PER_KWH * more, Double::sum);
              curtailed.merge(day, hours * flows.supply().curtailedKw(), Double::sum);
              SiteForecasts made = newest.get();
              errors.add(error(history, step, made.pv()));
              made.weather().values().forEach(use -> shares.add(use.share()));
              long now = cpuNanos();
              millis.add((now - before[0]) / 1e6);
              before[0] = now;
            });
    return new Month(
        total,
        costs,
        curtailed,
        millis.stream().mapToDouble(each -> each).sorted().toArray(),
        errors.stream().mapToDouble(each -> each).average().orElse(Double.NaN),
        shares.stream().mapToDouble(each -> each).average().orElse(0));
  }

  private static Optional<SiteForecasts> served(Hindcaster forecaster, Instant at) {
    if (forecaster.due(at)) {
      forecaster.learn(at).forEach(System.err::println);
    }
    return forecaster.forecast(at);
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  /** Mean absolute error of the PV median over the next day, W. */
  private static double error(SiteHistory history, int step, Forecast pv) {
    double[] pvKw = history.scenario().series().pvKw();
    int slots = Math.min(QuarterHour.PER_DAY, pvKw.length - step);
    double sum = 0;
    for (int k = 0; k < slots; k++) {
      sum += Math.abs(1000 * pvKw[step + k] - pv.p50()[k]);
    }
    return sum / slots;
  }

  private static void print(String plant, int days, Month without, Month with) {
    System.out.printf(
        "%n%s, a home with 5 kW of PV and a battery of 10 kWh, %d days from 2019-04-01%n", plant, days);
    System.out.printf("%-34s %10s %10s  %s%n", "", "without", "with", "difference [95 %, by day]");
    row("cost, EUR", without, with, month -> month.total.cost());
    System.out.println("  by day " + BlockBootstrap.of(values(with.days), values(without.days)));
    row("curtailed, kWh", without, with, month -> month.total.energy().curtailedKwh().orElse(0));
    System.out.println(
        "  by day " + BlockBootstrap.of(values(with.curtailedKwh), values(without.curtailedKwh)));
    row("import, kWh", without, with, month -> month.total.energy().importKwh());
    row("export, kWh", without, with, month -> month.total.energy().exportKwh());
    row("MAE of the PV median, W", without, with, month -> month.errorW);
    row("share with weather, load and PV", without, with, month -> month.share);
    row("forecast and plan, ms CPU: median", without, with, month -> at(month.millis, 0.5));
    row("99 %", without, with, month -> at(month.millis, 0.99));
  }

  private static double at(double[] sorted, double part) {
    return sorted[(int) (part * (sorted.length - 1))];
  }

  private static double[] values(SortedMap<LocalDate, Double> days) {
    return days.values().stream().mapToDouble(each -> each).toArray();
  }

  private static void row(
      String name, Month without, Month with, ToDoubleFunction<Month> value) {
    System.out.printf(
        "%-34s %10.2f %10.2f%n", name, value.applyAsDouble(without), value.applyAsDouble(with));
  }
}
